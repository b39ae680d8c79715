"""The sides of the hop benchmark. Each reads, parses, validates, enriches, serialises and writes the same events.

A side is started on an empty stream with one opening article; its handler holds that one back until the stream is
full and the clock runs. So no side is timed on connecting, and each finds full batches.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any, cast

from asgi_lifespan import LifespanManager
from faststream.redis import RedisBroker, StreamSub
from faststream.redis.parser import BinaryMessageFormatV1
from pydantic import BaseModel
from redis.asyncio import Redis

from benchmarks._article import created, enriched
from khabar.events import Event, make
from khabar.keys import Keys
from khabar.models import EnrichedRevision, Revision
from khabar.settings import Settings
from khabar.stage import Stage, application
from khabar.wire import Wire

BATCH = 64
Open = Callable[[], None]
Side = Callable[[Redis, str, Keys, int], AbstractAsyncContextManager[Open]]
"""Prepares so many events for a side that runs; the opening sets it to work."""


async def fill(redis: Redis, stream: str, entries: list[dict[Any, Any]]) -> None:
    """Write entries in large pipelines."""
    for start in range(0, len(entries), 500):
        pipe = redis.pipeline(transaction=False)
        for entry in entries[start : start + 500]:
            pipe.xadd(stream, entry)
        await pipe.execute()


def entries(first: int, count: int) -> list[dict[Any, Any]]:
    """The entries of so many articles, as ingest writes them."""
    wire = Wire()
    return [cast("dict[Any, Any]", wire.encode(created(number))) for number in range(first, first + count)]


def enrich(event: Event) -> Event:
    """What the handler of every side does."""
    data = enriched(cast("Revision", event.data))
    return make(
        "article.enriched", data, source="khabar/enrich", subject=event.subject, revision=event.revision, cause=event
    )


@asynccontextmanager
async def stage(redis: Redis, url: str, keys: Keys, count: int) -> AsyncIterator[Open]:
    """Khabar's stage as its services run it: FastStream's reader, one commit script per batch."""
    gate = asyncio.Event()
    settings = Settings(newsroom=keys.newsroom, redis_url=url, blobs=Path("unused"), log_level="warning")
    side = Stage("bench", reads="articles", settings=settings)

    @side.on("article.created")
    async def on_created(event: Event) -> list[Event]:
        if not gate.is_set():
            await gate.wait()
        return [enrich(event)]

    await fill(redis, keys.stream("articles"), entries(0, 1))
    async with LifespanManager(application([side], settings), shutdown_timeout=30):
        await _until_read(redis, keys, "bench")
        await fill(redis, keys.stream("articles"), entries(1, count - 1))
        yield gate.set


@asynccontextmanager
async def raw(redis: Redis, url: str, keys: Keys, count: int) -> AsyncIterator[Open]:
    """A plain redis-py loop (asyncio): one XREADGROUP of 64, one pipeline of 64 XADD and one XACK."""
    gate, articles = asyncio.Event(), keys.stream("articles")
    await fill(redis, articles, entries(0, count))
    await redis.xgroup_create(articles, "bench", id="0")
    client = Redis.from_url(url)

    async def loop() -> None:
        wire, left = Wire(), count
        await gate.wait()
        while left:
            [(_, rows)] = cast("Any", await client.xreadgroup("bench", "raw", {articles: ">"}, count=BATCH, block=1000))
            pipe = client.pipeline(transaction=False)
            for _, fields in rows:
                pipe.xadd(keys.stream("enriched"), cast("Any", wire.encode(enrich(wire.decode(fields)))))
            pipe.xack(articles, "bench", *(id_ for id_, _ in rows))
            await pipe.execute()
            left -= len(rows)

    task = asyncio.create_task(loop())
    yield gate.set
    await task
    await client.aclose()


class Envelope(BaseModel):
    """The attributes of an event with an article, as FastStream's own format carries them."""

    id: str
    type: str
    source: str
    subject: str
    time: str
    revision: int
    correlationid: str
    data: Revision


class EnrichedEnvelope(Envelope):
    """The same for an enriched article."""

    data: EnrichedRevision


@asynccontextmanager
async def default(redis: Redis, url: str, keys: Keys, count: int) -> AsyncIterator[Open]:
    """FastStream's default path: one message at a time, ``@publisher``, automatic acknowledgement, its own format."""
    gate, articles = asyncio.Event(), keys.stream("articles")
    broker = RedisBroker(url, logger=logging.getLogger("benchmarks"))

    @broker.publisher(stream=keys.stream("enriched"))
    @broker.subscriber(stream=StreamSub(articles, group="bench", consumer="default"))
    async def on_created(event: Envelope) -> EnrichedEnvelope:
        if not gate.is_set():
            await gate.wait()
        attributes = event.model_dump(exclude={"data"})
        return EnrichedEnvelope(**attributes, data=enriched(event.data))

    async with broker:
        await broker.start()
        await fill(redis, articles, [await _enveloped(0)])
        await _until_read(redis, keys, "bench")
        await fill(redis, articles, [await _enveloped(number) for number in range(1, count)])
        yield gate.set


async def _enveloped(number: int) -> dict[Any, Any]:
    event = created(number)
    envelope = Envelope(
        id=event.id,
        type=event.type,
        source=event.source,
        subject=event.subject,
        time=event.time.isoformat(),
        revision=event.revision,
        correlationid=event.correlationid,
        data=cast("Revision", event.data),
    )
    body = envelope.model_dump_json(exclude_none=True)
    message = await BinaryMessageFormatV1.encode(
        message=body, reply_to=None, headers={"content-type": "application/json"}, correlation_id=event.id
    )
    return {"__data__": message}


async def _until_read(redis: Redis, keys: Keys, group: str) -> None:
    """Wait until a side holds its opening article."""
    while True:
        groups = (
            await redis.xinfo_groups(keys.stream("articles")) if await redis.exists(keys.stream("articles")) else []
        )
        if any(row["name"] == group.encode() and row["pending"] for row in groups):
            return
        await asyncio.sleep(0.01)


SIDES: dict[str, Side] = {"stage": stage, "raw": raw, "default": default}
