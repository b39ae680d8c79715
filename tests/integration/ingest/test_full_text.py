"""Teasers of a feed and the pages that have the rest."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from khabar.blobs import BlobStore
from khabar.config import Config
from khabar.fetching import Fetcher
from khabar_ingest.admission import Admission
from khabar_ingest.handlers import Intake
from khabar_ingest.item import Item
from khabar_ingest.rules import Pages
from khabar_ingest.settings import IngestSettings
from khabar_ingest.sources import Rooms
from khabar_ingest.sources.feed import Feed

from .conftest import Events, serving
from .stories import LONG, agency, entry, outcomes, page, rss, told

pytestmark = pytest.mark.server


@pytest.fixture
def web() -> Iterator[HTTPServer]:
    with HTTPServer(host="127.0.0.1", threaded=True) as server:
        yield server


@pytest.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    async with Fetcher.set_up(IngestSettings(fetch_private="127.0.0.0/8", fetch_gap_seconds=0)) as made:
        yield made


class Clock:
    """Seconds that a test may let pass."""

    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def reading(admission: Admission, blobs: BlobStore, fetcher: Fetcher, clock: Clock) -> Intake:
    """An intake that fetches pages."""
    return Intake(admission, blobs, Config(), Pages(fetcher, max_bytes=200_000, seconds=20, now=clock))


def teaser(web: HTTPServer, path: str = "/1", title: str = "انقطاع الكهرباء عن المدينة") -> Item:
    cut = entry(path, title, link=web.url_for(path), description="انقطعت الكهرباء عن أحياء المدينة منذ…")
    return rss(cut, url=web.url_for("/feed"))


async def test_a_teaser_is_filled_from_its_page_which_is_fetched_once(
    web: HTTPServer, reading: Intake, events: Events
) -> None:
    web.expect_request("/1").respond_with_data(page("انقطاع الكهرباء", LONG, LONG), content_type="text/html")
    for expected in ("created", "duplicate", "duplicate"):
        [result] = await reading.take(teaser(web), agency())
        assert (result.outcome, result.again) == (expected, False)
    [made] = await told(events)
    assert made.headline == "انقطاع الكهرباء عن المدينة"
    assert made.body[0].text == LONG
    assert len(web.log) == 1


async def test_a_teaser_that_is_known_by_its_words_is_known_by_its_own(
    web: HTTPServer, reading: Intake, events: Events
) -> None:
    web.expect_request("/1").respond_with_data(page("انقطاع الكهرباء", LONG, LONG), content_type="text/html")
    for expected in ("created", "duplicate"):
        assert outcomes(await reading.take(teaser(web), agency(identity="content"))) == [expected]
    assert len(web.log) == len(await told(events)) == 1


async def test_texts_are_replaced_in_what_a_page_adds_too(web: HTTPServer, reading: Intake, events: Events) -> None:
    web.expect_request("/1").respond_with_data(page("انقطاع الكهرباء", LONG, LONG), content_type="text/html")
    ruled = agency(replace=[{"text": "الشركة", "by": "المؤسسة"}])
    for expected in ("created", "duplicate"):
        assert outcomes(await reading.take(teaser(web), ruled)) == [expected]
    assert len(web.log) == 1
    assert [each.body[0].text for each in await told(events)] == [LONG.replace("الشركة", "المؤسسة")]


async def test_a_page_that_cannot_be_fetched_leaves_the_teaser_with_a_note_and_is_tried_again(
    web: HTTPServer, reading: Intake, events: Events, clock: Clock
) -> None:
    web.expect_request("/1").respond_with_data("later", status=500)
    [result] = await reading.take(teaser(web), agency())
    assert (result.outcome, result.again) == ("created", True)
    assert "the server answered 500" in (result.reason or "")
    [result] = await reading.take(teaser(web), agency())
    assert (result.outcome, result.again, len(web.log)) == ("duplicate", True, 1)
    web.clear()
    web.expect_request("/1").respond_with_data(page("انقطاع الكهرباء", LONG, LONG), content_type="text/html")
    clock.seconds = 61
    [result] = await reading.take(teaser(web), agency())
    assert (result.outcome, result.again) == ("updated", False)
    assert [each.body[0].text[-1] for each in await told(events)] == ["…", "."]


async def test_a_page_that_never_comes_is_given_up_after_five_tries(
    web: HTTPServer, reading: Intake, clock: Clock
) -> None:
    web.expect_request("/1").respond_with_data("gone", status=404)
    again = []
    for _ in range(7):
        [result] = await reading.take(teaser(web), agency())
        again.append(result.again)
        clock.seconds += 100_000
    assert again == [True, True, True, True, False, False, False]
    assert len(web.log) == 5


async def test_a_correction_of_a_teaser_waits_for_its_page_and_comes_without_it_once_that_is_given_up(
    web: HTTPServer, reading: Intake, events: Events, clock: Clock
) -> None:
    web.expect_oneshot_request("/1").respond_with_data(page("انقطاع الكهرباء", LONG), content_type="text/html")
    await reading.take(teaser(web), agency())
    web.expect_request("/1").respond_with_data("gone", status=404)
    taken = []
    for _ in range(5):
        taken += outcomes(await reading.take(teaser(web, title="عودة الكهرباء إلى المدينة"), agency()))
        clock.seconds += 100_000
    assert taken == [*["duplicate"] * 4, "updated"]
    assert [each.headline for each in await told(events)] == ["انقطاع الكهرباء عن المدينة", "عودة الكهرباء إلى المدينة"]


async def test_a_feed_is_sent_whole_again_while_a_page_of_it_is_missing(
    web: HTTPServer, reading: Intake, rooms: Rooms, events: Events, clock: Clock
) -> None:
    feed = teaser(web).content.decode()
    web.expect_request("/feed").respond_with_data(feed, headers={"etag": '"v1"'}, content_type="application/rss+xml")
    web.expect_oneshot_request("/1").respond_with_data("later", status=500)
    source = Feed(agency(url=web.url_for("/feed")), replace(rooms, intake=reading))
    await source.poll()
    clock.seconds = 61
    web.expect_request("/1").respond_with_data(page("انقطاع الكهرباء", LONG, LONG), content_type="text/html")
    await source.poll()
    await source.poll()
    asked = [request.headers.get("if-none-match") for request, _ in web.log if request.path == "/feed"]
    assert asked == [None, None, '"v1"']
    assert [each.revision for each in await told(events)] == [1, 2]


async def test_a_page_that_is_a_login_leaves_the_teaser(web: HTTPServer, reading: Intake, events: Events) -> None:
    login = page("تسجيل الدخول", "هذه المادة للمشتركين فقط، اشترك الآن في الموقع لمتابعة القراءة والوصول إلى الأرشيف.")
    web.expect_request("/1").respond_with_data(login, content_type="text/html")
    [result] = await reading.take(teaser(web), agency())
    assert (result.outcome, result.again) == ("created", False)
    assert "something else" in (result.reason or "")
    assert len(await told(events)) == 1


async def test_no_page_is_fetched_where_the_rule_says_never_or_the_item_is_dropped_or_passed_over(
    web: HTTPServer, reading: Intake
) -> None:
    for source in (
        agency(full_text="never"),
        agency(id="b", drop={"headline": ["الكهرباء"]}),
        agency(id="c", first_poll=0),
    ):
        await reading.take(teaser(web), source)
    assert web.log == []


async def test_a_whole_item_is_filled_only_where_the_rule_says_always(
    web: HTTPServer, reading: Intake, events: Events
) -> None:
    web.expect_request("/1").respond_with_data(page("انقطاع الكهرباء", LONG, LONG), content_type="text/html")
    short = rss(
        entry("1", "انقطاع الكهرباء", link=web.url_for("/1"), description="انقطعت الكهرباء عن أحياء المدينة."),
        url=web.url_for("/feed"),
    )
    await reading.take(short, agency())
    assert web.log == []
    await reading.take(short, agency(id="b", full_text="always"))
    assert [each.body[0].text == LONG for each in await told(events)] == [False, True]


async def test_more_teasers_than_are_fetched_at_once_are_filled_by_the_next_polls(
    web: HTTPServer, reading: Intake, events: Events
) -> None:
    def serve(request: Request) -> Response:
        number = request.path.rpartition("/")[2]
        return Response(page(f"خبر رقم {number}", f"خبر رقم {number}. {LONG}", LONG), content_type="text/html")

    for number in range(35):
        web.expect_request(f"/p/{number}").respond_with_handler(serve)
    entries = [
        entry(str(number), f"خبر رقم {number}", link=web.url_for(f"/p/{number}"), description=f"خبر رقم {number}…")
        for number in range(35)
    ]
    feed = rss(*entries, url=web.url_for("/feed"))
    results = await reading.take(feed, agency())
    assert outcomes(results) == ["created"] * 35
    assert len(web.log) <= 30
    for _ in range(10):
        if not any(result.again for result in results):
            break
        results = await reading.take(feed, agency())
    newest = {each.id: each.body[0].text for each in await told(events)}
    assert sum(LONG in text for text in newest.values()) == 35
    assert outcomes(await reading.take(feed, agency())) == ["duplicate"] * 35


async def test_the_service_fills_the_teasers_of_a_feed_in_its_newsroom_file(
    web: HTTPServer, settings: IngestSettings, events: Events, tmp_path: Path
) -> None:
    feed = teaser(web).content
    web.expect_request("/feed").respond_with_data(feed, content_type="application/rss+xml")
    web.expect_request("/1").respond_with_data(page("انقطاع الكهرباء", LONG, LONG), content_type="text/html")
    file = tmp_path / "newsroom.toml"
    file.write_text(f'[[sources]]\nid = "agency"\ntype = "feed"\nurl = "{web.url_for("/feed")}"\n', "utf-8")
    near = {"config": file, "fetch_private": "127.0.0.0/8", "fetch_gap_seconds": 0}
    async with serving(settings.model_copy(update=near)), asyncio.timeout(60):
        while not (found := await told(events)):  # noqa: ASYNC110 - the feed is polled by the service, over a real socket
            await asyncio.sleep(0.05)
    assert [each.body[0].text for each in found] == [LONG]


async def test_a_page_that_drips_is_a_failure_and_costs_the_others_nothing(
    web: HTTPServer, admission: Admission, blobs: BlobStore, fetcher: Fetcher, events: Events
) -> None:
    done = threading.Event()

    def slow(_: Request) -> Response:
        def drip() -> Iterator[bytes]:
            while not done.wait(0.1):
                yield b"."

        return Response(drip(), content_type="text/html")

    web.expect_request("/1").respond_with_handler(slow)
    web.expect_request("/2").respond_with_data(page("انقطاع الكهرباء", LONG, LONG), content_type="text/html")
    first, second = (teaser(web, path).content.decode() for path in ("/1", "/2"))
    both = first.replace("</channel>", second[second.index("<item>") :].partition("</channel>")[0] + "</channel>")
    intake = Intake(admission, blobs, Config(), Pages(fetcher, max_bytes=200_000, seconds=6))
    try:
        results = await intake.take(Item(both.encode(), web.url_for("/feed")), agency())
    finally:
        done.set()
    assert [(result.outcome, result.again) for result in results] == [("created", True), ("created", False)]
    assert "cannot be" in (results[0].reason or "")
    assert [each.body[0].text == LONG for each in await told(events)] == [False, True]
