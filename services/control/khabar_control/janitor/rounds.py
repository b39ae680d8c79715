"""The janitor's rounds: one janitor at a time, whatever the number of replicas."""

import asyncio
import secrets
from contextlib import suppress
from typing import Final

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from khabar.archive import Archive
from khabar.keys import Keys
from khabar.memory import memory
from khabar.metrics import MEMORY_RATIO
from khabar.server import wait_for_server
from khabar.stage import load
from khabar_control.janitor.feeding import Feeder
from khabar_control.janitor.places import places
from khabar_control.janitor.trimming import CROWDED, Moment, Trimmer

TICK_SECONDS = 1.0
TICKS_A_ROUND: Final = 10
_CANCEL_SECONDS = 0.5
_LOCK_MILLISECONDS = 30_000
_HOUR_MILLISECONDS = 3_600_000
_PACKAGE = "khabar_control.janitor"
log = structlog.get_logger()


class Janitor:
    """Trims all streams every ten seconds (every second when memory is short), and feeds those who are back.

    Args:
        redis: the client; it stays the caller's.
        keys: the newsroom's keys.
        archive: what was trimmed is read from here for those who come back.
        keep_hours: how long entries stay in the streams though nobody needs them there.
    """

    def __init__(self, redis: Redis, keys: Keys, archive: Archive, keep_hours: float) -> None:
        self._redis, self._keys, self._keep_hours = redis, keys, keep_hours
        self._trimmer = Trimmer(redis, keys)
        self._feeder = Feeder(redis, keys, archive)
        self._hold = load(redis, _PACKAGE, "hold.lua")
        self._leave = load(redis, _PACKAGE, "leave.lua")
        self._token = secrets.token_hex(8)
        self._stopped = self._crowded = False
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to go round in the background; a server that is away or refuses is waited for."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """End after the script under way, and leave the work to another replica at once."""
        self._stopped = True
        while self._task and not self._task.done():  # a connection that is being made may swallow a cancellation
            self._task.cancel()
            await asyncio.wait([self._task], timeout=_CANCEL_SECONDS)
        with suppress(RedisError, OSError):
            await self._leave(keys=[self._keys("janitor")], args=[self._token])

    async def _run(self) -> None:
        await wait_for_server(self._redis)
        ticks = 0
        while not self._stopped:
            try:
                if await self.is_mine():
                    await self.tick(tidy=ticks % TICKS_A_ROUND == 0 or self._crowded)
            except (RedisError, OSError) as error:
                log.warning("janitor.refused", reason=str(error))
            ticks += 1
            await asyncio.sleep(TICK_SECONDS)

    async def tick(self, *, tidy: bool) -> None:
        """One turn: tidy up if it is time, and feed who is back."""
        if tidy:
            await self.tidy()
        await self._feeder.feed()

    async def tidy(self) -> None:
        """Trim every stream once; one that cannot be trimmed does not keep the others from it."""
        seconds, micros = await self._redis.time()
        used = await memory(self._redis)
        MEMORY_RATIO.set(used.ratio)
        self._crowded = used.ratio > CROWDED
        moment = Moment(seconds * 1000 + micros // 1000, used, int(self._keep_hours * _HOUR_MILLISECONDS))
        for place in places(self._keys):
            try:
                await self._trimmer.tidy(place, moment)
            except RedisError as error:
                log.warning("stream.untrimmed", stream=place.name, reason=str(error))
            await self.is_mine()

    async def is_mine(self) -> bool:
        """Become or stay the one janitor; tell whether it worked."""
        return bool(await self._hold(keys=[self._keys("janitor")], args=[self._token, _LOCK_MILLISECONDS]))
