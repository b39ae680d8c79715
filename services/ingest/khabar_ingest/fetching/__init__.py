"""How ingest reaches out over HTTP: only to where it may, politely, and never for more than it can hold.

Nothing in this service opens a connection of its own: feeds, pages, hubs and enclosures all go through a `Fetcher`.
"""

from khabar_ingest.fetching.fetched import Fetched, Hop
from khabar_ingest.fetching.fetcher import Fetcher
from khabar_ingest.fetching.guard import Guard
from khabar_ingest.fetching.turns import Resting, Turns
from khabar_ingest.fetching.unpacking import unpacked

__all__ = ["Fetched", "Fetcher", "Guard", "Hop", "Resting", "Turns", "unpacked"]
