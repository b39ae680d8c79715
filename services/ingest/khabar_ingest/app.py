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
from khabar.archive import Archive
from khabar.probes import Check
from khabar.server import connect
from khabar.wire import Wire
from khabar_ingest import http, sources
from khabar_ingest.admission import Admission
from khabar_ingest.api import Api
from khabar_ingest.clockwork import Clockwork
from khabar_ingest.contents import Contents
from khabar_ingest.desk import Desk
from khabar_ingest.desk_api import DeskApi
from khabar_ingest.durability import Durability
from khabar_ingest.handlers import Intake
from khabar_ingest.ledger import CLOSED, Ledger
from khabar_ingest.parsers import parsers
from khabar_ingest.pressure import Marks, Pressure, Watch
from khabar_ingest.requests_log import RequestLog
from khabar_ingest.settings import IngestSettings
from khabar_ingest.sources import Rooms, Source
from khabar_ingest.tags import Locking, Register, TagApi

_PROBE_SECONDS: Final = 0.8
_CANCEL_SECONDS: Final = 0.5


def build(settings: IngestSettings) -> Starlette:
    """Make the application; nothing is connected to before it starts.

    Raises:
        ConfigError: newsroom.toml, or a source in it, is wrong.
    """
    config = settings.newsroom_config
    parsers()  # loaded now, so that a broken plug-in stops the start and the first article waits for nothing
    client = connect(settings.redis_url)
    ledger = Ledger(client, settings.keys, Wire(settings.blob_store), Durability.read(settings.durability))
    contents = Contents(client, settings.keys, settings.blob_store, Archive(settings.archive))
    intake = Intake(Admission(ledger, contents, config.newsroom.language), settings.blob_store, config)
    clockwork = Clockwork(intake, contents)
    desk = DeskApi(Desk(ledger, contents, config), settings)
    register = Register(ledger)
    tags = TagApi(register, Locking(ledger, contents, register), settings.ingest_token)
    pressure = Pressure()
    watch = Watch(client, settings.keys, Marks(settings.memory_high, settings.backlog_high), pressure)
    rooms = Rooms(intake, http.client(settings.fetch_seconds), settings, pressure=pressure)
    polled = [source for each in config.sources if (source := sources.make(each, rooms))]
    api = Api(intake, settings, pressure)
    routes = [*api.routes(), *desk.routes(), *tags.routes(), *probes.routes(lambda: readiness(client, settings))]

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with client, rooms.http, running(polled, rooms, clockwork, watch):
            yield

    return Starlette(routes=routes, middleware=[Middleware(RequestLog)], lifespan=lifespan)


@asynccontextmanager
async def running(polled: Sequence[Source], rooms: Rooms, clockwork: Clockwork, watch: Watch) -> AsyncIterator[None]:
    """Run the sources, the clockwork and the watch on the server until the block ends.

    A poll under way is cancelled, which loses nothing: it is fetched again.
    """
    tasks = [asyncio.create_task(sources.run(source, rooms), name=source.settings.id) for source in polled]
    tasks.append(asyncio.create_task(clockwork.run(), name="clockwork"))
    tasks.append(asyncio.create_task(watch.run(), name="pressure"))
    try:
        yield
    finally:
        while left := [task for task in tasks if not task.done()]:
            for task in left:  # again and again: a connection that is just being made may swallow it
                task.cancel()
            await asyncio.wait(left, timeout=_CANCEL_SECONDS)


async def readiness(client: Redis, settings: IngestSettings) -> list[Check]:
    """Whether articles can be taken: the server answers and the blob folder can be written."""
    impact = "no article is taken in; feeds are tried again and pushes get 503"
    try:
        async with asyncio.timeout(_PROBE_SECONDS):
            is_open = await client.exists(settings.keys.epoch)
        server = Check("server", ok=True)
    except (RedisError, TimeoutError, OSError) as error:
        reason = str(error) or type(error).__name__
        server = Check("server", ok=False, detail=reason, impact=impact, action="start Valkey or mend KHABAR_REDIS_URL")
        return [server, await asyncio.to_thread(_blob_check, settings, impact)]
    action = "control opens it in a new newsroom; else run: khabar restore"
    admission = Check("admission", ok=bool(is_open), detail="" if is_open else CLOSED, impact=impact, action=action)
    return [server, admission, await asyncio.to_thread(_blob_check, settings, impact)]


def _blob_check(settings: IngestSettings, impact: str) -> Check:
    with suppress(OSError):
        settings.blobs.mkdir(parents=True, exist_ok=True)
    if os.access(settings.blobs, os.W_OK | os.X_OK):
        return Check("blobs", ok=True)
    detail = f"{settings.blobs} cannot be written"
    return Check("blobs", ok=False, detail=detail, impact=impact, action="mend its rights or KHABAR_BLOBS")
