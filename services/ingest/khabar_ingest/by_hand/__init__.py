"""What people decide about single articles, be it their tags or their links: asked for, refused, kept and restored."""

from khabar_ingest.by_hand.answering import Endpoint, answering
from khabar_ingest.by_hand.ordering import carried_out, decided, standing
from khabar_ingest.by_hand.refusal import Refusal
from khabar_ingest.by_hand.restoring import commands, keep

__all__ = ["Endpoint", "Refusal", "answering", "carried_out", "commands", "decided", "keep", "standing"]
