"""What cannot wait, while thousands of articles do: breaking news, and an article that must go."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from urllib.parse import quote, urlsplit

import httpx
import pytest

from tests.chaos.newsroom import TOKEN
from tests.chaos.scene import LONG, Play, Scene, scaled

pytestmark = [pytest.mark.chaos, pytest.mark.server, pytest.mark.timeout(1_800 if LONG else 300)]
BACKLOG = scaled(1_000, 10_000)
WORD = "الزنبقة"
HEADLINE = f"جريمة {WORD} كما رواها شاهد في الحسكة"
FOLLOW_UP = "محكمة الحسكة تستمع إلى الشهود"
"""What the headline of an article about the same case ends with; its page leads to the first."""

LISTS = ("/", "/latest", "/archive", "/feed.xml", "/feed.json", f"/search?q={quote(WORD)}", "/corrections")
BOUND_SECONDS = 2.0
"""What the newsroom promises; asserted in the long form, which is run on a quiet machine."""


async def test_breaking_news_and_a_kill_overtake_a_backlog(play: Play) -> None:
    async with play(f"fast lane before {BACKLOG} waiting articles") as scene:
        site, desk = client(scene, "site"), client(scene, "ingest-1")
        async with site, desk:
            victim = await shown(site, await sent(scene, desk, HEADLINE, 1))
            await shown(site, await sent(scene, desk, f"{HEADLINE}: {FOLLOW_UP}", 3))
            await scene.send(10)
            await scene.settle()
            await backlog(scene)
            began = time.monotonic()
            breaking = await sent(scene, desk, "عاجل: هزة أرضية خفيفة قرب الساحل", 2, breaking=True, urgency=1)
            await shown(site, breaking)
            scene.figures["breaking on the page"] = f"after {time.monotonic() - began:.2f} s"
            took = [time.monotonic() - began]
            gone, searched, linked = await killed(site, desk, victim)
            assert linked, "no related block led to the killed article: this run proves nothing about them"
            took.append(gone)
            scene.figures["killed page is 410"] = f"after {gone:.2f} s"
            scene.figures["in no list any more"] = f"all read by {searched:.2f} s; {linked} pages had linked to it"
            scene.figures["waiting behind them"] = sum(queue.unread or 0 for queue in (await scene.waiting()).values())
            assert not await scene.quiet(), "the backlog was gone already: this run proves nothing"
            assert not LONG or max(took) <= BOUND_SECONDS
        [removal] = await scene.told("articles", "article.killed")
        assert json.loads(removal[b"data"])["targets"] == ["partner", "site"]


def client(scene: Scene, name: str) -> httpx.AsyncClient:
    """A client of a service."""
    return httpx.AsyncClient(
        base_url=scene.newsroom.url(name), headers={"authorization": f"Bearer {TOKEN}"}, timeout=30
    )


async def backlog(scene: Scene) -> None:
    """Have many articles wait before enrich, which has just begun to work on them."""
    [enrich] = scene.newsroom.all_of("enrich")
    await enrich.hold()
    await scene.send(BACKLOG)
    before = await scene.newsroom.redis.xlen(scene.newsroom.keys.stream("enriched"))
    enrich.let_go()

    async def begun() -> bool:
        return await scene.newsroom.redis.xlen(scene.newsroom.keys.stream("enriched")) > before

    await scene.until(begun)


async def sent(scene: Scene, desk: httpx.AsyncClient, headline: str, number: int, **more: bool | int) -> str:
    """Send an article; returns its id."""
    body = [{"type": "paragraph", "text": f"{headline}. وتابعت غرفة الأخبار التفاصيل."}]
    document = {"headline": headline, "body": body, "source": {"guid": f"urn:example:lane:{number}"}, **more}
    answer = await desk.post("/v1/articles", json=document)
    assert answer.status_code == HTTPStatus.ACCEPTED, answer.text
    scene.extra.append(headline)
    return str(answer.json()["article_id"])


async def shown(site: httpx.AsyncClient, article: str) -> dict[str, str]:
    """Wait until the site shows an article; returns what it holds."""
    held: dict[str, str] = {}

    async def live() -> bool:
        answer = await site.get(f"/api/articles/{article}")
        held.update(answer.json() if answer.is_success else {})
        return held.get("state") == "live" and (await site.get(urlsplit(held["url"]).path)).is_success

    await until(live)
    return held


async def killed(site: httpx.AsyncClient, desk: httpx.AsyncClient, victim: dict[str, str]) -> tuple[float, float, int]:
    """Kill an article; seconds until its page is 410 and until all else was read, and how many pages had led to it."""
    article, path = victim["article_id"], urlsplit(victim["url"]).path
    others = [urlsplit(url).path for url in await listed(site) if url != victim["url"]][:30]
    linked = sum([path in (await site.get(page)).text for page in others])
    began = time.monotonic()
    answer = await desk.post(f"/v1/articles/{article}/kill", json={"reason": "حكم قضائي", "by": "رئيس التحرير"})
    assert answer.status_code == HTTPStatus.ACCEPTED, answer.text
    await until(lambda: _is_gone(site, path))
    gone = time.monotonic() - began
    months = [urlsplit(url).path for url in await listed(site, months=True)]
    for page in (*LISTS, *months, *others):
        text = (await site.get(page)).text
        told = text.replace(f"{HEADLINE}: {FOLLOW_UP}", "")
        assert not [mark for mark in (HEADLINE, path, quote(path)) if mark in told], f"{page} still tells of it"
    return gone, time.monotonic() - began, linked


async def _is_gone(site: httpx.AsyncClient, path: str) -> bool:
    return (await site.get(path)).status_code == HTTPStatus.GONE


async def listed(site: httpx.AsyncClient, *, months: bool = False) -> list[str]:
    """The addresses in the site's sitemaps, or those of the sitemaps."""
    index = locations((await site.get("/sitemap.xml")).text)
    if months:
        return index
    return [url for month in index for url in locations((await site.get(urlsplit(month).path)).text)]


def locations(text: str) -> list[str]:
    """The addresses in a sitemap."""
    return [part.partition("</loc>")[0] for part in text.split("<loc>")[1:]]


async def until(so: Callable[[], Awaitable[bool]], seconds: float = 60) -> None:
    """Wait until something is so, looking often, for the time that takes is measured."""
    begun = time.monotonic()
    while not await so():
        assert time.monotonic() - begun < seconds, f"not so after {seconds} s"
        await asyncio.sleep(0.02)
