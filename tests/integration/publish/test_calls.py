"""What becomes of a call whose connection ends without an answer."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from khabar_publish.targets.calls import call
from khabar_publish.targets.failures import Down


@asynccontextmanager
async def _hanging_up(times: int) -> AsyncIterator[tuple[str, list[str]]]:
    """A server that hangs up so many times before it answers, and what it was asked."""
    asked: list[str] = []

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        asked.append(head.split(b" ")[0].decode())
        if len(asked) > times:
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok")
        writer.close()

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", asked


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
async def test_a_call_that_only_reads_is_made_again_at_once(method: str) -> None:
    async with _hanging_up(2) as (url, asked), httpx.AsyncClient() as client:
        response = await call(client, client.build_request(method, url), seconds=5)
    assert response.is_success
    assert asked == [method] * 3


async def test_it_is_not_made_again_for_ever() -> None:
    async with _hanging_up(9) as (url, asked), httpx.AsyncClient() as client:
        with pytest.raises(Down):
            await call(client, client.build_request("GET", url), seconds=5)
    assert len(asked) == 3


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
async def test_a_call_that_may_have_changed_something_is_not_made_again_before_it_was_looked_up(method: str) -> None:
    async with _hanging_up(1) as (url, asked), httpx.AsyncClient() as client:
        with pytest.raises(Down) as caught:
            await call(client, client.build_request(method, url), seconds=5)
    assert caught.value.sent
    assert asked == [method]
