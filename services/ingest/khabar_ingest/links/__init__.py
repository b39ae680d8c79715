"""Related links as editors govern them: pinned, blocked and frozen."""

from khabar_ingest.links.api import LinkApi
from khabar_ingest.links.locking import Linking

__all__ = ["LinkApi", "Linking"]
