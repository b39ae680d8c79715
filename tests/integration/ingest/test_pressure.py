"""Back-pressure on real servers: ingest stops before the memory is full, what is inside drains, ingest goes on."""

import asyncio
import random
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from redis.asyncio import Redis

from khabar.archive import Archive
from khabar.events import Event
from khabar.keys import Keys
from khabar.memory import memory
from khabar.settings import Settings
from khabar.stage import Passed, Stage
from khabar_control.archiver import Archiver
from khabar_control.archiver import Server as ArchivedServer
from khabar_control.janitor import Janitor
from khabar_ingest import pressure
from khabar_ingest.pressure import Marks, Pressure, Watch
from khabar_ingest.settings import IngestSettings
from tests.integration.ingest.conftest import serving
from tests.integration.stage.newsroom import fill_memory, running, until
from tests.integration.stage.servers import Server, binaries

MEGABYTE = 1 << 20
LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"


@pytest.fixture
def small_server(tmp_path: Path) -> Iterator[Server]:
    """A server of this test's own."""
    folder = tmp_path / "server"
    folder.mkdir()
    server = Server(folder, str(binaries()["valkey"])).start()
    yield server
    server.kill()


@pytest.fixture
async def client(small_server: Server, keys: Keys) -> AsyncIterator[Redis]:
    async with Redis.from_url(small_server.url) as redis:
        await redis.set(keys.epoch, "0" * 32)
        yield redis


def _at(settings: IngestSettings, server: Server, **changes: object) -> IngestSettings:
    return settings.model_copy(update={"redis_url": server.url, **changes})


async def _push(ingest: httpx.AsyncClient, number: int, size: int = 4_000) -> httpx.Response:
    chance = random.Random(number)  # noqa: S311 - seeded words, not a secret
    words = " ".join("".join(chance.choices(LETTERS, k=6)) for _ in range(size // 13))
    body = {"id": str(number), "headline": f"خبر {number}", "body": [{"type": "paragraph", "text": words}]}
    return await ingest.post("/v1/articles", json=body)


async def _push_until_refused(ingest: httpx.AsyncClient) -> tuple[list[str], httpx.Response]:
    taken: list[str] = []
    for start in range(0, 4000, 8):
        answers = await asyncio.gather(*(_push(ingest, start + number) for number in range(8)))
        taken += [answer.json()["article_id"] for answer in answers if answer.status_code == 202]
        if refused := [answer for answer in answers if answer.status_code != 202]:
            return taken, refused[0]
    pytest.fail("it was never refused")


async def _enriched(event: Event) -> Sequence[Passed]:
    return [Passed(event, "enriched")]


def _stage(name: str, reads: str, url: str, settings: Settings, handler: Any, **options: Any) -> Stage:  # noqa: ANN401 - a stage's own
    at = Settings(newsroom=settings.newsroom, redis_url=url, blobs=settings.blobs)
    stage = Stage(name, reads=reads, settings=at, **options)
    stage.on("article.created", "article.killed")(handler)
    return stage


@asynccontextmanager
async def _tidied(redis: Redis, keys: Keys, folder: Path) -> AsyncIterator[None]:
    """The archiver and the janitor at work."""
    archive = Archive(folder)
    archiver, janitor = Archiver(ArchivedServer(redis, keys), archive), Janitor(redis, keys, archive, 24)
    await archiver.start()
    await janitor.start()
    yield
    await janitor.stop()
    await archiver.stop()


async def _ops(redis: Redis, keys: Keys) -> list[str]:
    rows = cast("Any", await redis.xrange(keys.stream("ops")))
    return [fields[b"type"].decode() for _, fields in rows]


def _archived(folder: Path) -> list[str]:
    return [fields[b"type"].decode() for _, fields in Archive(folder).entries("ops")]


@pytest.mark.timeout(400)
async def test_ingest_stops_while_memory_fills_and_goes_on_when_the_rest_has_drained(
    settings: IngestSettings, small_server: Server, client: Redis, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pressure, "LOOK_SECONDS", 0.1)  # a fast machine fills so small a memory within a second
    await client.config_set("maxmemory", 10 * MEGABYTE)
    seen: set[str] = set()

    async def published(event: Event) -> Sequence[Event]:
        seen.add(event.subject)
        return []

    enrich = _stage("enrich", "articles", small_server.url, settings, _enriched)
    publish = _stage("publish-site", "enriched", small_server.url, settings, published, drains=True)
    async with serving(_at(settings, small_server)) as ingest:
        taken, refused = await _push_until_refused(ingest)
        assert refused.status_code == 429
        assert int(refused.headers["retry-after"]) > 0
        assert refused.headers["content-type"] == "application/problem+json"
        assert "memory" in refused.json()["detail"]
        assert (await memory(client)).ratio < 0.95, "there is room left for what is inside"
        killed = await ingest.post(f"/v1/articles/{taken[0]}/kill", json={"reason": "خطأ"})
        assert killed.status_code == 202, "a kill is taken at any time"
        async with (
            running(enrich, enrich.settings),
            running(publish, publish.settings),
            _tidied(client, keys, settings.archive),
        ):
            await until(lambda: _takes(ingest), 60)
            await until(lambda: _is(seen, set(taken)), 60)
    told = _archived(settings.archive) + await _ops(client, keys)
    assert "khabar.pressure.high.v1" in told
    assert "khabar.pressure.eased.v1" in told


@pytest.mark.timeout(400)
async def test_when_a_stranger_fills_the_memory_stages_drain_and_nothing_is_lost(
    settings: IngestSettings, small_server: Server, client: Redis, keys: Keys
) -> None:
    seen: set[str] = set()
    may_enrich, may_publish = asyncio.Event(), asyncio.Event()

    async def enriched(event: Event) -> Sequence[Passed]:
        await may_enrich.wait()
        return await _enriched(event)

    async def published(event: Event) -> Sequence[Event]:
        await may_publish.wait()
        seen.add(event.subject)
        return []

    enrich = _stage("enrich", "articles", small_server.url, settings, enriched)
    publish = _stage("publish-site", "enriched", small_server.url, settings, published, drains=True)
    async with (
        serving(_at(settings, small_server, memory_high=1)) as ingest,
        running(enrich, enrich.settings),
        running(publish, publish.settings),
    ):
        may_enrich.set()
        inside = {(await _push(ingest, number, 2_000)).json()["article_id"] for number in range(40)}
        await until(lambda: _has_length(client, keys.stream("enriched"), 40), 60)
        may_enrich.clear()
        waiting = {(await _push(ingest, number, 2_000)).json()["article_id"] for number in range(100, 120)}
        strangers = await fill_memory(client, 1.01)
        assert (await _push(ingest, 999, 2_000)).status_code in {429, 503}, "what is not kept is not acknowledged"
        may_enrich.set()
        may_publish.set()
        await until(lambda: _is(seen, inside), 60)
        await until(lambda: _has_acknowledged(client, keys, "publish-site"), 60)
        assert not seen & waiting, "enrich had no memory to write to"
        await client.delete(*strangers)
        await until(lambda: _is(seen, inside | waiting), 60)
        await until(lambda: _takes(ingest), 60)


async def test_a_folder_waits_while_a_backlog_is_worked_off_and_loses_no_file(
    settings: IngestSettings, redis_client: Redis, keys: Keys, tmp_path: Path
) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (tmp_path / "newsroom.toml").write_text('[[sources]]\nid = "inbox"\ntype = "folder"\npath = "inbox"\n', "utf-8")
    await _lagging(redis_client, keys, 10)
    changed = settings.model_copy(update={"config": tmp_path / "newsroom.toml", "backlog_high": 5})
    async with serving(changed) as ingest:
        await until(lambda: _refuses(ingest), 60)
        (inbox / "a.txt").write_text("عودة المياه\n\nعادت المياه إلى الأحياء.\n", "utf-8")
        await asyncio.sleep(3)
        assert (inbox / "a.txt").exists(), "it was taken though articles have to wait"
        assert "entries wait to be read" in (await _push(ingest, 2)).json()["detail"]
        await redis_client.xreadgroup("enrich", "one", {keys.stream("articles"): ">"}, count=50)
        await until(lambda: _is_there(inbox / "done" / "a.txt"), 60)


async def test_two_replicas_tell_the_operators_once(redis_client: Redis, keys: Keys) -> None:
    await _lagging(redis_client, keys, 10)
    watches = [Watch(redis_client, keys, Marks(0.7, 5), Pressure()) for _ in range(2)]
    for _ in range(3):
        await asyncio.gather(*(watch.look() for watch in watches))
    await redis_client.xreadgroup("enrich", "one", {keys.stream("articles"): ">"}, count=8)
    for _ in range(3):
        await asyncio.gather(*(watch.look() for watch in watches))
    assert await _ops(redis_client, keys) == ["khabar.pressure.high.v1", "khabar.pressure.eased.v1"]


async def test_a_group_that_holds_nothing_stops_nobody(redis_client: Redis, keys: Keys) -> None:
    await _lagging(redis_client, keys, 10)
    await redis_client.xgroup_create(keys.stream("articles"), "curious", id="0")
    await redis_client.hset(keys.expired, "articles|enrich", "{}")
    found = Pressure()
    await Watch(redis_client, keys, Marks(0.7, 5), found).look()
    assert found.reason == ""


async def _lagging(redis: Redis, keys: Keys, count: int) -> None:
    for _ in range(count):
        await redis.xadd(keys.stream("articles"), {"type": "x"})
    await redis.xgroup_create(keys.stream("articles"), "enrich", id="0")
    await redis.hset(keys.groups, "articles|enrich", "1")


async def _takes(ingest: httpx.AsyncClient) -> bool:
    return (await _push(ingest, 5000, 1_000)).status_code == 202


async def _refuses(ingest: httpx.AsyncClient) -> bool:
    return (await _push(ingest, 1)).status_code == 429


async def _is(seen: set[str], wanted: set[str]) -> bool:
    return wanted <= seen


async def _is_there(path: Path) -> bool:
    return path.exists()  # noqa: ASYNC240 - one look at a local disk


async def _has_length(redis: Redis, key: str, count: int) -> bool:
    return await redis.xlen(key) >= count


async def _has_acknowledged(redis: Redis, keys: Keys, group: str) -> bool:
    return bool((await redis.xpending(keys.stream("enriched"), group))["pending"] == 0)
