"""State that is told beside articles: their related links, their copies, and the stories they belong to."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from khabar.events import Event
from khabar.models import CopiesChange, EnrichedRevision, RelatedChange, StoryChange

LinkChange = RelatedChange | CopiesChange | StoryChange

LINKED: Final[Mapping[str, str]] = MappingProxyType(
    {"related.changed": "related", "copies.changed": "copies", "story.changed": "story"}
)
"""The events that carry such state, whole, each with a word for what it is."""


def about(name: str, subject: str) -> str:
    """What an event of this ``name`` tells whole: an article or a tag by its id, else the id and what of it."""
    return f"{subject}/{LINKED[name]}" if name in LINKED else subject


def version(event: Event) -> int | None:
    """Which version of what ties articles together an event carries; None where it carries none, or tells of none."""
    told = event.data
    if isinstance(told, RelatedChange | CopiesChange):
        return told.version
    if isinstance(told, StoryChange):
        return told.revision
    return told.enrichment.linked_version if isinstance(told, EnrichedRevision) else None
