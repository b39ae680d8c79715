"""Back-pressure: while the server's memory or a backlog is over its mark, articles wait outside.

Sources pause, and the API answers 429 with Retry-After; commands (kill, withdraw, …) are taken at any time. What is
inside can then drain.
"""

import asyncio
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Final, cast

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError, ResponseError

from khabar import events
from khabar.keys import LANED, Keys
from khabar.lag import unread
from khabar.memory import Memory, memory
from khabar.metrics import PRESSURE
from khabar.models import Report
from khabar.wire import Wire

LOOK_SECONDS: Final = 1.0
RETRY_SECONDS: Final = 10
"""What a sender is told to wait."""

_EASE_BY: Final = 0.1
"""How far under its mark memory must fall before articles are taken in again."""

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Marks:
    """From which part of the server's memory, and which number of unread entries on, articles wait."""

    memory: float
    backlog: int


@dataclass(slots=True)
class Pressure:
    """Whether articles have to wait now, and why."""

    reason: str = ""
    _eased: asyncio.Event = field(default_factory=asyncio.Event)

    def set(self, reason: str) -> None:
        """Have articles wait for a reason, or let them in with none."""
        self.reason = reason
        PRESSURE.set(bool(reason))
        if reason:
            self._eased.clear()
        else:
            self._eased.set()

    async def eased(self) -> None:
        """Wait as long as articles have to."""
        while self.reason:
            await self._eased.wait()


def judge(used: Memory, backlog: int, marks: Marks, *, high: bool) -> str:
    """Say why articles have to wait, or nothing; once they wait, the figures must fall well under their marks."""
    share = marks.memory - (_EASE_BY if high else 0)
    entries = marks.backlog // 2 if high else marks.backlog
    if used.ratio > share:
        return f"the server's memory is {used.ratio:.0%} full, of {used.limit} bytes; give it more, or see what grows"
    if backlog > entries:
        return f"{backlog} entries wait to be read; see `khabar status` for the group that lags, and add replicas of it"
    return ""


class Watch:
    """Looks at the server once a second; what it finds is shared by all replicas, so that it is told once."""

    def __init__(self, redis: Redis, keys: Keys, marks: Marks, pressure: Pressure) -> None:
        self._redis, self._keys, self._marks, self._pressure = redis, keys, marks, pressure
        self._set = redis.register_script((files("khabar_ingest") / "pressure.lua").read_text("utf-8"))

    async def run(self) -> None:
        """Look until cancelled; while the server is away, what was found last stands."""
        while True:
            try:
                await self.look()
            except (RedisError, OSError) as error:
                _log.warning("pressure.unknown", reason=str(error))
            except Exception:  # noqa: BLE001 - a bug must not leave articles outside for ever; it is logged
                _log.exception("pressure.bug")
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        """Look once, and tell the operators when it has changed."""
        high = bool(await self._redis.exists(self._keys("pressure")))
        reason = judge(await memory(self._redis), await self._backlog(), self._marks, high=high)
        if high or reason:
            await self._tell(reason)
        self._pressure.set(reason)

    async def _tell(self, reason: str) -> None:
        name = "pressure.high" if reason else "pressure.eased"
        seconds, micros = await self._redis.time()
        report = Report(about="newsroom", message=reason or "articles are taken in again")
        once = f"{seconds}.{micros:06}"
        event = events.make(name, report, source="khabar/ingest", subject="newsroom", target=once)
        fields = [part for pair in Wire().encode(event).items() for part in pair]
        keys = [self._keys("pressure"), self._keys.stream("ops")]
        if await self._set(keys=keys, args=[reason, *fields]):
            _log.warning(name, reason=report.message)

    async def _backlog(self) -> int:
        """The most entries that any group which holds its stream has yet to read."""
        held = set(cast("list[bytes]", await self._redis.hkeys(self._keys.groups)))
        held -= set(cast("list[bytes]", await self._redis.hkeys(self._keys.expired)))
        lags = [await self._lag(stream, held) for stream in LANED]
        return max(lags)

    async def _lag(self, stream: str, held: set[bytes]) -> int:
        key = self._keys.stream(stream)
        try:
            newest = (await self._redis.xinfo_stream(key))["last-generated-id"]
            groups = await self._redis.xinfo_groups(key)
        except ResponseError:  # there is no such stream yet
            return 0
        lags = [unread(group, newest) for group in groups if f"{stream}|".encode() + group["name"] in held]
        if None in lags:  # entries were deleted by hand, so the server cannot tell
            return await self._redis.xlen(key)
        return max((lag for lag in lags if lag is not None), default=0)
