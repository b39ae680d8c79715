"""The ingest service as an ASGI application: the push API, the probes, and the sources that run beside them."""

import asyncio
import os
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import Any, Final

from redis.asyncio import Redis
from redis.exceptions import RedisError
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route

from khabar import probes
from khabar.archive import Archive
from khabar.config import SourceSettings
from khabar.fetching import Fetcher
from khabar.probes import Check
from khabar.server import connect
from khabar.wire import Wire
from khabar_ingest.admission import Admission
from khabar_ingest.api import Api
from khabar_ingest.clockwork import Clockwork
from khabar_ingest.contents import Contents
from khabar_ingest.desk import Desk
from khabar_ingest.desk_api import DeskApi
from khabar_ingest.durability import Durability
from khabar_ingest.gate import Gate
from khabar_ingest.health import Hearing, Listening, Round
from khabar_ingest.ledger import CLOSED, Ledger
from khabar_ingest.links import LinkApi, Linking
from khabar_ingest.nonces import Nonces
from khabar_ingest.parsers import parsers
from khabar_ingest.pressure import Marks, Watch
from khabar_ingest.registry import Registry
from khabar_ingest.requests_log import RequestLog
from khabar_ingest.rules import Pages
from khabar_ingest.schedule import Board, Scheduler
from khabar_ingest.settings import IngestSettings
from khabar_ingest.sources import Rooms, make
from khabar_ingest.tags import Locking, Register, TagApi
from khabar_ingest.websub import States, Subscriptions, WebSubApi

_HEALTH: Final = ":health"
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
    hearing = Hearing()
    rooms = rooms_on(client, settings, hearing)
    intake, ledger, contents = rooms.intake, rooms.intake.admission.ledger, rooms.intake.admission.contents
    clockwork = Clockwork(intake, contents)
    nonces = Nonces(client, settings.keys)
    gate = Gate(settings.ingest_token, settings.ingest_signing_secret, nonces, settings.max_item_bytes)
    desk = DeskApi(Desk(ledger, contents, config), settings, gate)
    register = Register(ledger)
    tags = TagApi(register, Locking(ledger, contents, register), gate)
    links = LinkApi(Linking(ledger), gate)
    pressure = rooms.pressure
    watch = Watch(client, settings.keys, Marks(settings.memory_high, settings.backlog_high), pressure)
    for each in config.sources:
        make(each, rooms)  # a mistake in the file stops the start; those added later are told as refused
    registry = Registry(client, settings.keys, config.sources)
    duties = {_HEALTH: Round(client, settings.keys, registry, intake).make}
    scheduler = Scheduler(registry, Board(client, settings.keys), rooms, duties=duties)
    api = Api(intake, settings, pressure, gate, registry)
    routes = [*api.routes(), *desk.routes(), *tags.routes(), *links.routes(), *_hub_routes(rooms, registry)]
    routes += probes.routes(lambda: readiness(client, settings))

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        work = {
            "clockwork": clockwork.run(),
            "hearing": hearing.run(client, settings.keys),
            "pressure": watch.run(),
            "schedule": scheduler.run(),
        }
        async with client, rooms.fetcher:
            async with running(work):
                yield
            await scheduler.hand_back()

    return Starlette(routes=routes, middleware=[Middleware(RequestLog)], lifespan=lifespan)


def _hub_routes(rooms: Rooms, registry: Registry) -> list[Route]:
    """The routes that hubs call; a source that is paused takes nothing from them."""
    if rooms.websub is None:
        return []

    async def at_work(id_: str) -> SourceSettings | None:
        await registry.load_once()
        return registry.at_work(id_)

    size = rooms.settings.max_item_bytes
    return WebSubApi(rooms.websub, rooms.intake, at_work, rooms.pressure, size).routes()


def rooms_on(client: Redis, settings: IngestSettings, hearing: Hearing | None = None) -> Rooms:
    """Make what sources work with, on one client of the server; its fetcher is for the caller to close.

    Raises:
        ConfigError: a setting is wrong.
    """
    keys, blobs, config = settings.keys, settings.blob_store, settings.newsroom_config
    ledger = Ledger(client, keys, Wire(blobs), Durability.read(settings.durability))
    contents = Contents(client, keys, blobs, Archive(settings.archive))
    admission = Admission(ledger, contents, config.newsroom.language)
    fetcher = Fetcher.set_up(settings)
    pages = Pages(fetcher, max_bytes=settings.max_item_bytes, seconds=settings.fetch_seconds)
    intake = Listening(admission, blobs, config, pages, hearing or Hearing())
    rooms = Rooms(intake, fetcher, settings)
    return replace(rooms, websub=Subscriptions(States(client, keys), settings, fetcher, rooms.now))


@asynccontextmanager
async def running(work: Mapping[str, Coroutine[Any, Any, None]]) -> AsyncIterator[None]:
    """Do what has to be done beside the API until the block ends.

    A poll under way is cancelled, which loses nothing: it is fetched again.
    """
    tasks = [asyncio.create_task(each, name=name) for name, each in work.items()]
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
