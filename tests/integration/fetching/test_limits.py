"""Servers that send too much, too slowly, or not what they say."""

import asyncio
import gzip
import itertools
import tracemalloc
import zlib
from collections.abc import Callable

import pytest

from khabar.errors import Rejected, Retryable
from khabar.fetching import Fetched, Fetcher

from .hosts import LIMIT_SECONDS, MEGABYTE, Answer, Request, always, fetcher, hosting, reply

CHUNKED = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
LIMIT = MEGABYTE
FEED = "<rss>خبر</rss>".encode() * 50


async def get(through: Fetcher, url: str, seconds: float = LIMIT_SECONDS) -> Fetched:
    return await through.get(url, max_bytes=LIMIT, seconds=seconds)


def endless(start: bytes, part: bytes, pause: float = 0.0) -> Answer:
    """Send something, and then something else for ever."""

    async def answer(request: Request) -> None:
        await request.send(start)
        while True:
            await request.send(part)
            await asyncio.sleep(pause)

    return answer


async def fails(answer: Answer, error: type[Exception], reason: str, seconds: float = LIMIT_SECONDS) -> None:
    async with hosting(answer) as host, fetcher() as through:
        with pytest.raises(error, match=reason):
            await get(through, host.url(), seconds)


def deflate(content: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


@pytest.mark.parametrize(
    ("coding", "pack"),
    [
        ("identity", bytes),
        ("gzip", gzip.compress),
        ("x-gzip", gzip.compress),
        (" GZIP ", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", deflate),
        ("gzip", bytes),
        ("identity", gzip.compress),
        ("gzip", lambda feed: gzip.compress(gzip.compress(feed))),
        ("gzip", lambda feed: gzip.compress(feed[:99]) + gzip.compress(feed[99:])),
        ("gzip", lambda feed: gzip.compress(feed) + b"\0" * 100),
    ],
    ids=["plain", "gzip", "x-gzip", "spaced", "zlib", "raw", "false", "unsaid", "twice", "two members", "filling"],
)
async def test_a_feed_is_unpacked_however_its_server_packs_it(coding: str, pack: Callable[[bytes], bytes]) -> None:
    async with hosting(always(reply(pack(FEED), content_encoding=coding))) as host, fetcher() as through:
        assert (await get(through, host.url())).content == FEED


@pytest.mark.parametrize(
    ("coding", "pack"),
    [
        ("gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", deflate),
        ("identity", gzip.compress),
        ("gzip", lambda bomb: gzip.compress(gzip.compress(bomb))),
    ],
    ids=["gzip", "zlib", "raw", "unsaid", "twice"],
)
async def test_a_bomb_does_not_go_off(coding: str, pack: Callable[[bytes], bytes]) -> None:
    bomb = pack(bytes(40 * MEGABYTE))
    assert len(bomb) < LIMIT
    async with hosting(always(reply(bomb, content_encoding=coding))) as host, fetcher() as through:
        tracemalloc.start()
        with pytest.raises(Rejected, match=f"{host.url()}: the answer is larger than {LIMIT} bytes"):
            await get(through, host.url())
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert most < 10 * MEGABYTE


@pytest.mark.parametrize("coding", ["br", "zstd", "compress", "gzip, gzip", "br, gzip", "خبر"])
async def test_a_packing_that_was_not_asked_for_is_not_opened(coding: str) -> None:
    await fails(always(reply(b"\x1b\xff" * 1000, content_encoding=coding)), Rejected, "not asked for")


async def test_an_answer_in_a_thousand_pieces_of_gzip_is_refused() -> None:
    await fails(always(reply(gzip.compress(b"x") * 1000, content_encoding="gzip")), Rejected, "more than 16 pieces")


@pytest.mark.parametrize("damage", [lambda packed: packed[:-20], lambda packed: packed[:40] + b"\xff" * 40])
async def test_a_damaged_packing_may_be_whole_next_time(damage: Callable[[bytes], bytes]) -> None:
    packed = damage(gzip.compress(bytes(range(256)) * 20))
    await fails(always(reply(packed, content_encoding="gzip")), Retryable, "its packing")


async def test_an_answer_that_is_announced_too_large_is_not_waited_for() -> None:
    announced = f"HTTP/1.1 200 OK\r\ncontent-length: {LIMIT + 1}\r\n\r\n".encode()
    await fails(endless(announced, b"", pause=0.05), Rejected, "larger than")


async def test_an_answer_without_end_is_given_up_at_its_limit() -> None:
    chunk = b"4000\r\n" + b"x" * 0x4000 + b"\r\n"
    await fails(endless(CHUNKED, chunk), Rejected, "larger than")


async def test_an_answer_of_exactly_the_limit_is_taken() -> None:
    async with hosting(always(reply(b"x" * LIMIT))) as host, fetcher() as through:
        assert len((await get(through, host.url())).content) == LIMIT


@pytest.mark.parametrize(
    "answer",
    [
        endless(b"", b"", pause=0.05),
        endless(CHUNKED, b"1\r\nx\r\n", pause=0.05),
        endless(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n", b".", pause=0.05),
        endless(b"HTTP/1.1 200 OK\r\nx: ", b".", pause=0.05),
        endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n", pause=0.05),
    ],
    ids=["silence", "chunks", "body", "header", "continue"],
)
async def test_a_server_that_drips_is_given_up_after_the_whole_time(answer: Answer) -> None:
    await fails(answer, Retryable, "no whole answer within 1 seconds", seconds=1)


@pytest.mark.parametrize(
    "answer",
    [
        endless(b"HTTP/1.1 200 OK\r\nx: ", b"x" * 65_536),
        endless(b"HTTP/1.1 200 ", b"x" * 65_536),
        endless(b"HTTP/1.1 200 OK\r\n", b"x: y\r\n" * 10_000),
        always(b"\x16\x03\x01\x02\x00 this is not http\r\n\r\n"),
        always(b"HTTP/1.1 200 OK\r\ncontent-length: -5\r\n\r\n"),
        always(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nabcdef"),
        always(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n"),
    ],
    ids=["header", "status", "headers", "no http", "negative", "two lengths", "bad chunk"],
)
async def test_an_answer_that_is_not_http_costs_a_refusal(answer: Answer) -> None:
    await fails(answer, Retryable, "cannot be fetched")


async def test_an_answer_that_breaks_off_is_no_answer() -> None:
    async def answer(request: Request) -> None:
        await request.send(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n<rss>")
        request.writer.close()

    await fails(answer, Retryable, "cannot be fetched")


async def test_what_a_redirect_says_besides_is_not_read() -> None:
    numbers = itertools.count()

    async def answer(request: Request) -> None:
        if next(numbers):
            return await request.send(reply(b"feed"))
        return await endless(b"HTTP/1.1 302 Found\r\nlocation: /there\r\ncontent-length: 99999999\r\n\r\n", b"x", 0.05)(
            request
        )

    async with hosting(answer) as host, fetcher() as through:
        assert (await get(through, host.url())).content == b"feed"


@pytest.mark.parametrize(
    ("said", "charset"),
    [
        ("text/xml; charset=utf-8", "utf-8"),
        ("text/xml;charset='Windows-1256' ; x=y", "windows-1256"),
        ("text/xml; xcharset=utf-8", None),
        ("text/xml; charset=", None),
        ("text/xml; charset=../../etc/passwd", None),
        ("charset" * 10_000, None),
    ],
)
async def test_an_encoding_is_believed_only_where_it_is_named(said: str, charset: str | None) -> None:
    assert Fetched(200, {"content-type": said}, "http://e.example/", b"").charset == charset
