"""Asking one source, or doing one duty: whatever happens, it ends."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final, TypeAlias

import structlog
from redis.exceptions import RedisError

from khabar.errors import ConfigError, KhabarError
from khabar_ingest.registry import Registry
from khabar_ingest.schedule.board import LOST, Claim, Ending
from khabar_ingest.schedule.clearing import clear_away
from khabar_ingest.schedule.polling import failed, poll
from khabar_ingest.schedule.workshop import Workshop
from khabar_ingest.sources import Gone, Rooms

_AFTER_FAILURE_SECONDS: Final = 30.0
_NOBODY: Final = "khabar"
_log = structlog.get_logger()
Duty: TypeAlias = Callable[[dict[str, str]], Awaitable[float]]
"""Work of the service itself that one replica does at a time: from what it remembers to the seconds until the next."""


class Asking:
    """Asks what was claimed.

    Args:
        duties: by names that begin with a colon, so that no source has them.
    """

    def __init__(self, registry: Registry, rooms: Rooms, workshop: Workshop, duties: Mapping[str, Duty]) -> None:
        self._registry, self._rooms, self._workshop, self._duties = registry, rooms, workshop, duties

    async def ask(self, claim: Claim) -> Ending:
        """Poll a source or do a duty, and say how it ended."""
        try:
            return await (self._attend(claim) if claim.id in self._duties else self._poll(claim))
        except (KhabarError, RedisError, OSError) as error:
            _log.warning("schedule.poll_failed", source=claim.id, reason=str(error))
        except Exception:  # noqa: BLE001 - a bug about one source must not end the others; it is logged
            _log.exception("schedule.bug", source=claim.id)
        return Ending(claim.id, _AFTER_FAILURE_SECONDS)

    async def _poll(self, claim: Claim) -> Ending:
        """Poll a source; one that is gone for good is paused, and one that is no longer listed leaves the schedule."""
        try:
            made = self._workshop.made(claim.id)
            if made:
                return await poll(made.source, made.rooms, claim)
            if self._registry.removed(claim.id):
                await clear_away(self._rooms, claim.id)
            return Ending(claim.id, None)
        except ConfigError as error:
            return await failed(claim, self._rooms, str(error), None)
        except Gone as error:
            await self._registry.pause(claim.id, str(error), by=_NOBODY)
            return Ending(claim.id, None)

    async def _attend(self, claim: Claim) -> Ending:
        memory = {name: value for name, value in claim.memory.items() if name != LOST}
        wait = await self._duties[claim.id](memory)
        return Ending(claim.id, wait, memory, (LOST,))
