"""Polls the sources that are due, so many at once; every replica has one, and they share the schedule.

Nothing is kept running for a source that is not being polled: what it remembers is on the server, and comes with the
claim.
"""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from time import monotonic
from typing import Final

import structlog
from redis.exceptions import RedisError

from khabar.errors import KhabarError
from khabar_ingest.registry import Registry
from khabar_ingest.schedule.asking import Asking, Duty
from khabar_ingest.schedule.board import Board, Claimed, Ending
from khabar_ingest.schedule.hands import Hands
from khabar_ingest.schedule.workshop import Workshop
from khabar_ingest.sources import Rooms

_AT_ONCE: Final = 64
_PER_HOST_PLACES: Final = 2
"""So many times as many polls of one host run as may be there at once: the next is ready when one leaves."""

_LOOK_SECONDS: Final = 1.0
_GATHER_SECONDS: Final = 0.01
"""How long a turn waits for more polls to end, so that one script ends many."""

_ENROL_SECONDS: Final = 60.0
_HAND_BACK_SECONDS: Final = 2.0
_HOLDS_A_LEASE: Final = 3
_log = structlog.get_logger()


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
        asking = Asking(registry, rooms, self._workshop, self._duties)
        limits = rooms.settings
        self._hands = Hands(
            asking.ask,
            self._url,
            at_once=at_once,
            per_host=_PER_HOST_PLACES * limits.fetch_per_host,
            gap=limits.fetch_gap_seconds,
        )
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
                    if monotonic() - self._held_at > self._board.lease:
                        self._hands.let_go(self._hands.ids)  # others may have by now what waits here
                    await asyncio.sleep(_LOOK_SECONDS)
                except Exception:  # noqa: BLE001 - a bug must not end the schedule; it is logged
                    _log.exception("schedule.bug")
                    await asyncio.sleep(_LOOK_SECONDS)
        finally:
            self._hands.cancel()

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
        self._hands.take(claimed.claims)
        await self._rest(claimed)

    async def hand_back(self) -> None:
        """Give up what is in hand, so that others need not wait until the leases end; call it once `run` has ended."""
        self._hands.endings += [Ending(id_, 0) for id_ in self._hands.ids]
        with suppress(RedisError, OSError, TimeoutError):
            async with asyncio.timeout(_HAND_BACK_SECONDS):
                await self._end()

    @property
    def _room(self) -> int:
        """How many polls may begin; none while articles wait outside."""
        return 0 if self._rooms.pressure.reason else self._hands.room

    async def _enrol(self) -> None:
        """Read the list, and put on the schedule what is not on it."""
        await self._registry.load()
        self._version, self._enrolled_at = self._registry.version, monotonic()
        polled = [id_ for id_, settings in self._registry.active.items() if self._workshop.polls(settings)]
        self._workshop.keep(polled)
        await self._board.enrol([*self._duties, *polled])

    def _url(self, id_: str) -> str | None:
        settings = self._registry.get(id_)
        return settings.url if settings else None

    async def _end(self) -> None:
        hands = self._hands
        if not hands.endings:
            return
        endings, hands.endings = hands.endings, []
        try:
            mine = await self._board.end(endings)
        except (RedisError, OSError, asyncio.CancelledError):  # cancelled: what was not written is for `hand_back`
            hands.endings = endings + hands.endings
            raise
        for ending, was_mine in zip(endings, mine, strict=True):
            if not was_mine:
                _log.warning("schedule.lost", source=ending.id, reason="its lease ended; it is polled again")

    async def _hold(self) -> None:
        ids = self._hands.ids
        if ids and monotonic() - self._held_at > self._board.lease / _HOLDS_A_LEASE:
            self._hands.let_go(await self._board.hold(ids))
            self._held_at = monotonic()

    async def _rest(self, claimed: Claimed) -> None:
        ended, longest = self._hands.ended, min(_LOOK_SECONDS, self._board.lease / _HOLDS_A_LEASE)
        wait = longest if self._room <= 0 or claimed.wait is None else min(claimed.wait, longest)
        with suppress(TimeoutError):
            async with asyncio.timeout(max(wait, _GATHER_SECONDS)):
                await ended.wait()
        if ended.is_set():
            await asyncio.sleep(_GATHER_SECONDS)
            ended.clear()
