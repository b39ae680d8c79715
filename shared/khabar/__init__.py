"""Khabar's contracts: the events of a newsroom, what they carry, and how they look on a stream."""

from khabar.errors import ConfigError, KhabarError, Rejected, Retryable, Undecodable
from khabar.events import TYPES, Event, article_id, event_id, make
from khabar.keys import STREAMS, Keys
from khabar.models import EnrichedRevision, Enrichment, Revision
from khabar.wire import Wire

__all__ = [
    "STREAMS",
    "TYPES",
    "ConfigError",
    "EnrichedRevision",
    "Enrichment",
    "Event",
    "Keys",
    "KhabarError",
    "Rejected",
    "Retryable",
    "Revision",
    "Undecodable",
    "Wire",
    "article_id",
    "event_id",
    "make",
]
