"""What still waits before each stage, all seen at one moment: an entry on its way is in exactly one place."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from redis.asyncio import Redis
from redis.exceptions import OutOfMemoryError, ResponseError

from khabar.audit.facts import EVERY_TARGET, Queue
from khabar.keys import LANED, Keys
from khabar.lag import unread
from khabar.reading import after

ENRICH, PUBLISH = "enrich", "publish-"
"""The stage that all articles pass, and how the name of each target's stage begins."""

_ALL = 1_000_000
_CHUNK = 1_000
_STEPS = 9


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage that takes part, and the stream it reads."""

    name: str
    stream: str

    @property
    def target(self) -> str:
        """The target it delivers to; `EVERY_TARGET` for the stage before the ways part."""
        return self.name.removeprefix(PUBLISH) if self.name.startswith(PUBLISH) else EVERY_TARGET

    @property
    def reads(self) -> str:
        """The stream that a stage of this name reads; nothing for a consumer that is no stage."""
        if self.name == ENRICH:
            return "articles"
        return "enriched" if self.name.startswith(PUBLISH) else ""


@dataclass(frozen=True, slots=True)
class Place:
    """A stream that a stage reads as a group, and how far it had come; ``unread`` is None when nobody can tell."""

    key: str
    last_delivered: str
    pending: tuple[str, ...]
    unread: int | None


@dataclass(frozen=True, slots=True)
class Seen:
    """What waited before a stage: how much, where, and the articles known by name."""

    stage: Stage
    queue: Queue
    places: tuple[Place, ...]
    articles: frozenset[str]


async def stages(redis: Redis, keys: Keys) -> list[Stage]:
    """The stages that take part now."""
    found = [
        Stage(row["name"].decode(), stream) for stream in LANED for row in await _groups(redis, keys.stream(stream))
    ]
    return [stage for stage in found if stage.reads == stage.stream]


async def queues(redis: Redis, keys: Keys) -> dict[str, Queue]:
    """How much waits before each stage."""
    return {seen.stage.name: seen.queue for seen in await look(redis, keys)}


async def look(redis: Redis, keys: Keys) -> list[Seen]:
    """How much waits before each stage, and where."""
    taking_part = await stages(redis, keys)
    try:
        answers = await _answers(redis, keys, taking_part, at_once=True)
    except OutOfMemoryError:  # a full server takes no transaction; in the order of the way little can slip through
        answers = await _answers(redis, keys, taking_part, at_once=False)
    parts = [answers[at : at + _STEPS] for at in range(0, len(answers), _STEPS)]
    return [_seen(keys, stage, part) for stage, part in zip(taking_part, parts, strict=True)]


async def articles(redis: Redis, seen: Iterable[Seen]) -> dict[str, frozenset[str]]:
    """The articles that wait, by target."""
    found: dict[str, frozenset[str]] = {}
    for each in seen:
        names = each.articles | await _subjects(redis, each)
        found[each.stage.target] = found.get(each.stage.target, frozenset()) | names
    return found


async def _answers(redis: Redis, keys: Keys, taking_part: Sequence[Stage], *, at_once: bool) -> list[Any]:
    async with redis.pipeline(transaction=at_once) as pipe:
        for stage in taking_part:
            for key in (keys.stream(stage.stream), keys.lane(stage.stream)):
                pipe.xinfo_stream(key)
                pipe.xinfo_groups(key)
                pipe.xpending_range(key, stage.name, min="-", max="+", count=_ALL)
            pipe.zrange(keys.delayed(stage.name), 0, -1)
            pipe.xrange(keys.again(stage.name))
            pipe.hkeys(keys.due(stage.target, "work"))
        return list(await pipe.execute(raise_on_error=False))


def _seen(keys: Keys, stage: Stage, answers: Sequence[Any]) -> Seen:
    main, lane = keys.stream(stage.stream), keys.lane(stage.stream)
    places = [place for place in (_place(main, stage, answers[0:3]), _place(lane, stage, answers[3:6])) if place]
    delayed, again, work = ([] if isinstance(answer, ResponseError) else answer for answer in answers[6:])
    subjects = {json.loads(member)["subject"] for member in delayed} | {_subject(fields) for _, fields in again}
    due = {article.decode().removesuffix("!") for article in work}
    counts = [place.unread for place in places]
    queue = Queue(
        sum(len(place.pending) for place in places),
        None if None in counts else sum(each or 0 for each in counts),
        len(delayed),
        len(again),
        len(due),
    )
    return Seen(stage, queue, tuple(places), frozenset(subjects | due))


async def _subjects(redis: Redis, seen: Seen) -> frozenset[str]:
    """The articles of entries that were handed out and not settled, or not handed out yet."""
    found = set()
    for place in seen.places:
        for id_ in place.pending:
            handed_out = cast("list[tuple[bytes, dict[bytes, bytes]]]", await redis.xrange(place.key, id_, id_))
            found |= {_subject(fields) for _, fields in handed_out}
        last = place.last_delivered
        while place.unread != 0 and (rows := await after(redis, place.key, last, _CHUNK)):
            found |= {_subject(fields) for _, fields in rows}
            last = rows[-1][0]
    return frozenset(found)


def _place(key: str, stage: Stage, answers: Sequence[Any]) -> Place | None:
    """A stream as a stage sees it; None where the stream or the group is missing."""
    stream, groups, pending = answers
    if any(isinstance(answer, ResponseError) for answer in answers):
        return None
    row = next(row for row in groups if row["name"] == stage.name.encode())
    ids = tuple(each["message_id"].decode() for each in pending)
    return Place(key, row["last-delivered-id"].decode(), ids, unread(row, stream["last-generated-id"]))


def _subject(fields: dict[bytes, bytes]) -> str:
    return fields.get(b"subject", b"").decode("utf-8", "replace")


async def _groups(redis: Redis, key: str) -> list[dict[str, Any]]:
    try:
        found: list[dict[str, Any]] = await redis.xinfo_groups(key)
    except ResponseError:  # the stream has no entry and no group yet
        return []
    return found
