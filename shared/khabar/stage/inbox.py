"""One stream that a stage reads as one consumer: settle what it hands out, look after what others left behind."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, cast

import structlog
from redis.asyncio import Redis
from redis.exceptions import NoPermissionError, OutOfMemoryError, RedisError

from khabar.metrics import EVENTS, HANDLE_SECONDS, RECLAIMED
from khabar.server import passes
from khabar.stage.entry import Entry, Settled
from khabar.stage.hop import Hop
from khabar.stage.lane import FastLane
from khabar.stage.scripts import Scripts

HUNG_MILLISECONDS = 60_000
"""How long a living consumer may hold an entry before another takes it over."""

LOST_MILLISECONDS = 5_000
"""How long an entry may lie with this very consumer without being in its hand: the answer that brought it was lost."""

CLAIMS = 64
"""How many entries of one consumer are taken over in one round."""

HANDED_BACK = 1000
"""How many entries a consumer that stops hands back as if it had never had them."""

COMPUTE_SECONDS = 0.02
"""How long entries are handled in a row before other tasks get their turn."""

Alive = Callable[[Sequence[str]], Awaitable[set[str]]]
"""Tells which of some consumers live."""

log = structlog.get_logger()


async def _never() -> bool:
    return False


@dataclass(slots=True)
class Inbox:
    """A stream, the group and consumer it is read as, and the entries now in hand.

    Args:
        written: the keys of the commit script from the second on.
        group_keys: the keys of the group's script from the second on.
        counts: the key of the hash that counts what groups have settled.
        expired: the key of the hash of the groups that trimming no longer waits for.
        registered: the group's name in the registry and in that hash; a private stream's has none.
        lane: where this is the main stream of a fast lane, what is read there instead.
        overdraws: tells whether to commit even past the server's memory limit.
        on_committed: called after each commit.
        refused: why the server refuses every commit, while it does so until a person mends it.
    """

    redis: Redis
    scripts: Scripts
    hop: Hop
    key: str
    consumer: str
    written: Sequence[str]
    group_keys: Sequence[str] = ()
    counts: str = ""
    expired: str = ""
    registered: str = ""
    concurrency: int = 1
    lane: FastLane = field(default_factory=FastLane)
    overdraws: Callable[[], Awaitable[bool]] = _never
    on_committed: Callable[[], None] = lambda: None
    in_hand: set[str] = field(default_factory=set)
    refused: str = ""
    _behind: asyncio.Task[None] | None = None

    async def take(self, batch: Sequence[Entry]) -> None:
        """Settle a batch and commit it as one; while the server is away the commit waits, and repeating it is safe."""
        with self._holding(batch):
            await self._commit(await self._settle(batch))

    async def take_ahead(self, batch: Sequence[Entry]) -> None:
        """Settle a batch and leave its commit behind, so that the next is handled while the server writes this one.

        One commit at most is under way: the next batch waits for it.
        """
        with ExitStack() as held:
            held.enter_context(self._holding(batch))
            settled = await self._settle(batch)
            await self.committed()
            self._behind = asyncio.create_task(self._commit_behind(settled, held.pop_all()))

    async def committed(self, seconds: float | None = None) -> None:
        """Wait for the commit left behind; after so many seconds it is given up and its entries stay pending."""
        if self._behind is None:
            return
        _, late = await asyncio.wait([self._behind], timeout=seconds)
        for task in late:
            task.cancel()

    async def take_over(self, alive: Alive) -> None:
        """Claim, one by one, entries of consumers that died or hung, so that one that kills its worker is found."""
        consumers = await self.redis.xinfo_consumers(self.key, self.hop.group)
        pending = {row["name"].decode(): row["pending"] for row in consumers}
        living = await alive(list(pending))
        for name, count in pending.items():
            if count:
                await self._claim(name, self._patience(name, living))
            elif name not in living:
                await self.scripts.reap(keys=[self.key], args=[self.hop.group, name])

    async def missing(self) -> int:
        """Count the entries that somebody took out of the group unsettled; then it reads its stream once more."""
        if not self.registered:
            return 0
        keys = [self.key, self.counts, self.expired]
        return int(await self.scripts.missing(keys=keys, args=[self.hop.group, self.registered]))

    async def renew(self) -> None:
        """Tell the server that the entries in hand are still being worked on."""
        if self.in_hand:
            await self.scripts.renew(keys=[self.key], args=[self.hop.group, self.consumer, *sorted(self.in_hand)])

    async def hand_back(self) -> None:
        """Forget that what is still pending was ever handed out here: a consumer that stops in order kills no entry."""
        pending = await self.redis.xpending_range(
            self.key, self.hop.group, min="-", max="+", count=HANDED_BACK, consumername=self.consumer
        )
        ids: list[Any] = [row["message_id"] for row in cast("list[dict[str, Any]]", pending)]
        if ids:
            await self.redis.xclaim(self.key, self.hop.group, self.consumer, 0, ids, retrycount=0, justid=True)

    async def ensure_group(self) -> tuple[bool, str]:
        """Create the group at the beginning of its stream; tell whether it was missing.

        For a fast lane also tell from which entry of its main stream on the urgent ones are in it.
        """
        missing, *since = await self.scripts.group(
            keys=[self.key, *self.group_keys], args=[self.hop.group, self.registered]
        )
        return bool(missing), since[0].decode() if since else ""

    @contextmanager
    def _holding(self, batch: Sequence[Entry]) -> Iterator[None]:
        started = time.perf_counter()
        ids = {entry.id for entry in batch}
        self.in_hand |= ids
        try:
            yield
        finally:
            self.in_hand -= ids
            HANDLE_SECONDS.labels(self.hop.stage).observe(time.perf_counter() - started)

    async def _settle(self, batch: Sequence[Entry]) -> list[Settled]:
        if self.concurrency == 1:
            return await self._settle_in_turn(batch)
        gate = asyncio.Semaphore(self.concurrency)

        async def one(entry: Entry) -> Settled:
            async with gate:
                return await self._settle_one(entry)

        return list(await asyncio.gather(*(one(entry) for entry in batch)))

    async def _settle_in_turn(self, batch: Sequence[Entry]) -> list[Settled]:
        settled, paused = [], time.perf_counter()
        for entry in batch:
            settled.append(await self._settle_one(entry))
            if time.perf_counter() - paused > COMPUTE_SECONDS:
                await asyncio.sleep(0)  # let the heartbeat through between long computations
                paused = time.perf_counter()
        return settled

    async def _settle_one(self, entry: Entry) -> Settled:
        return Settled(entry, (), "ignored") if self.lane.has(entry) else await self.hop.settle(entry)

    async def _commit_behind(self, settled: Sequence[Settled], held: ExitStack) -> None:
        with held:
            try:
                await self._commit(settled)
            except (RedisError, OSError) as error:
                log.error("commit.refused", stage=self.hop.stage, reason=str(error), entries=len(settled))  # noqa: TRY400 - the reason tells all

    async def _commit(self, settled: Sequence[Settled]) -> None:
        arguments = [self.hop.group, self.consumer, self.registered, *chain(*map(_arguments, settled))]
        delay = 0.1
        while True:
            try:
                done = await self._write(arguments)
                break
            except (RedisError, OSError) as error:
                self.refused = str(error) if _refuses_all(error) else ""
                if not (self.refused or passes(error)):
                    raise
                log.error("commit.waiting", stage=self.hop.stage, reason=str(error), entries=len(settled))  # noqa: TRY400
                await asyncio.sleep(delay)
                delay = min(delay * 2, 2.0)
        self.refused = ""
        for item, won in zip(settled, done, strict=True):
            EVENTS.labels(self.hop.stage, item.outcome if won else "taken over").inc()
        self.on_committed()

    async def _write(self, arguments: list[Any]) -> list[int]:
        keys = [self.key, *self.written]
        try:
            return cast("list[int]", await self.scripts.commit(keys=keys, args=arguments))
        except OutOfMemoryError:
            if not await self.overdraws():
                raise
            return cast("list[int]", await self.scripts.commit_past_limit(keys=keys, args=arguments))

    def _patience(self, owner: str, living: set[str]) -> int:
        if owner == self.consumer:
            return LOST_MILLISECONDS
        return HUNG_MILLISECONDS if owner in living else 0

    async def _claim(self, owner: str, idle: int) -> None:
        pending = await self.redis.xpending_range(
            self.key, self.hop.group, min="-", max="+", count=CLAIMS, consumername=owner, idle=idle or None
        )
        for row in cast("list[dict[str, Any]]", pending):
            id_ = row["message_id"].decode()
            if id_ not in self.in_hand:
                await self._claim_one(id_, owner, row["time_since_delivered"], row["times_delivered"])

    async def _claim_one(self, id_: str, owner: str, idle: int, delivered: int) -> None:
        # The idle time just seen is the bar: whoever claims first resets it, and the second comes away empty.
        claimed = await self.redis.xclaim(self.key, self.hop.group, self.consumer, max(1, idle), [id_])
        for entry_id, fields in cast("list[tuple[bytes, dict[bytes, bytes]]]", claimed):
            RECLAIMED.labels(self.hop.stage).inc()
            log.warning("entry.reclaimed", stage=self.hop.stage, entry=id_, owner=owner, idle_ms=idle)
            await self.take([Entry(entry_id.decode(), fields, delivered=delivered + 1)])


def _refuses_all(error: Exception) -> bool:
    """Tell whether a commit was refused for what the server holds or allows, and not for what is in the commit."""
    return isinstance(error, NoPermissionError) or str(error).startswith("WRONGTYPE ")


def _arguments(item: Settled) -> list[str | bytes | int]:
    flat: list[str | bytes | int] = [item.entry.id, len(item.actions)]
    for action in item.actions:
        flat += [action.key, len(action.arguments), *action.arguments]
    return flat
