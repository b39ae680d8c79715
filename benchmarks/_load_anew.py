"""Asking an HTTP server over a new connection for each page, for servers that keep none, from a process of its own."""

import asyncio
import itertools
import multiprocessing
import statistics
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from urllib.parse import urlsplit

import uvloop

from benchmarks._load import Load


def ask_anew(urls: Sequence[str], *, connections: int, seconds: float) -> Load:
    """Ask for the addresses in turn on so many connections at a time."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as apart:
        return apart.submit(_ask, tuple(urls), connections, seconds).result()


def _ask(urls: Sequence[str], connections: int, seconds: float) -> Load:
    return uvloop.run(_asking(urls, connections, seconds))


async def _asking(urls: Sequence[str], connections: int, seconds: float) -> Load:
    turn, began = itertools.cycle(urls), time.perf_counter()
    times: list[float] = []
    workers = (_reader(turn, began + seconds, times) for _ in range(connections))
    failed = sum(await asyncio.gather(*workers))
    took = time.perf_counter() - began
    quantiles = statistics.quantiles(times, n=100)
    return Load(len(times) / took, quantiles[49] * 1e3, quantiles[98] * 1e3, failed)


async def _reader(turn: Iterator[str], until: float, times: list[float]) -> int:
    """Read page after page; how many were none."""
    failed = 0
    while time.perf_counter() < until:
        url, sent = urlsplit(next(turn)), time.perf_counter()
        reader, writer = await asyncio.open_connection(url.hostname, url.port)
        request = f"GET {url.path} HTTP/1.1\r\nhost: {url.netloc}\r\nconnection: close\r\naccept-encoding: gzip\r\n\r\n"
        writer.write(request.encode())
        answer = await reader.read()
        writer.close()
        times.append(time.perf_counter() - sent)
        failed += not answer.startswith(b"HTTP/1.1 200 ")
    return failed
