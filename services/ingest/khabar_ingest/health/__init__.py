"""How sources are: when each of them usually speaks, and whether it has been quiet for longer than that explains."""

from khabar_ingest.health.hearing import Hearing, Listening
from khabar_ingest.health.rhythm import Rhythm
from khabar_ingest.health.round import Round

__all__ = ["Hearing", "Listening", "Rhythm", "Round"]
