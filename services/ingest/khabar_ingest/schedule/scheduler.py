"""Polls the sources that are due, so many at once; every replica has one, and they share the schedule.

Nothing is kept running for a source that is not being polled: what it remembers is on the server, and comes with the
claim.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from time import monotonic
from typing import Final

import structlog
from redis.exceptions import RedisError

from khabar.errors import ConfigError, KhabarError
from khabar_ingest.registry import Registry
from khabar_ingest.schedule.board import Board, Claim, Claimed, Ending
from khabar_ingest.schedule.clearing import clear_away
from khabar_ingest.schedule.polling import failed, poll
from khabar_ingest.schedule.workshop import Workshop
from khabar_ingest.sources import Gone, Rooms

_AT_ONCE: Final = 64
_LOOK_SECONDS: Final = 1.0
_GATHER_SECONDS: Final = 0.01
"""How long a turn waits for more polls to end, so that one script ends many."""

_ENROL_SECONDS: Final = 60.0
_AFTER_FAILURE_SECONDS: Final = 30.0
_HAND_BACK_SECONDS: Final = 2.0
_HOLDS_A_LEASE: Final = 3
_NOBODY: Final = "khabar"
_log = structlog.get_logger()
Duty = Callable[[dict[str, str]], Awaitable[float]]
"""Work of the service itself that one replica does at a time: from what it remembers to the seconds until the next."""


class Scheduler:
    """Claims what is due, polls it, and ends it.

    Args:
        duties: by names that begin with a colon, so that no source has them.
        at_once: how many polls run at the same time.
    """

    def __init__(
        self,
        registry: Registry,
        board: Board,
        rooms: Rooms,
        *,
        duties: Mapping[str, Duty] | None = None,
        at_once: int = _AT_ONCE,
    ) -> None:
        self._registry, self._board, self._rooms, self._duties = registry, board, rooms, dict(duties or {})
        self._workshop = Workshop(registry, rooms)
        self._at_once, self._polls = at_once, dict[str, asyncio.Task[None]]()
        self._endings: list[Ending] = []
        self._ended = asyncio.Event()
        self._enrolled_at = self._held_at = float("-inf")
        self._version = ""

    async def run(self) -> None:
        """Poll for ever; while the server is away, what is in hand is finished and waits to be ended."""
        failing = ""
        try:
            while True:
                try:
                    await self.turn()
                    failing = ""
                except (KhabarError, RedisError, OSError) as error:
                    if str(error) != failing:
                        _log.warning("schedule.waiting", reason=str(error))
                    failing = str(error)
                    await asyncio.sleep(_LOOK_SECONDS)
                except Exception:  # noqa: BLE001 - a bug must not end the schedule; it is logged
                    _log.exception("schedule.bug")
                    await asyncio.sleep(_LOOK_SECONDS)
        finally:
            for task in self._polls.values():
                task.cancel()

    async def turn(self) -> None:
        """End what has ended, hold what is in hand, take what is due, and rest until there is more to do.

        Raises:
            RedisError: the server cannot be reached.
        """
        await self._end()
        await self._hold()
        if monotonic() - self._enrolled_at > _ENROL_SECONDS:
            await self._enrol()
        claimed = await self._board.claim(self._room)
        if claimed.version != self._version:
            await self._enrol()
        for claim in claimed.claims:
            if claim.id not in self._polls:  # one that was lost while the server was away is still in hand here
                self._polls[claim.id] = asyncio.create_task(self._poll(claim), name=claim.id)
        await self._rest(claimed)

    async def hand_back(self) -> None:
        """Give up what is in hand, so that others need not wait until the leases end; call it once `run` has ended."""
        self._endings += [Ending(id_, 0) for id_ in self._polls]
        with suppress(RedisError, OSError, TimeoutError):
            async with asyncio.timeout(_HAND_BACK_SECONDS):
                await self._end()

    @property
    def _room(self) -> int:
        """How many polls may begin; none while articles wait outside."""
        return 0 if self._rooms.pressure.reason else self._at_once - len(self._polls)

    async def _enrol(self) -> None:
        """Read the list, and put on the schedule what is not on it."""
        await self._registry.load()
        self._version, self._enrolled_at = self._registry.version, monotonic()
        polled = [id_ for id_, settings in self._registry.active.items() if self._workshop.polls(settings)]
        self._workshop.keep(polled)
        await self._board.enrol([*self._duties, *polled])

    async def _poll(self, claim: Claim) -> None:
        try:
            ending = await (self._attend(claim) if claim.id in self._duties else self._ask(claim))
        except (KhabarError, RedisError, OSError) as error:
            _log.warning("schedule.poll_failed", source=claim.id, reason=str(error))
            ending = Ending(claim.id, _AFTER_FAILURE_SECONDS)
        except Exception:  # noqa: BLE001 - a bug about one source must not end the others; it is logged
            _log.exception("schedule.bug", source=claim.id)
            ending = Ending(claim.id, _AFTER_FAILURE_SECONDS)
        self._endings.append(ending)
        del self._polls[claim.id]
        self._ended.set()

    async def _ask(self, claim: Claim) -> Ending:
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
        memory = dict(claim.memory)
        wait = await self._duties[claim.id](memory)
        return Ending(claim.id, wait, memory)

    async def _end(self) -> None:
        if not self._endings:
            return
        endings, self._endings = self._endings, []
        try:
            mine = await self._board.end(endings)
        except (RedisError, OSError):
            self._endings = endings + self._endings
            raise
        for ending, was_mine in zip(endings, mine, strict=True):
            if not was_mine:
                _log.warning("schedule.lost", source=ending.id, reason="its lease ended; it is polled again")

    async def _hold(self) -> None:
        if self._polls and monotonic() - self._held_at > self._board.lease / _HOLDS_A_LEASE:
            await self._board.hold(list(self._polls))
            self._held_at = monotonic()

    async def _rest(self, claimed: Claimed) -> None:
        longest = min(_LOOK_SECONDS, self._board.lease / _HOLDS_A_LEASE)
        wait = longest if self._room <= 0 or claimed.wait is None else min(claimed.wait, longest)
        with suppress(TimeoutError):
            async with asyncio.timeout(max(wait, _GATHER_SECONDS)):
                await self._ended.wait()
        if self._ended.is_set():
            await asyncio.sleep(_GATHER_SECONDS)
            self._ended.clear()
