"""A stage: handlers that read one stream as one consumer group, on FastStream's broker and subscriber loop.

FastStream keeps the lifecycle and the reading; acknowledging, retrying and writing are one atomic commit of our own
(see ``commit.lua``), because its default path acknowledges and publishes in separate steps.
"""

import asyncio
import os
import secrets
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, cast

import structlog
from faststream import AckPolicy
from faststream.redis import RedisBroker, StreamSub
from redis.exceptions import RedisError

from khabar import models
from khabar.errors import ConfigError
from khabar.events import make
from khabar.keys import LANED, STREAMS
from khabar.memory import memory
from khabar.metrics import DELAYED
from khabar.probes import Check
from khabar.server import answers, connect, wait_for_server
from khabar.settings import Settings
from khabar.stage import due as deliveries
from khabar.stage import frames
from khabar.stage.backoff import Backoff
from khabar.stage.hop import LIMIT_SECONDS, Handler, Hop
from khabar.stage.inbox import Inbox
from khabar.stage.lane import FastLane
from khabar.stage.limit import Limit
from khabar.stage.pulse import Pulse
from khabar.stage.scripts import Scripts
from khabar.wire import Wire

BATCH = 64
POLL_MILLISECONDS = 1000
OVERDRAFT = 256
"""Deliveries that may wait for a target while a stage commits past the server's memory limit."""

OVERDRAFT_RATIO = 1.05
"""How full the server may get, as a part of its limit, by commits of draining stages that have no target."""

COMMIT_GRACE_SECONDS = 5.0
"""How long a stage that stops waits for its last commits."""

KEEP_SECONDS = 1.0
"""Seconds between two rounds of looking after the group."""

log = structlog.get_logger()


class Stage:
    """One consumer group's handlers.

    Args:
        name: names the stage in logs, metrics and keys; also the consumer group.
        reads: the public stream it reads.
        concurrency: how many entries of a batch are handled at once.
        drains: commit even when the server's memory is full (for stages that free about as much as they write).
        limit_seconds: how long a handler may take over one event before it is called off and tried again later.
        due: the target whose deliveries this stage's handlers let wait; while many do, memory's limit counts again.
        on_committed: called after each commit.
    """

    def __init__(  # noqa: PLR0913 - each is a property of the stage
        self,
        name: str,
        *,
        reads: str,
        settings: Settings,
        concurrency: int = 1,
        drains: bool = False,
        backoff: Backoff | None = None,
        batch: int = BATCH,
        limit_seconds: float = LIMIT_SECONDS,
        due: str = "",
        on_committed: Callable[[], None] = lambda: None,
    ) -> None:
        self.name = name
        self.settings = settings
        self.keys = settings.keys
        self.redis = connect(settings.redis_url)
        self.consumer = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(3)}"
        self.handlers: dict[str, Handler] = {}
        self._batch = batch
        self._drains = drains
        self._work = self.keys.due(due, "work") if due else ""
        self._closers: list[Callable[[], Awaitable[None]]] = [self.redis.aclose]
        self._stopping = False
        self._keeper: asyncio.Task[None] | None = None
        self._subscribers: list[Any] = []
        self._wire = Wire(settings.blob_store)
        outputs = {stream: index for index, stream in enumerate(STREAMS, start=3)}
        lanes = {stream: index for index, stream in enumerate(LANED, start=3 + len(STREAMS))}
        hop = Hop(
            name, name, reads, self.handlers, outputs, self._wire, backoff or Backoff(), lanes, Limit(limit_seconds)
        )
        self._scripts = Scripts(self.redis)
        written = [
            self.keys.delayed(name),
            *map(self.keys.stream, STREAMS),
            *map(self.keys.lane, LANED),
            self.keys.settled,
        ]
        written += deliveries.keys_of(self.keys, due) if due else []
        self._lane = FastLane()

        def inbox(key: str, **options: Any) -> Inbox:  # noqa: ANN401 - an inbox's own options
            options |= {
                "counts": self.keys.settled,
                "expired": self.keys.expired,
                "concurrency": concurrency,
                "overdraws": self._overdraws,
                "on_committed": on_committed,
            }
            return Inbox(self.redis, self._scripts, hop, key, self.consumer, written, **options)

        registry = [self.keys.groups, self.keys.settled]
        main = inbox(self.keys.stream(reads), group_keys=registry, registered=f"{reads}|{name}", lane=self._lane)
        self.inboxes = [main, inbox(self.keys.again(name), group_keys=registry)]
        if reads in LANED:
            group_keys = [*registry, self.keys.stream(reads), self.keys.lane_from(name)]
            lane = inbox(self.keys.lane(reads), group_keys=group_keys, registered=f"{reads}.urgent|{name}")
            self.inboxes.append(lane)
        self._pulse = Pulse(self.redis, self._scripts, self.keys, name, self.consumer, self.inboxes)

    def on(self, *names: str) -> Callable[[Handler], Handler]:
        """Register a handler for the events ``names`` (``article.created``).

        Raises:
            ConfigError: two handlers claim the same event.
        """

        def register(handler: Handler) -> Handler:
            for name in names:
                if name in self.handlers:
                    msg = f"stage {self.name}: two handlers for {name}"
                    raise ConfigError(msg)
                self.handlers[name] = handler
            return handler

        return register

    def on_close(self, closer: Callable[[], Awaitable[None]]) -> None:
        """Have something closed after the last entry was settled."""
        self._closers.append(closer)

    def attach(self, broker: RedisBroker) -> None:
        """Subscribe this stage on a broker."""
        for inbox in self.inboxes:
            subscriber = broker.subscriber(
                stream=StreamSub(
                    inbox.key,
                    group=self.name,
                    consumer=self.consumer,
                    batch=True,
                    max_records=self._batch,
                    polling_interval=POLL_MILLISECONDS,
                ),
                ack_policy=AckPolicy.MANUAL,
                parser=frames.parse,
                decoder=frames.decode,
                no_reply=True,
                title=f"{self.name}:{inbox.key}",
            )
            subscriber(_taker(inbox))
            self._subscribers.append(subscriber)

    async def prepare(self) -> None:
        """Before the broker starts: wait for the server, make the groups at the beginning of their streams, live."""
        await wait_for_server(self.redis)
        for inbox in self.inboxes:
            await self._ensure(inbox)
        await self._pulse.start()

    async def started(self) -> None:
        """After the broker has started: begin to look after the group."""
        self._keeper = asyncio.create_task(self._keep())
        await self._report("service.started", f"stage {self.name} reads as {self.consumer}")

    async def stopping(self) -> None:
        """Before the broker stops: what is in hand will be finished, nothing more is claimed."""
        self._stopping = True
        await self._report("service.stopping", f"stage {self.name} of {self.consumer}")

    async def stopped(self) -> None:
        """After the broker has stopped: hand back at once what was fetched and not begun, by ending the heartbeat."""
        for inbox in self.inboxes:
            await inbox.committed(COMMIT_GRACE_SECONDS)
        if self._keeper:
            self._keeper.cancel()
            with suppress(asyncio.CancelledError):
                await self._keeper
        with suppress(RedisError, OSError):
            for inbox in self.inboxes:
                await inbox.hand_back()
        await self._pulse.stop()
        for close in reversed(self._closers):
            await close()

    async def readiness(self) -> list[Check]:
        """Whether the server answers and the readers read."""
        server = await answers(self.redis)
        reading = all(map(_reads, self._subscribers))
        kept = self._keeper is not None and not self._keeper.done()
        refused = next((inbox.refused for inbox in self.inboxes if inbox.refused), "")
        impact = f"articles wait before {self.name}; none is lost"
        return [
            Check("server", server, "PING", impact, "start the Valkey or Redis server, or mend KHABAR_REDIS_URL"),
            Check(
                "reader",
                reading and kept,
                self.name,
                impact,
                "see the log for NOGROUP; the group is made anew by itself",
            ),
            Check(
                "commit",
                not refused,
                refused,
                impact,
                "move the key that is named out of the way, or give this user its rights again (docs/operate)",
            ),
        ]

    async def _keep(self) -> None:
        """Once a second: delayed entries, readers that stopped, entries left behind."""
        while not self._stopping:
            try:
                await self._keep_once()
            except (RedisError, OSError) as error:
                log.warning("stage.refused", stage=self.name, reason=str(error))
            await asyncio.sleep(KEEP_SECONDS)

    async def _keep_once(self) -> None:
        await self._restore()
        delayed, again = self.keys.delayed(self.name), self.keys.again(self.name)
        DELAYED.labels(self.name).set(await self.redis.zcard(delayed))
        await self._scripts.release(keys=[delayed, again], args=[BATCH])
        if self._pulse.steady:
            for inbox in self.inboxes:
                await inbox.take_over(self._pulse.alive)

    async def _restore(self) -> None:
        """Make a group anew that somebody destroyed, loudly, and start its reader again."""
        for inbox, subscriber in zip(self.inboxes, self._subscribers, strict=True):
            if await self._ensure(inbox):
                log.error("group.recreated", stage=self.name, stream=inbox.key, at="0")
                await self._report("group.recreated", f"{inbox.key} from the beginning")
            if missing := await inbox.missing():
                log.error("group.recreated", stage=self.name, stream=inbox.key, at="0", missing=missing)
                words = f"{inbox.key} from the beginning: {missing} entries were taken out of the group by hand"
                await self._report("group.recreated", words)
            if not _reads(subscriber) and not self._stopping:
                await subscriber.stop()
                await subscriber.start()

    async def _ensure(self, inbox: Inbox) -> bool:
        missing, since = await inbox.ensure_group()
        if since:
            self._lane.begin(since)
        return missing

    async def _overdraws(self) -> bool:
        if self._drains and self._work:
            return await self.redis.hlen(self._work) < OVERDRAFT
        return self._drains and (await memory(self.redis)).ratio < OVERDRAFT_RATIO

    async def _report(self, name: str, message: str) -> None:
        report = models.Report(about=self.name, message=message)
        event = make(name, report, source=f"khabar/{self.name}", subject=self.consumer, target=secrets.token_hex(8))
        fields = cast("dict[Any, Any]", self._wire.encode(event))
        try:
            await self.redis.xadd(self.keys.stream("ops"), fields)
        except (RedisError, OSError) as error:
            log.warning("report.unsent", stage=self.name, about=name, message=message, reason=str(error))


def _reads(subscriber: Any) -> bool:  # noqa: ANN401 - FastStream does not export its type
    """Tell whether a reader runs; a refusal of the server ends its task."""
    ended = [task for task in subscriber.tasks if task.done() and not task.cancelled()]
    for task in ended:
        task.exception()  # tells asyncio that it was seen
    return bool(subscriber.running) and not ended


def _taker(inbox: Inbox) -> Callable[[list[Any]], Awaitable[None]]:
    async def on_batch(batch: list[Any]) -> None:
        await inbox.take_ahead(batch)

    return on_batch
