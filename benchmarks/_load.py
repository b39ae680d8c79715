"""Asking an HTTP server as fast as it answers, over a few kept connections, from a process of its own."""

import asyncio
import itertools
import multiprocessing
import statistics
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus
from typing import cast
from urllib.parse import urlsplit

import uvloop

_END = b"\r\n\r\n"
_LENGTH = b"content-length:"


@dataclass(frozen=True, slots=True)
class Load:
    """What a server carried: answers a second, the times to an answer in milliseconds, and answers other than 200."""

    per_second: float
    p50_ms: float
    p99_ms: float
    failed: int


def ask(urls: Sequence[str], *, connections: int, seconds: float) -> Load:
    """Ask for the addresses in turn on every connection, each as soon as the one before was answered."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as apart:
        return apart.submit(_ask, tuple(urls), connections, seconds).result()


class _Reader(asyncio.Protocol):
    """One connection: sends a request, reads the answer to its end, sends the next."""

    def __init__(self, requests: Iterator[bytes], until: float, times: list[float]) -> None:
        self._requests, self._until, self._times = requests, until, times
        self._buffer, self._sent, self.failed = b"", 0.0, 0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._send()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, found, body = self._buffer.partition(_END)
        if not found or len(body) < _length(head):
            return
        self._times.append(time.perf_counter() - self._sent)
        self.failed += not head.startswith(b"HTTP/1.1 %d" % HTTPStatus.OK)
        self._buffer = b""
        if time.perf_counter() < self._until:
            self._send()
        else:
            self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - the protocol's signature
        if not self.done.done():
            self.done.set_result(None)

    def _send(self) -> None:
        self._sent = time.perf_counter()
        self._transport.write(next(self._requests))


def _length(head: bytes) -> int:
    lines = (line for line in head.split(b"\r\n") if line.lower().startswith(_LENGTH))
    return int(next(lines)[len(_LENGTH) :])


def _ask(urls: Sequence[str], connections: int, seconds: float) -> Load:
    return uvloop.run(_asking(urls, connections, seconds))


async def _asking(urls: Sequence[str], connections: int, seconds: float) -> Load:
    parts = [urlsplit(url) for url in urls]
    requests = [
        f"GET {part.path} HTTP/1.1\r\nhost: {part.netloc}\r\naccept-encoding: gzip\r\n\r\n".encode() for part in parts
    ]
    times: list[float] = []
    began = time.perf_counter()
    readers: list[_Reader] = []
    for number in range(connections):
        turn = itertools.cycle(requests[number % len(requests) :] + requests[: number % len(requests)])
        _, reader = await asyncio.get_running_loop().create_connection(
            lambda turn=turn: _Reader(turn, began + seconds, times),  # type: ignore[misc]
            parts[0].hostname or "127.0.0.1",
            parts[0].port or 80,
        )
        readers.append(reader)
    await asyncio.gather(*(reader.done for reader in readers))
    took = time.perf_counter() - began
    quantiles = statistics.quantiles(times, n=100)
    failed = sum(reader.failed for reader in readers)
    return Load(len(times) / took, quantiles[49] * 1e3, quantiles[98] * 1e3, failed)
