"""Sources: each fetches items from one kind of place; which kind is named by ``type`` in newsroom.toml.

A source is a class in the entry-point group ``khabar.sources``, made with its settings and the rooms it works in; see
docs/extend/sources-and-parsers.md.
"""

import asyncio
from collections.abc import Callable
from importlib.metadata import entry_points
from typing import Final, Protocol

import structlog

from khabar.config import SourceSettings
from khabar.errors import ConfigError, Rejected, Retryable
from khabar_ingest.sources.rooms import Rooms

__all__ = ["Rooms", "Source", "make", "run"]

_PUSHED: Final = "api"
_AFTER_FAILURE_SECONDS: Final = 5.0
_log = structlog.get_logger()


class Source(Protocol):
    """Brings items in from one place."""

    settings: SourceSettings

    async def poll(self) -> float:
        """Bring in what is new and return the seconds to wait before the next poll.

        Raises:
            Retryable: the place or the server could not be reached.
        """


def make(settings: SourceSettings, rooms: Rooms) -> Source | None:
    """Make the source that some settings describe; None for one that is only pushed to.

    Raises:
        ConfigError: there is no such type, or its settings are wrong.
    """
    if settings.type == _PUSHED:
        return None
    kinds = {point.name: point for point in entry_points(group="khabar.sources")}
    if settings.type not in kinds:
        known = ", ".join(sorted([*kinds, _PUSHED]))
        msg = f"source {settings.id}: there is no type {settings.type!r}; there are {known}"
        raise ConfigError(msg)
    maker: Callable[[SourceSettings, Rooms], Source] = kinds[settings.type].load()
    return maker(settings, rooms)


async def run(source: Source, rooms: Rooms) -> None:
    """Poll a source for ever; a failure is told to the operators once, until it changes, and the next poll is later."""
    told = ""
    while True:
        await rooms.pressure.eased()
        try:
            wait = await source.poll()
            told = ""
        except Retryable as error:
            wait = error.retry_after or _AFTER_FAILURE_SECONDS
            told = await _tell(source, rooms, str(error), told)
        except Rejected as error:
            wait = rooms.settings.feed_interval_seconds
            told = await _tell(source, rooms, str(error), told)
        except Exception:  # noqa: BLE001 - a bug in one source must not end the others; it is logged and told
            _log.exception("source.bug", source=source.settings.id)
            wait = rooms.settings.feed_interval_seconds
            told = await _tell(source, rooms, "a bug in Khabar; the log of the ingest service shows where", told)
        await asyncio.sleep(wait)


async def _tell(source: Source, rooms: Rooms, reason: str, told: str) -> str:
    """Send ``source.refused`` unless the same was told before, and return what is told now."""
    if reason == told:
        return told
    _log.warning("source.refused", source=source.settings.id, reason=reason)
    try:
        await rooms.intake.tell("source.refused", source.settings.id, reason, once=rooms.now().isoformat())
    except Retryable:
        return ""
    except Exception:  # noqa: BLE001 - what cannot be told must not end the source; it is logged
        _log.exception("source.bug", source=source.settings.id)
    return reason
