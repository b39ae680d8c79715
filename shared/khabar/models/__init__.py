"""What the events carry: the article's revision and what was found out about it.

Field names follow IPTC ninjs 3 where it has one. Models read loosely (unknown fields are kept, so an old consumer
passes a newer event on unharmed) and never change after they are made. Every datetime is aware.
"""

from khabar.models.article import Block, Change, CorrectionNote, Link, Media, PastCorrection, Revision, SourceRef
from khabar.models.base import Direction, JsonScalar, Model, Zone
from khabar.models.enrichment import (
    Attribution,
    DateMention,
    EnrichedRevision,
    Enrichment,
    Entity,
    Fact,
    Mention,
    Section,
    Story,
    Tag,
    TagType,
    Topic,
)
from khabar.models.linking import (
    CopiesChange,
    LinkLocks,
    RelatedChange,
    RelatedLink,
    Reporter,
    StoryArticle,
    StoryChange,
)
from khabar.models.notices import (
    Command,
    DeadLetter,
    DeliveryProblem,
    Held,
    Receipt,
    Removal,
    Report,
    Stale,
)
from khabar.models.ruling import TagId, TagLocks, TagRef, TagRuling

__all__ = [
    "Attribution",
    "Block",
    "Change",
    "Command",
    "CopiesChange",
    "CorrectionNote",
    "DateMention",
    "DeadLetter",
    "DeliveryProblem",
    "Direction",
    "EnrichedRevision",
    "Enrichment",
    "Entity",
    "Fact",
    "Held",
    "JsonScalar",
    "Link",
    "LinkLocks",
    "Media",
    "Mention",
    "Model",
    "PastCorrection",
    "Receipt",
    "RelatedChange",
    "RelatedLink",
    "Removal",
    "Report",
    "Reporter",
    "Revision",
    "Section",
    "SourceRef",
    "Stale",
    "Story",
    "StoryArticle",
    "StoryChange",
    "Tag",
    "TagId",
    "TagLocks",
    "TagRef",
    "TagRuling",
    "TagType",
    "Topic",
    "Zone",
]
