"""How Khabar behaves towards the servers it asks, as they see it."""

import asyncio
import tracemalloc
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from khabar.errors import Rejected, Retryable
from khabar.fetching import Fetched, Fetcher, Hop, Turns

from .hosts import LIMIT_SECONDS, Request, always, fetcher, hosting, reply


async def get(through: Fetcher, url: str, **headers: str) -> Fetched:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await through.get(url, max_bytes=100_000, seconds=LIMIT_SECONDS, headers=named)


async def test_an_answer_comes_with_its_status_headers_and_encoding() -> None:
    answer = reply("خبر".encode("cp1256"), content_type='text/xml; x="charset"; Charset="Windows-1256"', ETag='"v1"')
    async with hosting(always(answer)) as host, fetcher() as through:
        found = await get(through, host.url())
    assert (found.status, found.url, found.charset) == (200, host.url(), "windows-1256")
    assert (found.headers["etag"], found.content.decode("cp1256")) == ('"v1"', "خبر")


async def test_a_server_learns_who_asks_and_whom_to_write_to() -> None:
    async with hosting(always(reply())) as host:
        async with fetcher(contact="https://khabar.example/about") as through:
            await get(through, host.url())
        async with fetcher() as through:
            await get(through, host.url())
    told = [request.headers["user-agent"] for request in host.asked]
    assert told[0].startswith("Khabar/")
    assert "(newsroom pipeline; +https://khabar.example/about)" in told[0]
    assert "(newsroom pipeline)" in told[1]


async def test_only_packings_that_are_understood_are_asked_for() -> None:
    async with hosting(always(reply())) as host, fetcher() as through:
        await get(through, host.url())
    assert host.asked[0].headers["accept-encoding"] == "gzip, deflate"


async def test_no_cookie_is_sent_back() -> None:
    async with hosting(always(reply(Set_Cookie="visitor=1; Path=/"))) as host, fetcher() as through:
        await get(through, host.url())
        await get(through, host.url())
    assert ["cookie" in request.headers for request in host.asked] == [False, False]


async def test_no_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    async with hosting(always(reply(b"straight"))) as host, hosting(always(reply(b"proxy"))) as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url(""))
        monkeypatch.setenv("no_proxy", "")
        async with fetcher() as through:
            assert (await get(through, host.url())).content == b"straight"
    assert proxy.opened == 0


@pytest.mark.parametrize("etag", ['"v1"', 'W/"خبر"'])
async def test_what_a_server_said_of_its_feed_is_said_back_to_it(etag: str) -> None:
    async def answer(request: Request) -> None:
        known = request.headers.get("if-none-match") == etag
        await request.send(reply(status="304 Not Modified") if known else reply(b"feed", ETag=etag))

    async with hosting(answer) as host, fetcher() as through:
        first = await get(through, host.url())
        second = await get(through, host.url(), if_none_match=first.headers["etag"])
    assert (first.status, second.status) == (200, 304)


async def test_a_connection_is_used_again() -> None:
    async with hosting(always(reply())) as host, fetcher() as through:
        for _ in range(3):
            await get(through, host.url())
    assert (len(host.asked), host.opened) == (3, 1)


async def test_a_host_is_asked_by_two_at_a_time_and_others_need_not_wait_for_it() -> None:
    present: set[str] = set()
    most = 0
    opened = asyncio.Event()

    async def answer(request: Request) -> None:
        nonlocal most
        if request.address == "127.0.0.1":
            present.add(request.path)
            most = max(most, len(present))
            await opened.wait()
            present.discard(request.path)
        await request.send(reply())

    async with hosting(answer) as host, fetcher() as through, asyncio.timeout(LIMIT_SECONDS):
        waiting = [asyncio.create_task(get(through, host.url(f"/{n}"))) for n in range(6)]
        while len(present) < 2:  # noqa: ASYNC110 - the server fills it, over real sockets
            await asyncio.sleep(0.01)
        assert (await get(through, host.url(address="127.0.0.2"))).status == 200
        opened.set()
        await asyncio.gather(*waiting)
    assert most == 2


async def test_between_two_requests_to_a_host_there_is_a_gap() -> None:
    async with hosting(always(reply())) as host, fetcher(gap=0.1) as through:
        await asyncio.gather(*(get(through, host.url(f"/{n}")) for n in range(4)))
    times = [request.at for request in host.asked]
    assert times[-1] - times[0] >= 0.25  # three gaps of 0.1 s, less what the network takes


async def test_a_fetch_that_is_given_up_makes_room_for_the_next() -> None:
    async def answer(request: Request) -> None:
        if request.path == "/well":
            await request.send(reply())

    async with hosting(answer) as host, fetcher(per_host=1) as through:
        silent = asyncio.create_task(get(through, host.url("/silent")))
        while not host.asked:  # noqa: ASYNC110 - the server fills it, over a real socket
            await asyncio.sleep(0.01)
        waiting = asyncio.create_task(get(through, host.url("/never")))
        await asyncio.sleep(0)
        waiting.cancel()
        silent.cancel()
        await asyncio.gather(silent, waiting, return_exceptions=True)
        assert (await get(through, host.url("/well"))).status == 200
    assert [request.path for request in host.asked] == ["/silent", "/well"]


async def test_a_fetch_behind_too_many_others_comes_back_later() -> None:
    turns = Turns(gap_seconds=0, per_host=1)
    async with turns.turn("news.example", patience=60):
        with pytest.raises(Retryable, match=r"news\.example: 1 other fetches go there first") as refused:
            async with turns.turn("news.example", patience=0.05):
                pass
        async with turns.turn("other.example", patience=0.05):
            pass
    assert refused.value.retry_after == 0.05


async def test_hosts_that_were_asked_once_are_forgotten() -> None:
    turns = Turns(gap_seconds=0, per_host=2)
    tracemalloc.start()
    for n in range(10_000):
        async with turns.turn(f"{n}.news.example", patience=60):
            pass
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 1_500_000


@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Service Unavailable"])
@pytest.mark.parametrize("form", ["seconds", "date"])
async def test_a_busy_server_says_when_to_come_back(status: str, form: str) -> None:
    now = datetime.now(UTC) + timedelta(days=400)  # the server's clock is wrong, and so is its date
    after = "120" if form == "seconds" else format_datetime(now + timedelta(seconds=120), usegmt=True)
    answer = reply(status=status, Retry_After=after, Date=format_datetime(now, usegmt=True))
    async with hosting(always(answer)) as host, fetcher() as through:
        with pytest.raises(Retryable, match=f"{host.url()}: the server answered {status[:3]}") as refused:
            await get(through, host.url())
    assert refused.value.retry_after is not None
    assert 118 <= refused.value.retry_after <= 121


@pytest.mark.parametrize("after", ["soon", "-5", "", "١٢", "Mon, 99 Foo 2020"])
async def test_a_busy_server_that_says_nothing_sensible_is_only_busy(after: str) -> None:
    answer = reply(status="503 Service Unavailable", Retry_After=after)
    async with hosting(always(answer)) as host, fetcher() as through:
        with pytest.raises(Retryable) as refused:
            await get(through, host.url())
    assert refused.value.retry_after is None


async def test_nobody_is_kept_away_for_longer_than_a_day() -> None:
    answer = reply(status="503 Service Unavailable", Retry_After="9" * 400)
    async with hosting(always(answer)) as host, fetcher() as through:
        with pytest.raises(Retryable) as refused:
            await get(through, host.url())
    assert refused.value.retry_after == 86_400


async def test_a_host_that_is_asked_too_often_is_left_alone_with_all_its_feeds() -> None:
    answer = reply(status="429 Too Many Requests", Retry_After="300")
    async with hosting(always(answer)) as host, fetcher() as through:
        with pytest.raises(Retryable):
            await get(through, host.url("/one"))
        with pytest.raises(Retryable, match="asked to be left alone") as refused:
            await get(through, host.url("/two"))
        with pytest.raises(Retryable, match="answered 429"):
            await get(through, host.url("/other", "127.0.0.2"))
    assert [request.path for request in host.asked] == ["/one", "/other"]
    assert refused.value.retry_after is not None
    assert 200 < refused.value.retry_after <= 300


async def test_of_two_times_that_a_host_asked_for_the_longer_one_is_kept() -> None:
    turns = Turns(gap_seconds=0, per_host=2)
    turns.hold("a.example", 3000)
    turns.hold("a.example", 1)
    with pytest.raises(Retryable) as refused:
        async with turns.turn("a.example", patience=1):
            pass
    assert (refused.value.retry_after or 0) > 1


async def test_one_broken_feed_does_not_stop_the_others_of_its_host() -> None:
    async def answer(request: Request) -> None:
        broken = reply(status="503 Service Unavailable", Retry_After="300")
        await request.send(broken if request.path == "/broken" else reply())

    async with hosting(answer) as host, fetcher() as through:
        with pytest.raises(Retryable):
            await get(through, host.url("/broken"))
        assert (await get(through, host.url("/well"))).status == 200


async def test_the_way_of_a_moved_feed_is_told() -> None:
    async def answer(request: Request) -> None:
        moved = {"/old": ("301 Moved Permanently", "/newer"), "/newer": ("302 Found", "newest?a=ب")}
        status, onward = moved.get(request.path, ("", ""))
        await request.send(reply(status=status, Location=onward) if status else reply(b"feed"))

    async with hosting(answer) as host, fetcher() as through:
        found = await get(through, host.url("/old"), if_none_match='"v1"')
    assert found.redirects == (Hop(301, host.url("/newer")), Hop(302, host.url("/newest?a=%D8%A8")))
    assert (found.url, found.content) == (host.url("/newest?a=%D8%A8"), b"feed")


async def test_a_feed_that_redirects_in_a_circle_is_given_up() -> None:
    async def answer(request: Request) -> None:
        await request.send(reply(status="302 Found", Location="/b" if request.path == "/a" else "/a"))

    async with hosting(answer) as host, fetcher() as through:
        with pytest.raises(Retryable, match="in a circle"):
            await get(through, host.url("/a"))
    assert [request.path for request in host.asked] == ["/a", "/b"]


async def test_a_feed_that_redirects_for_ever_is_given_up() -> None:
    async def answer(request: Request) -> None:
        await request.send(reply(status="302 Found", Location=f"{request.path}x"))

    async with hosting(answer) as host, fetcher() as through:
        with pytest.raises(Retryable, match="more than 5 redirects"):
            await get(through, host.url("/"))
    assert len(host.asked) == 6


async def test_a_form_is_sent_again_only_where_the_server_asks_for_it() -> None:
    async def answer(request: Request) -> None:
        codes = {"/again": "307 Temporary Redirect", "/seen": "303 See Other"}
        status = codes.get(request.path)
        await request.send(reply(status=status, Location="/hub") if status else reply(status="202 Accepted"))

    form = {"hub.mode": "subscribe", "hub.topic": "https://e.example/خبر"}
    async with hosting(answer) as host, fetcher() as through:
        again = await through.post(host.url("/again"), form, max_bytes=1000, seconds=LIMIT_SECONDS)
        seen = await through.post(host.url("/seen"), form, max_bytes=1000, seconds=LIMIT_SECONDS)
    assert (again.status, seen.status) == (202, 303)
    assert [request.path for request in host.asked] == ["/again", "/hub", "/seen"]
    assert host.asked[1].body == host.asked[0].body != b""


async def test_a_name_and_password_go_to_their_own_host_alone() -> None:
    async def answer(request: Request) -> None:
        onward = host.url("/there", "127.0.0.2").replace("//", "//thief:secret@")
        await request.send(reply(status="302 Found", Location=onward) if request.path == "/feed" else reply())

    async with hosting(answer) as host, fetcher() as through:
        found = await get(through, host.url().replace("//", "//desk:s%C3%A9same@"))
    assert [request.headers.get("authorization") for request in host.asked] == ["Basic ZGVzazpzw6lzYW1l", None]
    assert found.url == host.url("/there", "127.0.0.2")


async def test_no_error_tells_a_password() -> None:
    async with hosting(always(reply(status="503 Busy"))) as host, fetcher() as through:
        url = host.url().replace("//", "//desk:sesame@")
        with pytest.raises(Retryable) as busy:
            await get(through, url)
        with pytest.raises(Rejected) as wrong:
            await get(through, url.replace(str(host.port), "99999"))
    assert "sesame" not in f"{busy.value}{wrong.value}"
