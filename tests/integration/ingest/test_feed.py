import asyncio
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from pytest_httpserver import HTTPServer
from redis.asyncio import Redis
from werkzeug import Request, Response

from khabar.config import SourceSettings
from khabar.errors import ConfigError, Rejected, Retryable
from khabar.keys import Keys
from khabar.models import Report, Revision
from khabar_ingest import sources
from khabar_ingest.handlers import Intake
from khabar_ingest.sources import Rooms
from khabar_ingest.sources.feed import Feed

from .conftest import Events

pytestmark = pytest.mark.server


def rss(*titles: str) -> str:
    items = "".join(
        f"<item><guid>{n}</guid><title>{title}</title><description>{title} نص.</description></item>"
        for n, title in enumerate(titles)
    )
    return f'<rss version="2.0"><channel><title>وكالة</title><language>ar</language>{items}</channel></rss>'


@pytest.fixture
def web() -> Iterator[HTTPServer]:
    with HTTPServer(host="127.0.0.1") as server:
        yield server


def feed(web: HTTPServer, rooms: Rooms, path: str = "/feed") -> Feed:
    return Feed(SourceSettings(id="agency", type="feed", url=web.url_for(path), interval=60), rooms)


async def test_a_feed_is_admitted_and_an_unchanged_one_is_not_even_sent(
    web: HTTPServer, rooms: Rooms, events: Events
) -> None:
    def serve(request: Request) -> Response:
        if request.headers.get("if-none-match") == '"v1"':
            return Response(status=304)
        return Response(rss("خبر أول", "خبر ثان"), headers={"etag": '"v1"'}, content_type="application/rss+xml")

    web.expect_request("/feed").respond_with_handler(serve)
    source = feed(web, rooms)
    assert await source.poll() == 60
    assert await source.poll() == 60
    assert [request.headers.get("if-none-match") for request, _ in web.log] == [None, '"v1"']
    assert [answer.status_code for _, answer in web.log] == [200, 304]
    assert len(await events("articles")) == 2


async def test_a_replayed_feed_makes_no_event(web: HTTPServer, rooms: Rooms, events: Events) -> None:
    web.expect_request("/feed").respond_with_data(rss("خبر أول", "خبر ثان"))
    for _ in range(3):
        await feed(web, rooms).poll()
    assert len(await events("articles")) == 2
    assert [event.name for event in await events("ops")] == ["source.polled"]


async def test_a_changed_entry_of_a_feed_is_a_new_revision(web: HTTPServer, rooms: Rooms, events: Events) -> None:
    web.expect_ordered_request("/feed").respond_with_data(rss("خبر أول", "خبر ثان"))
    web.expect_ordered_request("/feed").respond_with_data(rss("خبر أول", "خبر ثان معدل"))
    await feed(web, rooms).poll()
    await feed(web, rooms).poll()
    last = (await events("articles"))[-1]
    assert isinstance(last.data, Revision)
    assert (last.revision, last.data.headline) == (2, "خبر ثان معدل")


async def test_the_mark_of_freshness_is_kept_only_after_admission(
    web: HTTPServer, rooms: Rooms, redis_client: Redis, keys: Keys
) -> None:
    web.expect_request("/feed").respond_with_data(rss("خبر"), headers={"etag": '"v1"'})
    await redis_client.set(keys.stream("articles"), "in the way")
    with pytest.raises(Retryable):
        await feed(web, rooms).poll()
    assert not await redis_client.exists(keys("source", "agency"))
    await redis_client.delete(keys.stream("articles"))
    await feed(web, rooms).poll()
    assert await redis_client.hget(keys("source", "agency"), "etag") == b'"v1"'


async def test_a_bad_item_does_not_fail_the_rest_of_its_feed(web: HTTPServer, rooms: Rooms, events: Events) -> None:
    web.expect_request("/feed").respond_with_data(
        rss("خبر أول", "", "خبر ثالث").replace("<description> نص.", "<description>")
    )
    await feed(web, rooms).poll()
    assert len(await events("articles")) == 2
    rejected = next(event for event in await events("ops") if event.name == "item.rejected")
    assert isinstance(rejected.data, Report)
    assert rejected.data.figures["item"] == "1"


@pytest.mark.parametrize("form", ["seconds", "date"])
async def test_a_feed_that_asks_for_rest_gets_it(web: HTTPServer, rooms: Rooms, form: str) -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=120), usegmt=True)
    after = "120" if form == "seconds" else date
    web.expect_request("/feed").respond_with_data("later", status=503, headers={"retry-after": after})
    with pytest.raises(Retryable, match="503") as refused:
        await feed(web, rooms).poll()
    assert refused.value.retry_after is not None
    assert 100 <= refused.value.retry_after <= 125


async def test_a_refused_feed_is_told_to_the_operators_once(web: HTTPServer, rooms: Rooms, events: Events) -> None:
    web.expect_request("/feed").respond_with_data("gone", status=410)
    source = Feed(SourceSettings(id="agency", type="feed", url=web.url_for("/feed"), interval=0.01), rooms)
    running = asyncio.create_task(sources.run(source, rooms))
    while len(web.log) < 3:  # noqa: ASYNC110 - the feed is polled by another task, over a real socket
        await asyncio.sleep(0.02)
    running.cancel()
    [event] = await events("ops")
    assert isinstance(event.data, Report)
    assert (event.name, event.data.about) == ("source.refused", "agency")
    assert "410" in event.data.message
    assert "remove it" in event.data.message


async def test_an_answer_over_the_limit_is_not_read_to_its_end(web: HTTPServer, rooms: Rooms) -> None:
    web.expect_request("/feed").respond_with_data(b"x" * (rooms.settings.max_item_bytes + 1))
    with pytest.raises(Rejected, match="larger than"):
        await feed(web, rooms).poll()


async def test_a_feed_that_never_ends_is_given_up(web: HTTPServer, rooms: Rooms) -> None:
    def slow(_: Request) -> Response:
        def drip() -> Iterator[bytes]:
            for _ in range(60):
                yield b"."
                waited.wait(0.1)

        return Response(drip())

    waited = threading.Event()
    web.expect_request("/feed").respond_with_handler(slow)
    with pytest.raises(Retryable, match="cannot be fetched"):
        await feed(web, rooms).poll()
    waited.set()


async def test_a_feed_that_redirects_to_a_file_is_not_followed(web: HTTPServer, rooms: Rooms) -> None:
    web.expect_request("/feed").respond_with_data(status=302, headers={"location": "file:///etc/passwd"})
    with pytest.raises(Retryable):
        await feed(web, rooms).poll()


def test_a_source_of_unknown_type_or_without_url_is_a_mistake_of_the_newsroom_file(rooms: Rooms) -> None:
    with pytest.raises(ConfigError, match="there are api, feed, folder"):
        sources.make(SourceSettings(id="x", type="carrier-pigeon"), rooms)
    with pytest.raises(ConfigError, match="needs a url"):
        sources.make(SourceSettings(id="x", type="feed"), rooms)
    with pytest.raises(ConfigError, match="interval"):
        sources.make(SourceSettings(id="x", type="feed", url="http://e/", interval=0), rooms)


async def test_a_source_with_a_new_address_is_fetched_whole(web: HTTPServer, rooms: Rooms, events: Events) -> None:
    for path, title in (("/old", "خبر قديم"), ("/new", "خبر جديد")):
        web.expect_request(path).respond_with_data(rss(title), headers={"etag": '"v1"'})
    await feed(web, rooms, "/old").poll()
    await feed(web, rooms, "/new").poll()
    await feed(web, rooms, "/new").poll()
    assert [request.headers.get("if-none-match") for request, _ in web.log] == [None, None, '"v1"']
    assert len(await events("articles")) == 2


async def test_a_source_whose_trouble_cannot_be_told_goes_on(rooms: Rooms, monkeypatch: pytest.MonkeyPatch) -> None:
    async def break_down(*_: object, **__: object) -> None:
        await asyncio.sleep(0)
        msg = "unforeseen"
        raise ValueError(msg)

    class Broken:
        settings = SourceSettings(id="agency", type="feed")
        polls = 0

        async def poll(self) -> float:
            self.polls += 1
            if self.polls > 2:
                raise asyncio.CancelledError
            raise Retryable(str(self.polls), retry_after=0.01)

    monkeypatch.setattr(Intake, "tell", break_down)
    source = Broken()
    with pytest.raises(asyncio.CancelledError):
        await sources.run(source, rooms)
    assert source.polls == 3
