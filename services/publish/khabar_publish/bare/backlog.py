"""What waits for enrichment, and since when, by the server's clock: read from the streams of the group ``enrich``.

The streams' own ids tell when an entry came; of one that enrich tries again it is told since when that failed.
"""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, cast

from redis.asyncio import Redis
from redis.exceptions import ResponseError

from khabar.keys import Keys
from khabar.stage.entry import Entry
from khabar.stage.lane import TWIN

GROUP: Final = "enrich"
STREAM: Final = "articles"
_CHUNK: Final = 64
_PENDING: Final = 10_000
_STEPS: Final = 2
_START: Final = (0, 0)

Fields = Mapping[bytes, bytes]
Id = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Place:
    """A stream that enrich reads: the last entry given out, the oldest not settled, and whether its group is there."""

    key: str
    last: Id = _START
    oldest: Id | None = None
    there: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """How enrichment stood at one moment; times are Unix milliseconds, ``retried`` what is tried again."""

    now: int
    places: Sequence[Place] = ()
    retried: Sequence["Waiting"] = ()

    @property
    def age_ms(self) -> int:
        """How long the oldest has waited."""
        since = [place.oldest[0] for place in self.places if place.oldest] + [each.since for each in self.retried]
        return max(0, self.now - min(since, default=self.now))


class Waiting(NamedTuple):
    """An entry that waits for enrichment, and since when."""

    since: int
    fields: Fields


@dataclass(slots=True)
class Cursor:
    """How far the streams were looked through, by their keys, for entries of one age."""

    at: dict[str, Id] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Backlog:
    """The entries that wait for enrichment."""

    redis: Redis
    keys: Keys

    async def look(self, skew_ms: int = 0) -> Seen:
        """See how enrichment stands: a few short questions, however many articles there are."""
        streams = [self.keys.stream(STREAM), self.keys.lane(STREAM)]
        async with self.redis.pipeline(transaction=False) as pipe:
            pipe.time()
            pipe.zcard(self.keys.delayed(GROUP))
            pipe.xlen(self.keys.again(GROUP))
            for key in streams:
                pipe.xinfo_groups(key)
                pipe.xpending(key, GROUP)
            time, delayed, again, *answers = await pipe.execute(raise_on_error=False)
        _raise((time, delayed, again))
        pairs = zip(streams, answers[::_STEPS], answers[1::_STEPS], strict=True)
        places = [await self._place(key, groups, pending) for key, groups, pending in pairs]
        retried = await self._retried() if delayed or again else []
        return Seen(time[0] * 1000 + time[1] // 1000 + skew_ms, places, retried)

    async def since(self, seen: Seen, before: int, cursor: Cursor) -> AsyncIterator[list[Waiting]]:
        """What came until a moment and was not settled when it was that old; the cursor moves on behind each part."""
        main, lane = seen.places
        for place in seen.places:
            if place.oldest is None:
                continue
            pending = await self._pending(place, before)
            start = max(cursor.at.get(place.key, _START), (place.oldest[0], place.oldest[1] - 1))
            while rows := await self._rows(place.key, start, before):
                start = _id(rows[-1][0])
                twins = place is main and lane.there
                yield [
                    Waiting(_id(id_)[0], fields)
                    for id_, fields in rows
                    if _waits(id_, fields, place, pending, twins=twins)
                ]
                cursor.at[place.key] = start
        if late := [each for each in seen.retried if each.since <= before]:
            yield late

    async def _place(self, key: str, groups: Any, pending: Any) -> Place:  # noqa: ANN401 - the client's answers
        mine = [row for row in groups if row["name"] == GROUP.encode()] if isinstance(groups, list) else []
        if not mine:
            _raise((groups,), but=ResponseError)
            return Place(key, _START, await self._after(key, _START))
        last = _id(mine[0]["last-delivered-id"])
        _raise((pending,))
        found = [_id(pending["min"])] if pending["pending"] else []
        unread = await self._after(key, last)
        return Place(key, last, min([*found, *([unread] if unread else [])], default=None), there=True)

    async def _after(self, key: str, last: Id) -> Id | None:
        rows = cast("list[Any]", await self.redis.xrange(key, min=f"({last[0]}-{last[1]}", count=1))
        return _id(rows[0][0]) if rows else None

    async def _rows(self, key: str, start: Id, before: int) -> list[tuple[bytes, Fields]]:
        first = f"({start[0]}-{start[1]}" if start[1] >= 0 else str(start[0])
        rows = await self.redis.xrange(key, min=first, max=str(before), count=_CHUNK) if start[0] <= before else []
        return cast("list[tuple[bytes, Fields]]", rows)

    async def _pending(self, place: Place, before: int) -> frozenset[Id]:
        if not place.there:
            return frozenset()
        rows = await self.redis.xpending_range(place.key, GROUP, min="-", max=str(before), count=_PENDING)
        return frozenset(_id(row["message_id"]) for row in cast("list[dict[str, Any]]", rows))

    async def _retried(self) -> list[Waiting]:
        members = cast("list[bytes]", await self.redis.zrange(self.keys.delayed(GROUP), 0, -1))
        rows = cast("list[tuple[bytes, Fields]]", await self.redis.xrange(self.keys.again(GROUP)))
        texts = [{key.encode(): value.encode() for key, value in json.loads(member).items()} for member in members]
        entries = [Entry("", fields) for fields in (*texts, *(fields for _, fields in rows))]
        return [Waiting(int(each.failing_since * 1000), each.fields) for each in entries if each.failing_since]


def _waits(id_: bytes, fields: Fields, place: Place, pending: frozenset[Id], *, twins: bool) -> bool:
    """Whether an entry is not settled; one with a twin in the fast lane waits there."""
    mine = _id(id_) > place.last or _id(id_) in pending
    return mine and not (twins and TWIN.encode() in fields)


def _id(text: bytes) -> Id:
    milliseconds, _, sequence = text.decode().partition("-")
    return int(milliseconds), int(sequence or 0)


def _raise(answers: Sequence[Any], but: type[Exception] = ZeroDivisionError) -> None:
    """Raise what the server refused, but for errors of a kind that says: not there yet."""
    for answer in answers:
        if isinstance(answer, Exception) and not isinstance(answer, but):
            raise answer
