"""A newsroom in small: what goes into a stage's stream and what is to be seen of it on the server."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from asgi_lifespan import LifespanManager
from redis.asyncio import Redis
from redis.exceptions import OutOfMemoryError

from khabar.blobs import BlobStore
from khabar.events import Event, article_id, make
from khabar.keys import Keys
from khabar.memory import memory
from khabar.models import Block, DeadLetter, Revision, SourceRef
from khabar.settings import Settings
from khabar.stage import Handler, Passed, Stage, application
from khabar.stage.hop import Hop
from khabar.stage.inbox import Inbox
from khabar.stage.lane import TWIN
from khabar.stage.scripts import Scripts
from khabar.wire import Wire

NAME = "enrich"
_TWICE = """#!lua
local id = redis.call('XADD', KEYS[1], '*', unpack(ARGV))
redis.call('XADD', KEYS[2], '*', 'mainid', id, unpack(ARGV))
return id
"""


def article(number: int, headline: str = "البلدية تبدأ صيانة الجسور") -> Event:
    """The event of a new article; the same number is the same article."""
    id_ = article_id("desk", str(number))
    revision = Revision(
        id=id_,
        revision=1,
        source=SourceRef(id="desk", name="مكتب المدينة"),
        headline=f"{headline} ({number})",
        body=(Block(type="paragraph", text="وتستمر الأعمال ثلاثة أسابيع."),),
        received_at=datetime(2026, 3, 1, 8, tzinfo=UTC),
        content_sha="0" * 64,
    )
    return make("article.created", revision, source="khabar/ingest", subject=id_, revision=1)


def urgent(number: int) -> Event:
    """The event of a new article that cannot wait."""
    return replace(article(number, "عاجل: انهيار الجسر"), lane="urgent")


async def pass_on(event: Event) -> list[Passed]:
    """The simplest handler: every article goes on as it is."""
    return [Passed(event, "enriched")]


@dataclass
class Newsroom:
    """One newsroom's streams on one server."""

    redis: Redis
    keys: Keys
    url: str
    blobs: Path

    @property
    def settings(self) -> Settings:
        return Settings(newsroom=self.keys.newsroom, redis_url=self.url, blobs=self.blobs)

    def stage(self, handler: Callable[[Event], Awaitable[Sequence[Any]]] = pass_on, **options: Any) -> Stage:  # noqa: ANN401 - a stage's own options
        stage = Stage(NAME, reads="articles", settings=self.settings, **options)
        stage.on("article.created")(handler)
        return stage

    def inbox(self, consumer: str, handler: Callable[[Event], Awaitable[Sequence[Any]]] = pass_on) -> Inbox:
        """One consumer of the stage without its loops, to be moved by hand."""
        stage = self.stage(handler)
        hop: Hop = stage.inboxes[0].hop
        written = stage.inboxes[0].written
        groups, registered = [self.keys.groups, self.keys.settled], f"articles|{NAME}"
        counted = (self.keys.settled, self.keys.expired, registered)
        key, scripts = self.keys.stream("articles"), Scripts(self.redis)
        return Inbox(self.redis, scripts, hop, key, consumer, written, groups, *counted)

    async def send(self, *events: Event) -> list[str]:
        wire = Wire()
        stream = self.keys.stream("articles")
        ids = [await self.redis.xadd(stream, cast("dict[Any, Any]", wire.encode(event))) for event in events]
        return [cast("bytes", id_).decode() for id_ in ids]

    async def send_urgent(self, *events: Event) -> list[str]:
        """Send events as admission does: to the stream and, with the id they got there, to its fast lane."""
        twice, keys = self.redis.register_script(_TWICE), [self.keys.stream("articles"), self.keys.lane("articles")]
        entries = [{**Wire().encode(event), TWIN: "1"} for event in events]
        ids = [await twice(keys=keys, args=[part for pair in entry.items() for part in pair]) for entry in entries]
        return [cast("bytes", id_).decode() for id_ in ids]

    async def sent(self, count: int) -> list[str]:
        """Send articles 1 to ``count``."""
        return await self.send(*(article(number) for number in range(1, count + 1)))

    async def length(self, stream: str) -> int:
        return await self.redis.xlen(self.keys.stream(stream))

    async def read(self, stream: str) -> list[Event]:
        rows = await self.redis.xrange(self.keys.stream(stream))
        wire = Wire(BlobStore(self.blobs))
        return [wire.decode(fields) for _, fields in cast("list[tuple[bytes, dict[bytes, bytes]]]", rows)]

    async def plain(self, stream: str) -> dict[str, str]:
        """A stream's only entry as the server's own tools show it: fields and text."""
        [(_, fields)] = cast(
            "list[tuple[bytes, dict[bytes, bytes]]]", await self.redis.xrange(self.keys.stream(stream))
        )
        return {name.decode(): value.decode() for name, value in fields.items()}

    async def subjects(self, stream: str = "enriched") -> list[str]:
        return [event.subject for event in await self.read(stream)]

    async def letters(self) -> list[DeadLetter]:
        return [cast("DeadLetter", event.data) for event in await self.read("dead")]

    async def reports(self, name: str) -> list[Event]:
        return [event for event in await self.read("ops") if event.name == name]

    async def pending(self, stream: str = "articles") -> int:
        summary = await self.redis.xpending(self.keys(*stream.split(":")), NAME)
        return cast("int", summary["pending"])

    async def outputs(self, count: int, seconds: float = 10) -> None:
        """Wait for ``count`` articles to have gone on, then make sure that no more follow and nothing is left."""
        await until(lambda: self._is_length("enriched", count), seconds)
        await until(self._is_settled, seconds)
        found, sent = Counter(await self.subjects()), {article(number).subject for number in range(1, count + 1)}
        twice = [subject for subject, times in found.items() if times > 1]
        assert not twice, f"gone on more than once: {twice}"
        assert set(found) == sent, f"not gone on: {sent - set(found)}; never sent: {set(found) - sent}"

    async def _is_length(self, stream: str, count: int) -> bool:
        return await self.length(stream) >= count

    async def _is_settled(self) -> bool:
        return await self.pending() == 0

    async def reconnect(self) -> None:
        """Forget the connections to a server that was stopped."""
        await self.redis.connection_pool.disconnect()

    async def crashed(self, consumer: str, count: int = 64) -> None:
        """Have a consumer read and never come back."""
        await self.redis.xgroup_create(self.keys.stream("articles"), NAME, id="0", mkstream=True)
        await self.redis.xreadgroup(NAME, consumer, {self.keys.stream("articles"): ">"}, count=count)


def gated(gate: asyncio.Event, then: Callable[[Event], Awaitable[Sequence[Any]]] = pass_on) -> Handler:
    """A handler that has its event in hand until the gate opens."""

    async def wait(event: Event) -> Sequence[Any]:
        await gate.wait()
        return await then(event)

    return wait


async def fill_memory(redis: Redis, ratio: float) -> list[str]:
    """Have a server be past its memory's limit by so much; the keys that are to be deleted to free it again.

    It is filled in small pieces: what a client sends counts as the server's memory while it is sent.
    """
    names = [f"somebody-elses-key-{number}" for number in range(800)]
    for name in names:
        await redis.set(name, b"x" * 65_536)
    await redis.config_set("maxmemory", int((await memory(redis)).used / ratio))
    with pytest.raises(OutOfMemoryError):
        await redis.set("one-more", b"x")
    return names


async def until(condition: Callable[[], Awaitable[bool]], seconds: float = 10) -> float:
    """Wait until something is so; returns the seconds it took."""
    started = time.monotonic()
    while not await condition():
        assert time.monotonic() - started < seconds, f"not so after {seconds} s"
        await asyncio.sleep(0.02)
    return time.monotonic() - started


@asynccontextmanager
async def running(stage: Stage, settings: Settings) -> AsyncIterator[Stage]:
    """A stage at work, in the service's own application."""
    async with LifespanManager(application([stage], settings), startup_timeout=20, shutdown_timeout=30):
        yield stage
