"""Pages that a sitemap lists: each fetched once, in order, and no more than one poll may."""

import gzip
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from pytest_httpserver import HTTPServer
from redis.asyncio import Redis
from werkzeug import Response

from khabar.config import SourceSettings
from khabar.errors import ConfigError, Rejected, Retryable
from khabar.keys import Keys
from khabar.models import Revision
from khabar_ingest.sources import Gone, Rooms, make
from khabar_ingest.sources.sitemap import Sitemap

from .conftest import Events

pytestmark = pytest.mark.server

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
BODY = " ".join(["أعلنت البلدية، اليوم، إنجاز المرحلة الأولى من ترميم الجسر القديم وفتحه أمام السيارات."] * 4)


@pytest.fixture
def web() -> Iterator[HTTPServer]:
    with HTTPServer(host="127.0.0.1") as server:
        yield server


def source(rooms: Rooms, web: HTTPServer, **said: object) -> Sitemap:
    settings = {"id": "agency", "type": "sitemap", "url": web.url_for("/sitemap.xml"), "interval": 60, **said}
    return Sitemap(SourceSettings.model_validate(settings), rooms)


def page(web: HTTPServer, number: int, headline: str = "", printed: str = "") -> None:
    headline = headline or f"خبر رقم {number}"
    paragraphs = "".join(f"<p>{BODY} {headline} {n}.</p>" for n in range(3))
    web.expect_request(f"/ar/{number}").respond_with_data(
        f"<!doctype html><html lang='ar'><head><title>{headline}</title></head>"
        f"<body><article><h1>{headline}</h1>{printed}{paragraphs}</article></body></html>",
        content_type="text/html; charset=utf-8",
    )


def urlset(web: HTTPServer, *numbers: int, changed: dict[int, datetime] | None = None) -> str:
    """A sitemap whose pages are an hour apart, the highest number the newest."""
    times = {number: NOW + timedelta(hours=number) for number in numbers} | (changed or {})
    rows = "".join(
        f"<url><loc>{web.url_for(f'/ar/{number}')}</loc><lastmod>{times[number].isoformat()}</lastmod></url>"
        for number in numbers
    )
    return f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{rows}</urlset>"


def lists(web: HTTPServer, content: str | bytes, path: str = "/sitemap.xml", **headers: str) -> None:
    """Answer with another sitemap from here on."""
    for old in [each for each in web.handlers if each.matcher.uri == path]:
        web.handlers.remove(old)
    web.expect_request(path).respond_with_data(content, headers=headers, content_type="application/xml")


def asked(web: HTTPServer) -> list[str]:
    return [request.path for request, _ in web.log if request.path.startswith("/ar/")]


async def headlines(events: Events) -> list[str]:
    return [event.data.headline for event in await events("articles") if isinstance(event.data, Revision)]


async def test_pages_that_are_listed_anew_are_fetched_once_and_in_order(
    web: HTTPServer, rooms: Rooms, events: Events
) -> None:
    for number in range(1, 5):
        page(web, number)
    lists(web, urlset(web, 3, 1, 2))
    sitemap = source(rooms, web)
    assert await sitemap.poll() == 60
    assert asked(web) == ["/ar/1", "/ar/2", "/ar/3"]
    lists(web, urlset(web, 4, 3, 1, 2))
    for _ in range(2):
        await sitemap.poll()
    assert asked(web) == ["/ar/1", "/ar/2", "/ar/3", "/ar/4"]
    assert await headlines(events) == [f"خبر رقم {number}" for number in range(1, 5)]


async def test_a_page_that_changed_is_fetched_again_and_one_that_did_not_makes_no_event(
    web: HTTPServer, rooms: Rooms, events: Events
) -> None:
    for number in (1, 2):
        page(web, number)
    lists(web, urlset(web, 1, 2))
    sitemap = source(rooms, web)
    await sitemap.poll()
    lists(web, urlset(web, 1, 2, changed={1: NOW + timedelta(days=1), 2: NOW + timedelta(days=2)}))
    web.handlers[:] = [each for each in web.handlers if each.matcher.uri != "/ar/1"]
    page(web, 1, "خبر رقم 1 مصحح")
    await sitemap.poll()
    assert asked(web) == ["/ar/1", "/ar/2", "/ar/1", "/ar/2"]
    assert (await headlines(events))[2:] == ["خبر رقم 1 مصحح"]


async def test_a_page_that_tells_no_date_came_out_when_the_news_sitemap_says(
    web: HTTPServer, rooms: Rooms, events: Events
) -> None:
    page(web, 1)
    page(web, 2, printed="<p><time datetime='2026-11-20T07:30:00+02:00'>الجمعة 7:30</time></p>")
    rows = "".join(
        f"<url><loc>{web.url_for(f'/ar/{number}')}</loc><n:news><n:publication_date>2026-11-2{number}T09:15:00+03:00"
        "</n:publication_date></n:news></url>"
        for number in (1, 2)
    )
    space = "xmlns:n='http://www.google.com/schemas/sitemap-news/0.9'"
    lists(web, f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' {space}>{rows}</urlset>")
    await source(rooms, web).poll()
    told = [event.data for event in await events("articles") if isinstance(event.data, Revision)]
    assert {each.headline: (each.published_at, each.date_source) for each in told} == {
        "خبر رقم 1": (datetime(2026, 11, 21, 6, 15, tzinfo=UTC), "source"),
        "خبر رقم 2": (datetime(2026, 11, 20, 5, 30, tzinfo=UTC), "page"),
    }


async def test_a_sitemap_that_did_not_change_is_not_even_sent(web: HTTPServer, rooms: Rooms) -> None:
    page(web, 1)
    lists(web, urlset(web, 1), etag='"v1"')
    sitemap = source(rooms, web)
    await sitemap.poll()
    web.handlers[:] = [each for each in web.handlers if each.matcher.uri != "/sitemap.xml"]
    web.expect_request("/sitemap.xml", headers={"if-none-match": '"v1"'}).respond_with_data(status=304)
    assert await sitemap.poll() == 60
    assert asked(web) == ["/ar/1"]


async def test_a_long_list_is_fetched_in_parts_and_its_old_pages_are_no_news(
    web: HTTPServer, rooms: Rooms, events: Events
) -> None:
    for number in range(1, 13):
        page(web, number)
    lists(web, urlset(web, *range(1, 6)))
    sitemap = source(rooms, web, pages=2)
    assert await sitemap.poll() == 60
    assert asked(web) == ["/ar/4", "/ar/5"]
    lists(web, urlset(web, *range(1, 13)), etag='"v2"')
    waits = [await sitemap.poll() for _ in range(4)]
    assert waits == [5, 5, 5, 60]
    assert sorted(await headlines(events)) == sorted(f"خبر رقم {number}" for number in range(4, 13))


async def test_the_first_poll_may_be_told_how_much_of_it_is_news(web: HTTPServer, rooms: Rooms) -> None:
    for number in range(1, 4):
        page(web, number)
    lists(web, urlset(web, 1, 2, 3))
    sitemap = source(rooms, web, first_poll=1)
    for _ in range(2):
        await sitemap.poll()
    assert asked(web) == ["/ar/3"]


async def test_a_first_poll_that_is_to_tell_nothing_does_not_silence_the_first_page_that_comes_later(
    web: HTTPServer, rooms: Rooms, events: Events
) -> None:
    for number in (1, 2, 3):
        page(web, number)
    lists(web, urlset(web, 1, 2))
    sitemap = source(rooms, web, first_poll=0)
    await sitemap.poll()
    assert asked(web) == []
    lists(web, urlset(web, 1, 2, 3))
    await sitemap.poll()
    assert asked(web) == ["/ar/3"]
    assert await headlines(events) == ["خبر رقم 3"]


async def test_an_index_leads_to_the_sitemaps_that_changed_last(web: HTTPServer, rooms: Rooms) -> None:
    rows = ""
    for number in range(12):
        at = (NOW + timedelta(days=number)).isoformat()
        rows += f"<sitemap><loc>{web.url_for(f'/part-{number}.xml.gz')}</loc><lastmod>{at}</lastmod></sitemap>"
        lists(web, gzip.compress(urlset(web, number).encode()), f"/part-{number}.xml.gz")
        page(web, number)
    lists(web, f"<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{rows}</sitemapindex>")
    await source(rooms, web).poll()
    assert asked(web) == [f"/ar/{number}" for number in range(2, 12)]


async def test_a_part_of_an_index_that_is_broken_costs_no_other_and_is_read_again(
    web: HTTPServer, rooms: Rooms
) -> None:
    parts = ("away", "page", "good")
    rows = "".join(f"<sitemap><loc>{web.url_for(f'/{part}.xml')}</loc></sitemap>" for part in parts)
    lists(web, f"<sitemapindex>{rows}</sitemapindex>", etag='"v1"')
    lists(web, "<html><body>welcome</body></html>", "/page.xml")
    lists(web, urlset(web, 1), "/good.xml")
    for number in (1, 2):
        page(web, number)
    sitemap = source(rooms, web)
    await sitemap.poll()
    assert asked(web) == ["/ar/1"]
    lists(web, urlset(web, 2), "/away.xml")
    await sitemap.poll()
    assert asked(web) == ["/ar/1", "/ar/2"]


async def test_a_page_that_is_gone_is_not_asked_for_again_and_one_in_trouble_is(
    web: HTTPServer, rooms: Rooms, events: Events
) -> None:
    page(web, 3)
    answers = iter([500, 200])
    web.expect_request("/ar/1").respond_with_data("gone", status=404)
    web.expect_request("/ar/2").respond_with_handler(lambda _: Response("", status=next(answers)))
    lists(web, urlset(web, 1, 2, 3))
    sitemap = source(rooms, web)
    assert await sitemap.poll() == 5
    assert await headlines(events) == ["خبر رقم 3"]
    await sitemap.poll()
    assert asked(web) == ["/ar/1", "/ar/2", "/ar/3", "/ar/2"]


async def test_a_site_that_is_in_trouble_is_left_alone(web: HTTPServer, rooms: Rooms) -> None:
    lists(web, urlset(web, *range(1, 9)))
    for number in range(1, 9):
        web.expect_request(f"/ar/{number}").respond_with_data("no", status=500)
    with pytest.raises(Retryable, match="500"):
        await source(rooms, web).poll()
    assert len(asked(web)) == 3


async def test_nothing_is_forgotten_when_the_server_does_not_take_a_page(
    web: HTTPServer, rooms: Rooms, redis_client: Redis, keys: Keys, events: Events
) -> None:
    page(web, 1)
    lists(web, urlset(web, 1), etag='"v1"')
    await redis_client.set(keys.stream("articles"), "in the way")
    sitemap = source(rooms, web)
    with pytest.raises(Retryable):
        await sitemap.poll()
    await redis_client.delete(keys.stream("articles"))
    await sitemap.poll()
    assert await headlines(events) == ["خبر رقم 1"]


async def test_a_sitemap_that_is_none_or_gone_says_so(web: HTTPServer, rooms: Rooms) -> None:
    lists(web, "<html><body>welcome</body></html>")
    with pytest.raises(Rejected, match="begins with <html>"):
        await source(rooms, web).poll()
    web.handlers.clear()
    web.expect_request("/sitemap.xml").respond_with_data("gone", status=410)
    with pytest.raises(Gone, match="gone for good"):
        await source(rooms, web).poll()


@pytest.mark.parametrize("said", [{"url": None}, {"interval": 0}, {"pages": "many"}, {"pages": -1}])
def test_wrong_settings_of_a_sitemap_are_named(web: HTTPServer, rooms: Rooms, said: dict[str, object]) -> None:
    with pytest.raises(ConfigError, match="agency"):
        source(rooms, web, **said)


def test_a_sitemap_is_a_source_like_any_other(rooms: Rooms) -> None:
    made = make(SourceSettings(id="agency", type="sitemap", url="https://agency.example/sitemap.xml"), rooms)
    assert isinstance(made, Sitemap)
