"""Telling a stage archived events once more, few at a time, so that what is new always comes first."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final, cast

from redis.asyncio import Redis

from khabar.archive import START, Archive, Row, rank
from khabar.errors import ConfigError
from khabar.events import REPLAY, make
from khabar.keys import Keys
from khabar.models import Command
from khabar.replay.catching_up import in_thread
from khabar.replay.choice import Told
from khabar.replay.plan import Plan
from khabar.wire import Wire

IN_HAND: Final = 64
"""How many replayed events a stage may have before it."""

_REMEMBERED_SECONDS: Final = 30 * 86_400
_LOOK_AGAIN_SECONDS: Final = 0.05
_DROPPED: Final = frozenset({b"attempt", b"lane", b"failingsince", REPLAY.encode()})


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a replay is."""

    sent: int
    total: int


class Replay:
    """One replay, by its name; what it has told is remembered with the telling, so nothing is told twice.

    Args:
        rate: events a second at most; 0 for as many as the stage takes.
    """

    def __init__(self, redis: Redis, keys: Keys, archive: Archive, run: str, *, rate: float = 0) -> None:
        self._redis, self._keys, self._archive, self._run, self._rate = redis, keys, archive, run, rate
        self._push = redis.register_script(files("khabar.replay").joinpath("push.lua").read_text("utf-8"))
        self._key = keys("replay", run)

    async def check(self, stage: str) -> None:
        """See that somebody reads what the stage is told again.

        Raises:
            ConfigError: no such stage was ever started.
        """
        if not await self._redis.exists(self._keys.again(stage)):
            msg = f"stage {stage!r} has never run on newsroom {self._keys.newsroom}; is its service up?"
            raise ConfigError(msg)

    async def begin(self, plan: Plan, *, by: str, reason: str) -> None:
        """Remember the plan, and tell who asked for it."""
        command = Command(id=self._run, by=by, reason=reason, arguments=cast("Any", plan.arguments()))
        event = make("command.replay", command, source="khabar/cli", subject=self._run, target=self._run)
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.hset(self._key, mapping={"plan": plan.to_json(), "position": START, "sent": 0})
            pipe.expire(self._key, _REMEMBERED_SECONDS)
            pipe.xadd(self._keys.stream("commands"), cast("Any", Wire().encode(event)))
            await pipe.execute()

    async def plan(self) -> Plan:
        """The plan of a replay that was begun.

        Raises:
            ConfigError: no such replay is remembered.
        """
        kept = await self._redis.hget(self._key, "plan")
        if kept is None:
            msg = f"no replay {self._run!r} is remembered; a replay is for 30 days after its last event"
            raise ConfigError(msg)
        return Plan.from_json(cast("bytes", kept))

    async def go(self, stopped: asyncio.Event) -> AsyncIterator[Progress]:
        """Tell what is left of the plan until it is ``stopped``, and after each event say how far this is."""
        plan = await self.plan()
        kept = cast("list[bytes]", await self._redis.hmget(self._key, ["position", "sent"]))
        position, sent = (value.decode() for value in kept)
        total, rows = await asyncio.to_thread(plan.rows, self._archive)
        done, seen = int(sent), set[str]()
        yield Progress(done, total)
        async for row in in_thread(rows):
            about = Told.of(row).about
            if rank(row[0]) > rank(position):
                if not await self._tell(plan, row, stopped, alone=about in seen):
                    return
                done += 1
                yield Progress(done, total)
                if stopped.is_set():
                    return
            seen.add(about)

    async def _tell(self, plan: Plan, row: Row, stopped: asyncio.Event, *, alone: bool) -> bool:
        """Wait until the stage takes an event, and tell whether it did.

        One under a name that was told before is ``alone``: it waits until nothing else is in hand, because a target
        is given only the newest of those that wait for it.
        """
        started = time.monotonic()
        keys = [self._keys.again(plan.stage), self._keys.delayed(plan.stage), self._key]
        keys += [self._keys.due(plan.target, "work")] if plan.target else []
        arguments = [1 if alone else IN_HAND, row[0], _REMEMBERED_SECONDS, *again(row, self._run)]
        while not await self._push(keys=keys, args=arguments):
            if stopped.is_set():
                return False
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)
        if self._rate:
            await asyncio.sleep(max(0.0, 1 / self._rate - (time.monotonic() - started)))
        return True


def again(row: Row, run: str) -> list[bytes | str]:
    """An archived entry's fields, marked as told again and in no hurry."""
    kept = [part for name, value in row[1].items() if name not in _DROPPED for part in (name, value)]
    return [*kept, "attempt", "1", "lane", "low", REPLAY, run]
