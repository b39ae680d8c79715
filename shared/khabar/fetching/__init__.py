"""How Khabar reaches out over HTTP: only to where it may, politely, and never for more than it can hold.

No service opens a connection of its own to an address that came from outside: it goes through a `Fetcher`.
"""

from khabar.fetching.fetched import Fetched, Hop
from khabar.fetching.fetcher import Fetcher
from khabar.fetching.guard import Guard
from khabar.fetching.settings import FetchSettings
from khabar.fetching.turns import Resting, Turns
from khabar.fetching.unpacking import unpacked

__all__ = ["FetchSettings", "Fetched", "Fetcher", "Guard", "Hop", "Resting", "Turns", "unpacked"]
