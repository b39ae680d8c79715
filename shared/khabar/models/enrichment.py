"""What was found out about an article."""

from typing import Literal

from pydantic import Field

from khabar.models.article import Revision
from khabar.models.base import Direction, Model, Zone
from khabar.models.linking import RelatedLink, Reporter

TagType = Literal["person", "organisation", "place", "topic", "event"]


class Section(Model):
    """The section an article was put into, and why."""

    id: str
    name: str
    reason: str
    confidence: float = Field(1.0, ge=0, le=1)


class Mention(Model):
    """A place in the text that names a tag. Offsets are code points into the zone's text."""

    zone: Zone
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    text: str


class Tag(Model):
    """Something the article is about; ``confidence`` lies between 0 and 1.

    ``by`` says who set it: ``rule`` (the table of aliases, or the grammar of names), ``model`` or ``editor``; and
    ``version`` of what. A suggested one awaits an editor's word and is shown to no reader.
    """

    id: str
    type: TagType
    name: str
    salience: float = Field(0.0, ge=0, le=1)
    confidence: float = Field(1.0, ge=0, le=1)
    by: str = "rule"
    version: str | None = None
    suggested: bool = False
    mentions: tuple[Mention, ...] = ()


class Entity(Model):
    """Something named in the text, linked to a tag or not: what tags were chosen from.

    ``id`` is that of the tag, None for a name that no table knows. ``references`` are words that stand for it without
    naming it (``التنظيم``). ``within`` are the names that lie inside longer ones.
    """

    id: str | None = None
    type: TagType
    name: str
    salience: float = Field(0.0, ge=0, le=1)
    confidence: float = Field(1.0, ge=0, le=1)
    by: str = "rule"
    version: str | None = None
    suggested: bool = False
    mentions: tuple[Mention, ...] = ()
    within: tuple[Mention, ...] = ()
    references: tuple[Mention, ...] = ()


class DateMention(Model):
    """A temporal expression in the text.

    ``value`` is ISO 8601: a day, month, year, week (``2022-W07``), minute, or a closed interval ``A/B``. ``anchor`` is
    the ISO 8601 day or value that a relative expression was told from.
    """

    text: str
    zone: Zone
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    value: str
    precision: Literal["minute", "day", "week", "month", "year", "decade", "interval"]
    approx: bool = False
    consistent: bool = True
    anchor: str | None = None


class Attribution(Model):
    """Who says it. The offsets are those of what is said: a quote or a clause; ``source`` is empty where none is told.

    ``named`` tells whether the source has a name; ``outlet`` is whom it spoke to, where that is told.
    """

    verb: str = ""
    kind: Literal["person", "organisation", "agency", "anonymous", "statement"] = "statement"
    named: bool = False
    quote: bool = False
    source: Mention | None = None
    outlet: str | None = None
    zone: Zone = "headline"
    start: int = Field(0, ge=0)
    end: int = Field(0, ge=0)
    text: str = ""


class Fact(Model):
    """How many people came to harm, as one passage tells it; figures of several passages are never added up.

    ``who``, ``where`` and ``when`` are as written (``when`` in ISO 8601 where a date was understood), None where the
    passage does not say. The offsets are those of the passage.
    """

    kind: Literal["killed", "wounded", "casualties", "missing", "detained", "displaced"] = "casualties"
    number: int | None = Field(None, ge=0)
    at_least: bool = False
    who: str | None = None
    where: str | None = None
    when: str | None = None
    zone: Zone = "headline"
    start: int = Field(0, ge=0)
    end: int = Field(0, ge=0)
    text: str = ""


class Topic(Model):
    """A subject of the IPTC Media Topics: its code (``medtop:16000000``) and its label in the newsroom's language."""

    id: str
    name: str
    confidence: float = Field(1.0, ge=0, le=1)
    reason: str = ""


class Story(Model):
    """A running event told by several articles."""

    id: str
    name: str


class Enrichment(Model):
    """What was found out about one revision.

    ``tags`` are the most telling of the ``entities``, ``topics`` the codes of the ``subjects``. ``duplicate_of`` is the
    article whose page stands for this one, ``also_reported_by`` who else tells the text of this one and ``copies`` in
    which articles. ``linked_version`` is the version of all that ties it to others, as in `RelatedChange`.
    """

    for_revision: int = Field(ge=1)
    language: str = "ar"
    direction: Direction = "rtl"
    section: Section | None = None
    tags: tuple[Tag, ...] = ()
    entities: tuple[Entity, ...] = ()
    topics: tuple[str, ...] = ()
    subjects: tuple[Topic, ...] = ()
    dates: tuple[DateMention, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    single_anonymous_source: bool = False
    facts: tuple[Fact, ...] = ()
    keyphrases: tuple[str, ...] = ()
    related: tuple[RelatedLink, ...] = ()
    story: Story | None = None
    duplicate_of: str | None = None
    also_reported_by: tuple[Reporter, ...] = ()
    copies: tuple[str, ...] = ()
    linked_version: int | None = Field(None, ge=1)
    slug: str = ""
    reading_minutes: int = Field(1, ge=1)
    steps: dict[str, str] = Field(default_factory=dict)
    took_ms: float = Field(0.0, ge=0)


class EnrichedRevision(Revision):
    """A whole revision with its enrichment: publish and consumers need one stream only."""

    enrichment: Enrichment
