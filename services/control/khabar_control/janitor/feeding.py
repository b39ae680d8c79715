"""Groups that were let go and are back: stages get what they missed from the archive; then trimming waits for them."""

import asyncio
import time
from itertools import islice
from typing import cast

import structlog
from redis.asyncio import Redis
from redis.exceptions import OutOfMemoryError

from khabar.archive import Archive, Damaged, Row
from khabar.keys import Keys
from khabar.liveness import lives
from khabar.stage import load
from khabar_control.janitor.letting_go import LetGo, before, decode
from khabar_control.janitor.places import Place, places
from khabar_control.janitor.trimming import report

OUTSTANDING = 64
"""How many entries may wait in a stage's private stream while it is fed."""

MOST_FIELDS = 257
"""One more than an event may have: what has more is refused by the stage, whatever is in the rest."""

_TURN_SECONDS = 1.0
_PAUSE_SECONDS = 0.02
_PACKAGE = "khabar_control.janitor"
log = structlog.get_logger()


class Feeder:
    """Gives stages what was trimmed under them, a little at a time."""

    def __init__(self, redis: Redis, keys: Keys, archive: Archive) -> None:
        self._redis, self._keys, self._archive = redis, keys, archive
        self._feed = load(redis, _PACKAGE, "feed.lua")
        self._take_back = load(redis, _PACKAGE, "take_back.lua")
        self._places = {place.name: place for place in places(keys)}

    async def feed(self) -> None:
        """Give each group that is back its share; one that has all holds its stream again."""
        for name, raw in cast("dict[bytes, bytes]", await self._redis.hgetall(self._keys.expired)).items():
            stream, _, group = name.decode("utf-8", "replace").partition("|")
            place = self._places.get(stream)
            if place is None or not await lives(self._redis, self._keys, place.key, group):
                continue
            try:
                await self._bring_back(place, group, raw)
            except Damaged as error:
                log.error("archive.damaged", group=group, stream=stream, reason=str(error))  # noqa: TRY400 - the reason tells all
            except OutOfMemoryError:
                log.warning("feeding.waits", group=group, stream=stream, reason="the server's memory is full")

    async def _bring_back(self, place: Place, group: str, raw: bytes) -> None:
        if await self._redis.exists(self._keys.again(group)):
            raw = await self._give(place, group, raw)
            if decode(raw).lost:
                return
        await self._resume(place, group, raw)

    async def _give(self, place: Place, group: str, raw: bytes) -> bytes:
        """Feed for a while; return the record as it is stored then."""
        deadline = time.monotonic() + _TURN_SECONDS
        while (record := decode(raw)).lost and time.monotonic() < deadline:
            rows = await asyncio.to_thread(self._next, place, record)
            if not rows:
                raw = await self._store(place, group, raw, record.without_first())
            for entry_id, fields in rows:
                await self._room(group, deadline)
                shorter = decode(raw).given(entry_id).encode()
                if time.monotonic() >= deadline or not await self._give_one(place, group, raw, shorter, fields):
                    return await self._stored(place, group, raw)
                raw = shorter.encode()
        return raw

    def _next(self, place: Place, record: LetGo) -> list[Row]:
        """The next lost entries; of a lane those that its stream's archive has as urgent."""
        first, end = record.lost[0]
        rows = self._archive.entries(place.archived_as, after=before(first), until=before(end))
        wanted = (row for row in rows if not place.is_lane or row[1].get(b"lane") == b"urgent")
        return list(islice(wanted, OUTSTANDING))

    async def _room(self, group: str, deadline: float) -> None:
        """Wait until the stage has worked off what it was given."""
        while time.monotonic() < deadline:
            waiting = await self._redis.xlen(self._keys.again(group))
            if waiting + await self._redis.zcard(self._keys.delayed(group)) < OUTSTANDING:
                return
            await asyncio.sleep(_PAUSE_SECONDS)

    async def _give_one(self, place: Place, group: str, raw: bytes, shorter: str, fields: dict[bytes, bytes]) -> bool:
        flat = [part for pair in islice(fields.items(), MOST_FIELDS) for part in pair]
        keys = [self._keys.expired, self._keys.again(group)]
        return bool(await self._feed(keys=keys, args=[_name(place, group), raw, shorter, *flat]))

    async def _store(self, place: Place, group: str, raw: bytes, shorter: LetGo) -> bytes:
        """Keep a shorter record, unless the group lost more meanwhile."""
        if await self._stored(place, group, raw) == raw:
            await self._redis.hset(self._keys.expired, _name(place, group), shorter.encode())
        return await self._stored(place, group, raw)

    async def _stored(self, place: Place, group: str, raw: bytes) -> bytes:
        found = cast("bytes | None", await self._redis.hget(self._keys.expired, _name(place, group)))
        return raw if found is None else found

    async def _resume(self, place: Place, group: str, raw: bytes) -> None:
        record, name = decode(raw), _name(place, group)
        message = f"trimming of {place.name} waits for group {group} again"
        if record.lost:
            message += f"; it did not get the entries {record.lost[0][0]} to {record.lost[-1][1]}: read the archive"
        fields = report("group.resumed", name, message, once=f"{name}/{record.at}", stream=place.name)
        keys = [self._keys.expired, self._keys.stream("ops")]
        if await self._take_back(keys=keys, args=[name, raw, *fields]):
            log.warning("group.resumed", group=group, stream=place.name, message=message)


def _name(place: Place, group: str) -> str:
    return f"{place.name}|{group}"
