"""The round that looks after all sources every few minutes: one replica makes it, whichever has its turn."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final, cast

import structlog
from redis.asyncio import Redis

from khabar.keys import Keys
from khabar_ingest.handlers import Intake
from khabar_ingest.health.checkup import Checkup, check
from khabar_ingest.health.hearing import place
from khabar_ingest.registry import Registry

EVERY_SECONDS: Final = 300.0
_BREAK_SECONDS: Final = 3 * EVERY_SECONDS
_AT_ONCE: Final = 100
_log = structlog.get_logger()


class Round:
    """Learns the rhythm of every source that is not paused, and tells which fell silent and which speak again."""

    def __init__(self, redis: Redis, keys: Keys, registry: Registry, intake: Intake) -> None:
        self._redis, self._keys, self._registry, self._intake = redis, keys, registry, intake

    async def make(self, memory: dict[str, str]) -> float:
        """Look after all sources and return the seconds until the next round.

        Args:
            memory: what the rounds remember: since when they were made without a break, and the last one.

        Raises:
            Retryable, RedisError: the server cannot be reached.
        """
        seconds, micros = await self._redis.time()
        now = seconds + micros / 1e6
        if now - float(memory.get("looked_at", "0")) > _BREAK_SECONDS:
            memory["watched_since"] = f"{now:.0f}"
        memory["looked_at"] = f"{now:.0f}"
        ids = list(self._registry.active)
        for at in range(0, len(ids), _AT_ONCE):
            await self._look(ids[at : at + _AT_ONCE], now, float(memory["watched_since"]))
        return EVERY_SECONDS

    async def _look(self, ids: Sequence[str], now: float, watched_since: float) -> None:
        async with self._redis.pipeline(transaction=False) as pipe:
            for id_ in ids:
                pipe.hgetall(place(self._keys, id_))
            said = cast("list[dict[bytes, bytes]]", await pipe.execute())
        found = {id_: check(_decoded(each), now, watched_since) for id_, each in zip(ids, said, strict=True)}
        for id_, checkup in found.items():
            if checkup.tell:
                await self._tell(id_, checkup, now)
        await self._keep(found)

    async def _keep(self, found: Mapping[str, Checkup]) -> None:
        async with self._redis.pipeline(transaction=True) as pipe:
            for id_, checkup in found.items():
                if checkup.forgotten:
                    pipe.hdel(place(self._keys, id_), *checkup.forgotten)
                if checkup.kept:
                    kept: dict[Any, Any] = dict(checkup.kept)
                    pipe.hset(place(self._keys, id_), mapping=kept)
                if checkup.pace is not None:
                    pipe.hset(self._keys("source", id_), "pace", f"{checkup.pace:.3f}")
            if pipe.command_stack:
                await pipe.execute()

    async def _tell(self, id_: str, checkup: Checkup, now: float) -> None:
        hours = f"{checkup.quiet_hours:.0f} h"
        words = (
            f"it has brought nothing new for {hours}, which is more than its week explains; see: khabar source list"
            if checkup.tell == "source.silent"
            else f"it speaks again after {hours}"
        )
        _log.warning(checkup.tell, source=id_, reason=words)
        once = datetime.fromtimestamp(now, UTC).isoformat()
        await self._intake.tell(checkup.tell, id_, words, once=once, quiet_hours=round(checkup.quiet_hours, 1))


def _decoded(found: dict[bytes, bytes]) -> dict[str, str]:
    return {name.decode(): value.decode() for name, value in found.items()}
