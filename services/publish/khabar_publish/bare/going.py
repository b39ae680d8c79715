"""Has what waits for enrichment wait for a target ahead of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Final, NamedTuple

from redis.asyncio import Redis

from khabar.config import TargetSettings
from khabar.events import REMOVALS, REPLAY, full_type
from khabar.keys import Keys
from khabar.stage import KILL, load
from khabar.stage.due import keys_of, untried
from khabar_publish.bare.ahead import AHEAD
from khabar_publish.bare.backlog import Fields, Waiting
from khabar_publish.bare.revision import REVISIONS

_AT_ONCE: Final = 16
_REMOVED: Final = frozenset(full_type(name).encode() for name in REMOVALS)
_TOLD: Final = frozenset(full_type(name).encode() for name in REVISIONS)
_KILLED: Final = full_type("article.killed").encode()
_DIGITS: Final = 12


class Way(NamedTuple):
    """A target, after how many milliseconds revisions go there as they came (None: never), what wakes its deliverer."""

    target: str
    after_ms: int | None
    wake: Callable[[], None]


def way(chosen: TargetSettings, *, own: bool, wake: Callable[[], None]) -> Way:
    """The way to a target: the newsroom's ``own`` page does not wait where nothing else is said, others do."""
    goes = chosen.enabled and (chosen.late or ("go" if own else "wait")) == "go"
    return Way(chosen.id, int(chosen.late_after_seconds * 1000) if goes else None, wake)


@dataclass(frozen=True, slots=True)
class Item:
    """An entry as a target's deliveries take it."""

    name: str
    revision: int
    lane: str
    removal: bool
    rank: int
    entry: str

    @classmethod
    def of(cls, fields: Fields) -> "Item | None":
        """From a stream's entry; None for what no target takes, is told once more, or is damaged."""
        kind, number = fields.get(b"type", b""), fields.get(b"revision", b"")
        name = fields.get(b"subject", b"").decode("utf-8", "replace")
        known = kind in _REMOVED or kind in _TOLD
        if (
            not known
            or REPLAY.encode() in fields
            or not number.isdigit()
            or len(number) > _DIGITS
            or name[-1:] in {"", "!"}
        ):
            return None
        lane = "urgent" if fields.get(b"lane") == b"urgent" else "normal"
        rank = int(number) + (KILL if kind == _KILLED else 0)
        try:
            entry = untried(fields, **{AHEAD: "1"})
        except UnicodeDecodeError:
            return None
        return cls(name, int(number), lane, kind in _REMOVED, rank, entry)


class Going:
    """Puts what is late before targets, any number of times and from any number of replicas with one effect."""

    def __init__(self, redis: Redis, keys: Keys) -> None:
        self._keys = keys
        self._revisions = load(redis, "khabar_publish.bare", "put.lua")
        self._removals = load(redis, "khabar_publish.bare", "put.lua", flags="flags=allow-oom")

    async def put(self, way: Way, waiting: Iterable[Waiting], *, removals: bool, skew_ms: int = 0) -> int:
        """Put removals, or else revisions, before a target; removals even while the server's memory is full."""
        found = [item for each in waiting if (item := Item.of(each.fields)) and item.removal == removals]
        done = 0
        for at in range(0, len(found), _AT_ONCE):
            done += await self._write(way, found[at : at + _AT_ONCE], skew_ms, removals=removals)
        if done:
            way.wake()
        return done

    async def _write(self, way: Way, items: list[Item], skew_ms: int, *, removals: bool) -> int:
        keys, target = self._keys, way.target
        rows: Iterable[list[str | int]] = ([one.name, one.rank, one.revision, one.lane, one.entry] for one in items)
        script = self._removals if removals else self._revisions
        return int(
            await script(
                keys=[*keys_of(keys, target), keys.due(target, "ahead"), keys.stream("published")],
                args=[skew_ms, target, keys.shown(""), *chain.from_iterable(rows)],
            )
        )
