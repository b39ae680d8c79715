"""Proof of publication on real pages: what a reader sees is compared with what was delivered."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from subprocess import DEVNULL

import httpx
import pytest
from asgi_lifespan import LifespanManager

from khabar import Event
from khabar.models import DeliveryProblem, Receipt
from khabar_publish.app import Service, make_service
from khabar_publish.settings import PublishSettings
from tests.unit.publish.stories import ARTICLE, enriched, removal, told

from .between import Answering, Between, always, keeping, passing
from .conftest import Publishing
from .desk import Desk, until
from .receiver import Reply
from .rooms import MakeRoom
from .site_server import SiteServer
from .target_contract import SECRET

Serve = Callable[[Answering], Awaitable[Between]]
Run = Callable[..., AbstractAsyncContextManager[Service]]


@pytest.fixture
async def between() -> AsyncIterator[Serve]:
    """Starts servers that stand between the site and its readers."""
    running: list[Between] = []

    async def serve(answer: Answering) -> Between:
        running.append(await Between(answer).start())
        return running[-1]

    yield serve
    for server in running:
        await server.stop()


@pytest.fixture
def run(publish_settings: PublishSettings, tmp_path: Path) -> Run:
    """The service with the site as its target, whose table holds these lines besides."""

    @asynccontextmanager
    async def running(*, canary_seconds: float = 300, **rules: str | float) -> AsyncIterator[Service]:
        changes = {"config": _told(tmp_path, **rules), "canary_seconds": canary_seconds}
        settings = PublishSettings.model_validate(publish_settings.model_dump() | changes)
        service = make_service(settings)
        async with LifespanManager(service.application(settings), startup_timeout=20, shutdown_timeout=30):
            yield service

    return running


def _told(folder: Path, **rules: str | float) -> Path:
    """A newsroom's file with the site as its target, whose table holds these lines besides."""
    lines = [f'{name} = "{value}"' if isinstance(value, str) else f"{name} = {value}" for name, value in rules.items()]
    path = folder / "newsroom.toml"
    path.write_text("\n".join(["[[targets]]", 'id = "site"', 'type = "site"', *lines]))
    return path


async def _so_far(desk: Desk, stream: str = "published", kind: str = "publication.") -> list[Event]:
    return [event for event in await desk.told(stream, proofs=True) if event.name.startswith(kind)]


async def _proofs(desk: Desk, count: int, stream: str = "published", kind: str = "publication.") -> list[Event]:
    """Wait for so many proofs."""

    async def there() -> bool:
        return len(await _so_far(desk, stream, kind)) >= count

    await until(there, 30)
    return await _so_far(desk, stream, kind)


async def test_an_article_is_seen_on_its_page_the_front_page_and_in_the_feed_within_a_moment(
    desk: Desk, site: SiteServer, publishing: Publishing
) -> None:
    site.start()
    async with publishing():
        await desk.send(told("article.enriched", enriched()))
        [event] = await _proofs(desk, 1)
        [receipt] = await desk.told()
    assert event.name == "publication.verified"
    assert isinstance(event.data, Receipt)
    assert (event.data.target, event.data.revision, event.data.outcome) == ("site", 1, "revision")
    assert event.data.places == {"page": True, "front": True, "feed": True}
    assert event.causationid == receipt.id
    assert (event.time - receipt.time).total_seconds() < 1


@pytest.mark.parametrize("verb", ["unpublished", "withdrawn", "killed"])
async def test_an_article_that_is_taken_back_is_seen_to_be_gone_from_everywhere(
    desk: Desk, site: SiteServer, publishing: Publishing, verb: str
) -> None:
    site.start()
    async with publishing():
        await desk.send(told("article.enriched", enriched()))
        await _proofs(desk, 1)
        await desk.send(told(f"article.{verb}", removal(2)))
        _, event = await _proofs(desk, 2)
    assert event.name == "publication.verified"
    assert isinstance(event.data, Receipt)
    assert (event.data.revision, event.data.outcome) == (2, "gone")
    assert event.data.places == {"page": False, "front": False, "feed": False}


async def test_a_cache_that_serves_the_old_page_for_three_seconds_is_waited_for(
    desk: Desk, site: SiteServer, run: Run, between: Serve
) -> None:
    site.start()
    cache = await between(keeping(site.url, 3))
    async with run(read_at=cache.url):
        await desk.send(told("article.enriched", enriched(1, "الأول")))
        [first] = await _proofs(desk, 1)
        await desk.send(told("article.enriched", enriched(2, "الثاني")))
        _, event = await _proofs(desk, 2)
    assert event.name == "publication.verified"
    assert isinstance(event.data, Receipt)
    assert event.data.revision == 2
    assert event.data.attempts > 1
    assert not any("cookie:" in head for head in cache.heads)
    assert 1 < (event.time - first.time).total_seconds() < 10


async def test_a_page_that_never_comes_is_told_to_be_missing_once_and_found_when_it_comes_late(
    desk: Desk, site: SiteServer, run: Run, between: Serve
) -> None:
    site.start()
    wall = await between(always(404))
    async with run(read_at=wall.url, verify_seconds=1) as service:
        await desk.send(told("article.enriched", enriched()))
        [event] = await _proofs(desk, 1)
        assert event.name == "publication.missing"
        assert isinstance(event.data, DeliveryProblem)
        assert "the page answered 404" in event.data.reason
        wall.answer = passing(site.url)
        await asyncio.sleep(1.5)
        assert len(await _so_far(desk)) == 1
        [prover] = service.proving.provers
        prover.waiting.skew_ms += 901_000
        _, late = await _proofs(desk, 2)
    assert late.name == "publication.verified"


async def test_a_killed_article_that_a_cache_goes_on_showing_is_told_to_be_still_there(
    desk: Desk, site: SiteServer, run: Run, between: Serve
) -> None:
    site.start()
    cache = await between(keeping(site.url, 60))
    async with run(read_at=cache.url, verify_seconds=1):
        await desk.send(told("article.enriched", enriched()))
        await _proofs(desk, 1)
        await desk.send(told("article.killed", removal(2)))
        _, event = await _proofs(desk, 2)
    assert event.name == "publication.missing"
    assert isinstance(event.data, DeliveryProblem)
    assert event.data.reason.startswith("still there: the page shows revision 1")


async def test_a_front_page_that_still_shows_a_killed_article_is_told_though_its_page_is_gone(
    desk: Desk, site: SiteServer, run: Run, between: Serve
) -> None:
    site.start()
    behind, cache = passing(site.url), keeping(site.url, 60)

    async def answer(path: str) -> tuple[int, str]:
        return await (cache if path == "/" else behind)(path)

    async with run(read_at=(await between(answer)).url, verify_seconds=1):
        await desk.send(told("article.enriched", enriched()))
        await _proofs(desk, 1)
        await desk.send(told("article.killed", removal(2)))
        _, event = await _proofs(desk, 2)
    assert isinstance(event.data, DeliveryProblem)
    assert "the front still shows it" in event.data.reason


async def test_a_proof_that_was_under_way_when_publish_was_killed_is_made_once_by_its_successor(  # noqa: PLR0913, PLR0917 - fixtures
    desk: Desk, site: SiteServer, run: Run, between: Serve, publish_settings: PublishSettings, tmp_path: Path
) -> None:
    site.start()
    stuck, behind = asyncio.Event(), passing(site.url)

    async def answer(path: str) -> tuple[int, str]:
        await stuck.wait()
        return await behind(path)

    wall = await between(answer)
    async with _process(_told(tmp_path, read_at=wall.url), publish_settings, site):
        await desk.send(told("article.enriched", enriched()))
        await until(lambda: _is_asked(wall))
    assert await _so_far(desk) == []
    stuck.set()
    await desk.redis.zadd(desk.keys("proof", "site", "flight"), {ARTICLE: 1})  # as when the lease ran out
    async with run(read_at=wall.url):
        [event] = await _proofs(desk, 1)
        await asyncio.sleep(0.5)
    receipts = [event for event in await desk.told() if event.name == "article.published"]
    assert len(await _so_far(desk)) == len(receipts) == 1
    assert event.name == "publication.verified"


@asynccontextmanager
async def _process(config: Path, settings: PublishSettings, site: SiteServer) -> AsyncIterator[None]:
    """Publish as a process of its own, which is killed in the end."""
    env = {
        "KHABAR_REDIS_URL": settings.redis_url,
        "KHABAR_NEWSROOM": settings.newsroom,
        "KHABAR_BLOBS": str(settings.blobs),
        "KHABAR_CONFIG": str(config),
        "KHABAR_SITE_URL": site.url,
        "KHABAR_SITE_TOKEN": SECRET,
        "KHABAR_PORT": "0",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "khabar_publish", env=os.environ | env, stdout=DEVNULL, stderr=DEVNULL
    )
    try:
        yield
    finally:
        process.kill()
        await process.wait()


async def _is_asked(wall: Between) -> bool:
    return bool(wall.asked)


@pytest.mark.parametrize("where", ["http://169.254.169.254/latest/meta-data", "trap", "http://user@localhost/"])
async def test_an_address_in_a_receipt_that_leads_to_another_host_is_never_read(
    make_room: MakeRoom, between: Serve, where: str
) -> None:
    trap = await between(always(200, "secret"))
    room = await make_room(verify_seconds=1)
    url = f"{trap.url}/page" if where == "trap" else where
    room.partner.behaviour = lambda _, __: Reply(body=f'{{"url": "{url}"}}')
    async with room.at_work():
        await room.desk.send(told("article.enriched", enriched()))
        [event] = await _proofs(room.desk, 1)
    assert event.name == "publication.missing"
    assert isinstance(event.data, DeliveryProblem)
    assert "is no address of this target's, so it is not read" in event.data.reason
    assert trap.asked == []


async def test_a_page_that_leads_on_to_another_host_is_not_followed_there(make_room: MakeRoom, between: Serve) -> None:
    trap = await between(always(200, "secret"))
    page = await between(always(302, f"{trap.url}/inside"))
    room = await make_room(verify_seconds=1, read_at=f'"{page.url}"')
    room.partner.behaviour = lambda _, __: Reply(body=f'{{"url": "{page.url}/1"}}')
    async with room.at_work():
        await room.desk.send(told("article.enriched", enriched()))
        [event] = await _proofs(room.desk, 1)
    assert event.name == "publication.missing"
    assert page.asked
    assert trap.asked == []


async def test_a_page_without_a_mark_is_known_by_its_words(make_room: MakeRoom, between: Serve) -> None:
    headline = "عودة المياه إلى «أحياء» الرقة"
    page = await between(
        always(200, f"<html><body><h1>{headline.replace('«', '“').replace('»', '”')}</h1></body></html>")
    )
    room = await make_room(verify_seconds=1, read_at=f'"{page.url}"')
    room.partner.behaviour = lambda _, __: Reply(body=f'{{"url": "{page.url}/1"}}')
    async with room.at_work():
        await room.desk.send(told("article.enriched", enriched(headline=headline)))
        [event] = await _proofs(room.desk, 1)
    assert isinstance(event.data, Receipt)
    assert event.data.outcome == "words"


async def test_what_no_newsroom_asked_for_is_not_looked_at(make_room: MakeRoom) -> None:
    room = await make_room()
    async with room.at_work() as work:
        assert work.service.proving.stages == ()
        assert len(work.service.stages) == 1


async def test_the_canary_comes_and_no_reader_meets_it(desk: Desk, site: SiteServer, run: Run) -> None:
    site.start()
    async with run(canary_seconds=0.3) as service:
        events = await _proofs(desk, 2, "ops", "canary.")
        [check] = [one for one in await service.stages[-1].readiness() if one.name == "canary site"]
    assert {event.name for event in events} == {"canary.verified"}
    assert check.ok
    mark = site.page(f"{site.url}/canary").text
    assert len(mark) == 32
    for path in ("/", "/latest", "/feed.xml", "/feed.json", "/sitemap.xml", "/sitemap/pages.xml", f"/search?q={mark}"):
        page = site.page(f"{site.url}{path}").text
        assert "/canary" not in page
        assert mark not in page or "search" in path  # which repeats what was asked for
    kept = await desk.redis.lrange(desk.keys("proof", "site", "canaries"), 0, -1)
    assert len(kept) >= 2
    assert all(0 < int(took) < 10_000 for took in kept)


async def test_a_canary_that_is_missed_twice_is_told_once_and_named_by_the_probe(
    desk: Desk, site: SiteServer, run: Run, between: Serve
) -> None:
    site.start()
    wall = await between(always(200, "an old page"))
    async with run(canary_seconds=0.2, verify_seconds=0.2, read_at=wall.url) as service:
        [event] = await _proofs(desk, 1, "ops", "canary.")
        assert event.name == "canary.missing"
        await asyncio.sleep(2)
        assert len(await _so_far(desk, "ops", "canary.")) == 1
        [check] = [one for one in await service.stages[-1].readiness() if one.name == "canary site"]
        assert not check.ok
        assert not check.vital
        assert "without it" in check.detail
        wall.answer = passing(site.url)
        _, seen = await _proofs(desk, 2, "ops", "canary.")
        assert seen.name == "canary.verified"


async def test_only_who_may_push_may_put_a_canary(site: SiteServer) -> None:
    site.start()
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.put(f"{site.url}/api/canary", json={"mark": "0" * 32})
        assert answer.status_code == 401
        assert (await client.get(f"{site.url}/canary")).status_code == 404
