"""Sources: each fetches items from one kind of place; which kind is named by ``type`` in newsroom.toml.

A source is a class in the entry-point group ``khabar.sources``, made with its settings and the rooms it works in; see
docs/extend/sources-and-parsers.md.
"""

from collections.abc import Callable
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Final, Protocol

from khabar.config import SourceSettings
from khabar.errors import ConfigError
from khabar_ingest.sources.gone import Gone
from khabar_ingest.sources.rooms import Rooms

__all__ = ["PUSHED", "Gone", "Rooms", "Source", "make", "unread"]

PUSHED: Final = "api"
"""The type of a source that is only pushed to."""


class Source(Protocol):
    """Brings items in from one place."""

    settings: SourceSettings

    async def poll(self) -> float:
        """Bring in what is new and return the seconds to wait before the next poll.

        Raises:
            Retryable: the place or the server could not be reached.
            Gone: the place is gone for good.
        """


def make(settings: SourceSettings, rooms: Rooms) -> Source | None:
    """Make the source that some settings describe; None for one that is only pushed to.

    Args:
        settings: of the source.
        rooms: what it works with; their memory must be its own.

    Raises:
        ConfigError: there is no such type, or its settings are wrong.
    """
    if settings.type == PUSHED:
        return None
    kinds = _kinds()
    if settings.type not in kinds:
        known = ", ".join(sorted([*kinds, PUSHED]))
        msg = f"source {settings.id}: there is no type {settings.type!r}; there are {known}"
        raise ConfigError(msg)
    maker: Callable[[SourceSettings, Rooms], Source] = kinds[settings.type].load()
    return maker(settings, rooms)


def unread(settings: SourceSettings) -> list[str]:
    """The settings that nobody reads, as far as the type says in ``SETTINGS`` which it reads besides the usual ones."""
    point = _kinds().get(settings.type)
    read: frozenset[str] | None = getattr(point.load(), "SETTINGS", None) if point else None
    return [] if read is None else sorted(set(settings.model_extra or {}) - read)


@cache
def _kinds() -> dict[str, EntryPoint]:
    """The installed types; reading them costs milliseconds, and there may be thousands of sources."""
    return {point.name: point for point in entry_points(group="khabar.sources")}
