import gzip
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial

import pytest
from pytest_httpserver import HTTPServer
from redis.asyncio import Redis
from werkzeug import Request, Response

from khabar.config import SourceSettings
from khabar.errors import ConfigError, Rejected, Retryable
from khabar.keys import Keys
from khabar.models import Report, Revision
from khabar_ingest import sources
from khabar_ingest.sources import Rooms
from khabar_ingest.sources.feed import Feed
from tests.integration.fetching.hosts import Request as Asked
from tests.integration.fetching.hosts import hosting, reply

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


def _at(moment: datetime) -> datetime:
    return moment


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


async def test_an_article_whose_address_is_written_in_arabic_letters_or_in_escapes_is_one(
    web: HTTPServer, rooms: Rooms, events: Events
) -> None:
    escaped = "https://e.example/%D8%AE%D8%A8%D8%B1/7"
    for link in ("https://e.example/خبر/7", escaped, escaped.lower()):
        named = rss("خبر").replace("<guid>0</guid>", f"<link>{link}?utm_source=x</link>")
        web.expect_ordered_request("/feed").respond_with_data(named)
        await feed(web, rooms).poll()
    (told,) = [event.data for event in await events("articles") if isinstance(event.data, Revision)]
    assert (told.revision, told.canonical_url) == (1, escaped)


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
    assert "etag" not in rooms.memory
    await redis_client.delete(keys.stream("articles"))
    await feed(web, rooms).poll()
    assert rooms.memory["etag"] == '"v1"'


ITEMS = rss("خبر أول", "خبر ثان", "خبر ثالث").encode()
BETWEEN = ITEMS.rindex(b"<item>")
CHUNK = f"{BETWEEN:x}\r\n".encode() + ITEMS[:BETWEEN] + b"\r\n"


@pytest.mark.parametrize(
    ("said", "body"),
    [
        ({"content-length": str(len(ITEMS))}, ITEMS[:BETWEEN]),
        ({"transfer-encoding": "chunked"}, CHUNK),
        ({"content-encoding": "gzip"}, gzip.compress(ITEMS)[:-20]),
        ({}, ITEMS[:BETWEEN]),
        ({}, ITEMS[: BETWEEN + 40]),
        ({}, ITEMS[: BETWEEN + 60]),
        ({}, ITEMS + b" " * 100_000),
    ],
    ids=[
        "before its length",
        "before its last chunk",
        "packed",
        "between items",
        "in a title",
        "in a tag",
        "over the limit",
    ],
)
async def test_a_feed_whose_answer_was_cut_short_is_sent_whole_next_time(
    said: dict[str, str], body: bytes, rooms: Rooms, events: Events
) -> None:
    async def answer(request: Asked) -> None:
        lines = "".join(f"{name}: {value}\r\n" for name, value in said.items())
        cut = f'HTTP/1.1 200 OK\r\netag: "v1"\r\nlast-modified: Mon, 23 Nov 2026 09:00:00 GMT\r\n{lines}\r\n'.encode()
        await request.send(cut + body if len(host.asked) == 1 else reply(ITEMS, etag='"v1"'))
        request.writer.close()

    async with hosting(answer) as host:
        narrow = replace(rooms, settings=rooms.settings.model_copy(update={"max_item_bytes": 50_000}))
        source = Feed(SourceSettings(id="agency", type="feed", url=host.url(), interval=60), narrow)
        with suppress(Retryable, Rejected):
            await source.poll()
        for _ in range(2):
            await source.poll()
    marks = [request.headers.get("if-none-match") for request in host.asked]
    assert (marks, host.asked[1].headers.get("if-modified-since")) == ([None, None, '"v1"'], None)
    last = {event.subject: event.data for event in await events("articles")}
    texts = [revision.body[-1].text for revision in last.values() if isinstance(revision, Revision)]
    assert texts == ["خبر أول نص.", "خبر ثان نص.", "خبر ثالث نص."]


async def test_a_feed_without_marks_is_not_taken_twice_while_its_bytes_stay(
    web: HTTPServer, rooms: Rooms, redis_client: Redis, keys: Keys
) -> None:
    web.expect_request("/feed").respond_with_data(rss("خبر"))
    await feed(web, rooms).poll()
    await redis_client.set(keys.stream("articles"), "in the way")  # whatever was written to it would fail
    await feed(web, rooms).poll()
    assert [answer.status_code for _, answer in web.log] == [200, 200]


async def test_a_rule_that_changed_is_applied_to_a_feed_that_did_not(
    web: HTTPServer, rooms: Rooms, events: Events
) -> None:
    web.expect_request("/feed").respond_with_data(rss("خبر"))
    await feed(web, rooms).poll()
    strict = SourceSettings(id="agency", type="feed", url=web.url_for("/feed"), publish="review")
    before = len(web.log), rooms.memory["sha256"]
    await Feed(strict, rooms).poll()
    assert (len(web.log), rooms.memory["sha256"]) == (before[0] + 1, rooms.memory["sha256"])
    assert rooms.memory["sha256"] != before[1]


async def test_a_feed_that_is_gone_says_so_and_one_that_only_fails_is_tried_later_and_later(
    web: HTTPServer, rooms: Rooms
) -> None:
    web.expect_request("/gone").respond_with_data(status=410)
    web.expect_request("/broken").respond_with_data(status=500)
    with pytest.raises(sources.Gone, match="410"):
        await feed(web, rooms, "/gone").poll()
    waits = []
    for failures in range(3):
        rooms.memory.clear()
        rooms.memory["failures"] = str(failures)
        with pytest.raises(Retryable, match="500") as refused:
            await feed(web, rooms, "/broken").poll()
        waits.append(refused.value.retry_after)
    assert waits == [60, 120, 240]


async def test_what_is_told_of_a_feed_tells_no_password(web: HTTPServer, rooms: Rooms, events: Events) -> None:
    web.expect_request("/gone").respond_with_data(status=410)
    web.expect_request("/old").respond_with_data(status=301, headers={"location": web.url_for("/new")})
    web.expect_request("/new").respond_with_data(rss("خبر"))
    base = web.url_for("").replace("//", "//desk:sesame@")
    with pytest.raises(sources.Gone, match="410") as gone:
        await Feed(SourceSettings(id="agency", type="feed", url=f"{base}/gone"), rooms).poll()
    for hours in (0, 13, 26):
        later = replace(rooms, now=partial(_at, datetime(2026, 3, 1, 8, tzinfo=UTC) + timedelta(hours=hours)))
        await Feed(SourceSettings(id="agency", type="feed", url=f"{base}/old", interval=60), later).poll()
    told = [event.data.message for event in await events("ops") if isinstance(event.data, Report)]
    assert any("moved for good" in message for message in told)
    assert "sesame" not in f"{gone.value}{told}"


async def test_a_feed_has_moved_once_it_was_at_its_new_address_on_three_polls_over_a_day(
    web: HTTPServer, rooms: Rooms, events: Events
) -> None:
    web.expect_request("/old").respond_with_data(status=301, headers={"location": web.url_for("/new")})
    web.expect_request("/new").respond_with_data(rss("خبر"))
    day = datetime(2026, 3, 1, 8, tzinfo=UTC)
    for hours in (0, 1, 2, 25, 26):
        later = replace(rooms, now=partial(_at, day + timedelta(hours=hours)))
        await feed(web, later, "/old").poll()
    asked = [request.path for request, _ in web.log]
    assert asked == ["/old", "/new"] * 4 + ["/new"]
    told = [event.data.message for event in await events("ops") if isinstance(event.data, Report)]
    assert any("has moved for good" in message for message in told)


async def test_a_move_that_turns_out_a_dead_end_is_forgotten(web: HTTPServer, rooms: Rooms) -> None:
    web.expect_request("/old").respond_with_data(rss("خبر"))
    web.expect_request("/new").respond_with_data(status=404)
    rooms.memory.update(named=web.url_for("/old"), address=web.url_for("/new"), failures="3")
    await feed(web, rooms, "/old").poll()
    assert "address" not in rooms.memory
    assert [request.path for request, _ in web.log] == ["/old"]


async def test_a_redirect_for_now_is_followed_and_proves_nothing(web: HTTPServer, rooms: Rooms) -> None:
    web.expect_request("/old").respond_with_data(status=302, headers={"location": web.url_for("/new")})
    web.expect_request("/new").respond_with_data(rss("خبر"))
    for _ in range(4):
        await feed(web, rooms, "/old").poll()
    assert not {"moved_to", "address"} & set(rooms.memory)


async def test_a_feed_without_interval_is_asked_when_it_and_its_server_wish(web: HTTPServer, rooms: Rooms) -> None:
    ttl = rss("خبر").replace("<title>وكالة", "<ttl>20</ttl><title>وكالة")
    web.expect_request("/ttl").respond_with_data(ttl)
    web.expect_request("/fresh").respond_with_data(rss("خبر"), headers={"cache-control": "public, max-age=900"})
    web.expect_request("/plain").respond_with_data(rss("خبر"))
    waits = {
        path: await Feed(SourceSettings(id="a", type="feed", url=web.url_for(path)), replace(rooms, memory={})).poll()
        for path in ("/ttl", "/fresh", "/plain")
    }
    assert waits == {"/ttl": 1200, "/fresh": 900, "/plain": rooms.settings.feed_interval_seconds}


async def test_a_feed_that_a_hub_pushes_is_asked_seldom(web: HTTPServer, rooms: Rooms) -> None:
    web.expect_request("/feed").respond_with_data(rss("خبر"))
    url = web.url_for("/feed")
    rooms.memory.update(named=url, push_until=f"{rooms.now().timestamp() + 600:.0f}")
    assert await Feed(SourceSettings(id="a", type="feed", url=url), rooms).poll() == 1800


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
    with pytest.raises(Rejected, match="only http and https"):
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
