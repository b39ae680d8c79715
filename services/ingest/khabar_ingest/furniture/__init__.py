"""Finding what stands around an article and is not of it: share buttons, "read also" boxes, syndication notes."""

from khabar_ingest.furniture.links import linked_characters, links_of
from khabar_ingest.furniture.looks import Look
from khabar_ingest.furniture.phrases import is_note, is_prose, is_related_label
from khabar_ingest.furniture.removal import drop, drop_machinery
from khabar_ingest.furniture.strip import strip
from khabar_ingest.furniture.trim import trim

__all__ = [
    "Look",
    "drop",
    "drop_machinery",
    "is_note",
    "is_prose",
    "is_related_label",
    "linked_characters",
    "links_of",
    "strip",
    "trim",
]
