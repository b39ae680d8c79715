"""Trimming one stream, and letting go of the groups that stand in its way for too long."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import structlog
from redis.asyncio import Redis
from redis.exceptions import OutOfMemoryError

from khabar import models
from khabar.archive import clock, rank
from khabar.events import make
from khabar.keys import Keys
from khabar.liveness import lives
from khabar.memory import Memory
from khabar.metrics import FLOOR_AGE_SECONDS, TRIMMED
from khabar.stage import load
from khabar.wire import Wire
from khabar_control.janitor.letting_go import MOST_SECONDS, MOST_SHARE, LetGo
from khabar_control.janitor.places import Place

CROWDED = 0.5
"""The part of the server's memory from which on nothing is kept longer than it must be."""

TIGHT = 0.85
"""The part from which on a group at work is let go too: back-pressure should have kept memory well below."""

_UNWATCHED_SECONDS = 3600
"""After so long without a janitor it is no longer known who held what: a newsroom that slept is not blamed for it."""

_BATCH = 1000
_PACKAGE = "khabar_control.janitor"
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Moment:
    """What one round goes by: the server's clock in milliseconds, its memory, and how long entries are kept."""

    now: int
    memory: Memory
    keep_milliseconds: int


@dataclass(frozen=True, slots=True)
class Trimmed:
    """How many entries went, the bound they lay behind, and each registered group's first entry not acknowledged."""

    entries: int
    bound: str
    floors: Mapping[str, str]


class Trimmer:
    """Trims streams, one batch a script, so that the server is never busy for long."""

    def __init__(self, redis: Redis, keys: Keys) -> None:
        self._redis, self._keys = redis, keys
        self._trim = load(redis, _PACKAGE, "trim.lua")
        self._let_go = load(redis, _PACKAGE, "let_go.lua")
        self._holding = keys("holding")

    async def tidy(self, place: Place, moment: Moment) -> None:
        """Trim a stream as far as it may be; whoever holds it for too long is let go, and it is trimmed again."""
        while True:
            size = await self._size(place)
            crowded = moment.memory.ratio > CROWDED or _is_much(size, moment.memory)
            trimmed = await self._trim_all(place, moment, crowded=crowded)
            self._measure(place, trimmed, moment)
            too_large = crowded and _is_much(await self._size(place), moment.memory)
            if not await self._let_go_of(place, trimmed, moment, too_large=too_large):
                return

    async def _trim_all(self, place: Place, moment: Moment, *, crowded: bool) -> Trimmed:
        oldest = moment.now - (0 if crowded else moment.keep_milliseconds)
        keys = [place.key, self._keys.groups, self._keys.archived, self._keys.expired, self._keys.settled]
        if place.name == "dead" and not crowded:
            keys.append(self._keys("dead-done"))
        archived_as = "" if place.is_lane else place.archived_as
        entries = 0
        while True:
            answer = await self._trim(keys=keys, args=[place.name, archived_as, f"{max(0, oldest)}-0", _BATCH])
            removed, bound, *rest = cast("list[bytes]", answer)
            entries += int(removed)
            if not int(removed):
                texts = [part.decode("utf-8", "replace") for part in rest]
                return Trimmed(entries, bound.decode(), dict(zip(texts[::2], texts[1::2], strict=True)))

    def _measure(self, place: Place, trimmed: Trimmed, moment: Moment) -> None:
        TRIMMED.labels(place.name).inc(trimmed.entries)
        for name, floor in trimmed.floors.items():
            age = max(0, moment.now - clock(floor)) / 1000 if floor else 0.0
            FLOOR_AGE_SECONDS.labels(place.name, name.partition("|")[2]).set(age)
        if trimmed.entries:
            log.info("stream.trimmed", stream=place.name, entries=trimmed.entries, bound=trimmed.bound)

    async def _let_go_of(self, place: Place, trimmed: Trimmed, moment: Moment, *, too_large: bool) -> bool:
        """Let go of every group that held too long or too much; tell whether there was one."""
        expired = cast("list[bytes]", await self._redis.hkeys(self._keys.expired))
        gone = {name.decode("utf-8", "replace") for name in expired}
        since = await self._held_since(place, trimmed, moment)
        reasons = {}
        for name, floor in trimmed.floors.items():
            if not floor or name in gone:
                continue
            if moment.now - since[name] > MOST_SECONDS * 1000:
                reasons[name] = f"it has not moved on from entry {floor} for more than {MOST_SECONDS / 86_400:.0f} days"
            elif too_large and rank(floor) <= rank(trimmed.bound) and not await self._works(place, name, moment):
                reasons[name] = f"what waits for it takes more than {MOST_SHARE:.0%} of the server's memory"
        done = [await self._tell(name, reason, trimmed.floors[name], moment) for name, reason in reasons.items()]
        return any(done)

    async def _works(self, place: Place, name: str, moment: Moment) -> bool:
        """Whether a group is at work, and there is memory enough to wait for it."""
        if moment.memory.ratio > TIGHT:
            return False
        return await lives(self._redis, self._keys, place.key, name.partition("|")[2])

    async def _held_since(self, place: Place, trimmed: Trimmed, moment: Moment) -> dict[str, int]:
        """Since when each group stands where it stands, remembered over restarts."""
        stored = cast("dict[bytes, bytes]", await self._redis.hgetall(self._holding))
        known = {name.decode("utf-8", "replace"): value.decode().split(" ") for name, value in stored.items()}
        since: dict[str, int] = {}
        moved: dict[str, str] = {}
        idle: list[str] = []
        for name, floor in trimmed.floors.items():
            stands, *rest = known.get(name, [""])
            since[name] = int(rest[0]) if stands == floor and rest else moment.now
            if floor and stands != floor:
                moved[name] = f"{floor} {moment.now}"
            elif not floor and name in known:
                idle.append(name)
        idle += [name for name in known if name.partition("|")[0] == place.name and name not in trimmed.floors]
        await self._remember(moved, idle)
        return since

    async def _remember(self, moved: Mapping[str, str], idle: list[str]) -> None:
        if idle:
            await self._redis.hdel(self._holding, *idle)
        try:
            if moved:
                await self._redis.hset(self._holding, mapping=cast("dict[Any, Any]", moved))
        except OutOfMemoryError:
            log.warning("holding.unkept", groups=sorted(moved), next_step="give the server more memory")
        await self._redis.expire(self._holding, _UNWATCHED_SECONDS)

    async def _tell(self, name: str, reason: str, floor: str, moment: Moment) -> bool:
        stream, _, group = name.partition("|")
        message = f"group {group} of {stream} is let go: {reason}; what it misses from {floor} on is in the archive"
        fields = report("group.expired", name, message, once=f"{name}/{moment.now}", stream=stream, floor=floor)
        record = LetGo(moment.now, reason).encode()
        done = await self._let_go(keys=[self._keys.expired, self._keys.stream("ops")], args=[name, record, *fields])
        if done:
            log.error("group.expired", group=group, stream=stream, reason=reason, floor=floor)
        return bool(done)

    async def _size(self, place: Place) -> int:
        return await self._redis.memory_usage(place.key) or 0


def report(name: str, about: str, message: str, *, once: str, **figures: str | int) -> list[str | bytes]:
    """A report as the flat fields of an entry; ``once`` makes its id its own."""
    said = models.Report(about=about, message=message, figures=dict(figures))
    event = make(name, said, source="khabar/control", subject=about, target=once)
    return [part for pair in Wire().encode(event).items() for part in pair]


def _is_much(size: int, memory: Memory) -> bool:
    return bool(memory.limit) and size > MOST_SHARE * memory.limit
