"""What the server keeps of a target's canaries: whose turn it is, how long the last ones took, how many were missed.

Keys of a target, all under ``proof:<target>``:

``…:turn``     held by the replica that sent the last one, until the next is due
``…:canaries`` list of the newest, the newest first: milliseconds, or -1 for one that was not seen
``…:missed``   how many were not seen in a row
"""

from dataclasses import dataclass
from typing import Any, Final, cast

from redis.asyncio import Redis

from khabar.canaries import MISSED
from khabar.events import Event, make
from khabar.keys import Keys
from khabar.models import Report
from khabar.wire import Wire

KEPT: Final = 288
"""The canaries of a day, one every five minutes."""


@dataclass(frozen=True, slots=True)
class Flight:
    """What came of a canary: how long it took, and why it was not seen; empty when it was."""

    seconds: float
    why: str = ""


class Aviary:
    """The canaries of one target."""

    def __init__(self, redis: Redis, keys: Keys, target: str) -> None:
        self._redis, self._target = redis, target
        self._turn, self._list, self._missed = (
            keys.proof(target, "turn"),
            keys.canaries(target),
            keys.proof(target, "missed"),
        )
        self._ops = keys.stream("ops")

    async def takes_turn(self, every: float) -> bool:
        """Whether this replica sends the next one; whoever does keeps the others from it until it is time again."""
        kept = max(1, int(every * 900))  # a little less than the time between two: clocks of replicas differ
        return bool(await self._redis.set(self._turn, "1", nx=True, px=kept))

    async def keep(self, flight: Flight, mark: str, *, misses: int) -> int:
        """Keep what came of one and tell it; how many were missed in a row, of which only the ``misses``-th is told."""
        pipe = self._redis.pipeline(transaction=True)
        pipe.lpush(self._list, MISSED if flight.why else round(flight.seconds * 1000))
        pipe.ltrim(self._list, 0, KEPT - 1)
        pipe.delete(self._missed) if not flight.why else pipe.incr(self._missed)
        counted = (await pipe.execute())[-1]
        missed = int(counted) if flight.why else 0
        if not flight.why or missed == misses:
            await self._redis.xadd(self._ops, cast("dict[Any, Any]", Wire().encode(self._event(flight, mark))))
        return missed

    def _event(self, flight: Flight, mark: str) -> Event:
        name, message = ("canary.missing", flight.why) if flight.why else ("canary.verified", "")
        figures = {"target": self._target, "seconds": round(flight.seconds, 4)}
        report = Report(about=self._target, message=message, figures=figures)
        source = f"khabar/publish/{self._target}"
        return make(name, report, source=source, subject=self._target, target=f"{self._target}/{mark}")
