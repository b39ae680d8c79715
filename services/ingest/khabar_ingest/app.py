"""The ingest service as an ASGI application: the push API, the probes, and the sources that run beside them."""

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Final

from redis.asyncio import Redis
from redis.exceptions import RedisError
from starlette.applications import Starlette
from starlette.middleware import Middleware

from khabar import probes
from khabar.probes import Check
from khabar.server import connect
from khabar.wire import Wire
from khabar_ingest import http, sources
from khabar_ingest.admission import Admission
from khabar_ingest.api import Api
from khabar_ingest.handlers import Intake
from khabar_ingest.parsers import parsers
from khabar_ingest.requests_log import RequestLog
from khabar_ingest.settings import IngestSettings
from khabar_ingest.sources import Rooms, Source

_PROBE_SECONDS: Final = 0.8


def build(settings: IngestSettings) -> Starlette:
    """Make the application; nothing is connected to before it starts.

    Raises:
        ConfigError: newsroom.toml, or a source in it, is wrong.
    """
    config = settings.newsroom_config
    parsers()  # loaded now, so that a broken plug-in stops the start and the first article waits for nothing
    client = connect(settings.redis_url)
    admission = Admission(client, settings.keys, Wire(settings.blob_store), config.newsroom.language)
    intake = Intake(admission, settings.blob_store, config)
    rooms = Rooms(intake, http.client(settings.fetch_seconds), settings)
    polled = [source for each in config.sources if (source := sources.make(each, rooms))]
    routes = [*Api(intake, settings).routes(), *probes.routes(lambda: readiness(client, settings))]

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with client, rooms.http, running(polled, rooms):
            yield

    return Starlette(routes=routes, middleware=[Middleware(RequestLog)], lifespan=lifespan)


@asynccontextmanager
async def running(polled: Sequence[Source], rooms: Rooms) -> AsyncIterator[None]:
    """Run sources until the block ends; a poll under way is cancelled, which loses nothing: it is fetched again."""
    tasks = [asyncio.create_task(sources.run(source, rooms), name=source.settings.id) for source in polled]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task


async def readiness(client: Redis, settings: IngestSettings) -> list[Check]:
    """Whether articles can be taken: the server answers and the blob folder can be written."""
    impact = "no article is taken in; feeds are tried again and pushes get 503"
    try:
        async with asyncio.timeout(_PROBE_SECONDS):
            await client.ping()
        server = Check("server", ok=True)
    except (RedisError, TimeoutError, OSError) as error:
        reason = str(error) or type(error).__name__
        server = Check("server", ok=False, detail=reason, impact=impact, action="start Valkey or mend KHABAR_REDIS_URL")
    return [server, await asyncio.to_thread(_blob_check, settings, impact)]


def _blob_check(settings: IngestSettings, impact: str) -> Check:
    with suppress(OSError):
        settings.blobs.mkdir(parents=True, exist_ok=True)
    if os.access(settings.blobs, os.W_OK | os.X_OK):
        return Check("blobs", ok=True)
    detail = f"{settings.blobs} cannot be written"
    return Check("blobs", ok=False, detail=detail, impact=impact, action="mend its rights or KHABAR_BLOBS")
