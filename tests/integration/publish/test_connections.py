"""The connections that targets are called over: what aiohttp does below is told as httpx tells it."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import httpx
import pytest

from khabar_publish.targets import Down
from khabar_publish.targets.calls import call
from khabar_publish.targets.connections import client

Talk = Callable[[str, asyncio.StreamWriter], Awaitable[None]]
_OK = b"HTTP/1.1 200 OK\r\n"


@asynccontextmanager
async def _talking(talk: Talk) -> AsyncIterator[str]:
    """A server that is given each request's head, and says what it likes."""

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                await talk((await reader.readuntil(b"\r\n\r\n")).decode(), writer)
        except (EOFError, OSError):
            writer.close()

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    server.close()


@pytest.fixture
async def one() -> AsyncIterator[httpx.AsyncClient]:
    async with client(seconds=2, most=2) as made:
        yield made


async def _post(one: httpx.AsyncClient, url: str) -> httpx.Response:
    return await call(one, one.build_request("POST", url, content=b"{}"), seconds=2)


async def test_an_answer_that_was_packed_is_unpacked(one: httpx.AsyncClient) -> None:
    packed = gzip.compress("شكراً".encode())

    async def say(_: str, writer: asyncio.StreamWriter) -> None:
        head = f"content-encoding: gzip\r\ncontent-length: {len(packed)}\r\n\r\n"
        writer.write(_OK + b"content-type: text/plain; charset=utf-8\r\n" + head.encode() + packed)

    async with _talking(say) as at:
        assert (await _post(one, f"http://{at}/")).text == "شكراً"


async def test_a_password_in_an_address_is_sent_as_a_header_alone(one: httpx.AsyncClient) -> None:
    heads: list[str] = []

    async def note(head: str, writer: asyncio.StreamWriter) -> None:
        heads.append(head)
        writer.write(_OK + b"content-length: 0\r\n\r\n")

    async with _talking(note) as at:
        await _post(one, f"http://desk:hidden-pw@{at}/a%2Fb?c=%20d")
    assert heads[0].startswith("POST /a%2Fb?c=%20d HTTP/1.1\r\n")
    assert "authorization: basic" in heads[0].lower()
    assert "hidden-pw" not in heads[0]


async def test_cookies_are_not_sent_back_and_nothing_is_said_that_httpx_did_not_say(one: httpx.AsyncClient) -> None:
    heads: list[str] = []

    async def feed(head: str, writer: asyncio.StreamWriter) -> None:
        heads.append(head.lower())
        writer.write(_OK + b"set-cookie: a=b\r\ncontent-length: 0\r\n\r\n")

    async with _talking(feed) as at:
        for _ in range(2):
            await _post(one, f"http://{at}/")
    assert not any("cookie" in head or "aiohttp" in head for head in heads)


async def test_a_call_that_found_no_connection_is_known_not_to_have_arrived(
    one: httpx.AsyncClient, unused_tcp_port: int
) -> None:
    with pytest.raises(Down) as caught:
        await _post(one, f"http://127.0.0.1:{unused_tcp_port}/")
    assert not caught.value.sent


@pytest.mark.parametrize("said", [b"", b"HTTP/1.1 200", b"GARBAGE\r\n\r\n", _OK + b"content-length: 9\r\n\r\nhalf"])
async def test_a_call_whose_answer_breaks_off_may_have_arrived(one: httpx.AsyncClient, said: bytes) -> None:
    async def break_off(_: str, writer: asyncio.StreamWriter) -> None:
        writer.write(said)
        writer.close()

    async with _talking(break_off) as at:
        with pytest.raises(Down) as caught:
            await _post(one, f"http://{at}/")
    assert caught.value.sent


async def test_an_answer_without_an_end_is_read_no_further_than_needed(one: httpx.AsyncClient) -> None:
    async def flood(_: str, writer: asyncio.StreamWriter) -> None:
        writer.write(_OK + b"\r\n")
        while not writer.is_closing():
            writer.write(b"x" * 65_536)
            await writer.drain()

    async with _talking(flood) as at:
        assert len((await _post(one, f"http://{at}/")).content) < 3 << 20


async def test_calls_beyond_the_connections_wait_for_one(one: httpx.AsyncClient) -> None:
    busy, most = 0, 0

    async def slow(_: str, writer: asyncio.StreamWriter) -> None:
        nonlocal busy, most
        busy += 1
        most = max(most, busy)
        await asyncio.sleep(0.05)
        busy -= 1
        writer.write(_OK + b"content-length: 0\r\n\r\n")

    async with _talking(slow) as at:
        await asyncio.gather(*(_post(one, f"http://{at}/") for _ in range(6)))
    assert most == 2
