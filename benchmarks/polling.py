"""What a cycle of polling costs: the scheduler with all its parts, beside clients of httpx that only fetch.

A server in a process of its own holds the feeds. The first cycle brings all of them; in the next some have changed, in
those after it none. Between these two clients ask for some of the same unchanged feeds with the same conditions and do
nothing else: httpx's as it comes, and httpx's on connections of aiohttp. Of the rounds the median counts. Everything
runs on the event loop that the service runs on.
"""

import argparse
import asyncio
import json
import logging
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import uvloop
from httpx_aiohttp import AiohttpTransport
from redis.asyncio import Redis

from benchmarks._server import valkey
from khabar import logs
from khabar.config import SourceSettings
from khabar.keys import Keys
from khabar.settings import Settings
from khabar_ingest.app import rooms_on
from khabar_ingest.registry import Registry
from khabar_ingest.schedule import Board, Scheduler
from khabar_ingest.settings import IngestSettings

GOAL_FEED_MS, GOAL_CYCLE_SECONDS, GOAL_MB = 1.0, 30.0, 200.0
_HOSTS = 100
_CONNECTIONS = 100
_ROUNDS = 3
_ASKED_BY_CLIENTS = 1000


@dataclass(frozen=True, slots=True)
class Cost:
    """What some work took: seconds of this process's CPU, and seconds on the wall."""

    cpu: float
    wall: float


def main() -> None:
    """Run the benchmark from the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks polling", description=__doc__)
    parser.add_argument("--feeds", type=int, default=10_000)
    parser.add_argument("--changed", type=int, default=20, help="percent of the feeds that have changed in a cycle")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    logs.configure("benchmarks", Settings(log_level="error"))
    logging.getLogger("httpx").setLevel(logging.ERROR)
    with _feeds() as port, valkey("everysec") as url, tempfile.TemporaryDirectory() as folder:
        report = uvloop.run(_measure(port, url, Path(folder), chosen.feeds, chosen.changed))
    print(json.dumps(report) if chosen.json else "\n".join(f"{name:34} {value}" for name, value in report.items()))


async def _measure(port: int, url: str, folder: Path, feeds: int, changed: int) -> dict[str, Any]:
    keys = Keys(f"bench-{uuid4().hex[:8]}")
    written = [_feed(number, port) for number in range(feeds)]
    report: dict[str, Any] = {"feeds": feeds, "changed_percent": changed}
    async with _scheduler(url, keys, folder, written) as (scheduler, redis):
        report["mb_registered"] = round(_megabytes(), 1)
        first = await _cycle(scheduler, redis, keys, feeds)
        await _turn(port, changed)
        some = await _cycle(scheduler, redis, keys, feeds)
        asked, unchanged = await _turn(port, 0)
        none, plain, lean = await _rounds(scheduler, redis, keys, written)
        report["mb_after"] = round(_megabytes(), 1)
        events = await redis.xlen(keys.stream("articles"))
    return report | {
        "articles": events,
        "asked_in_cycle": asked,
        "unchanged_in_cycle": unchanged,
        "cpu_seconds_first_cycle": round(first.cpu, 2),
        "cpu_seconds_cycle": round(some.cpu, 2),
        "wall_seconds_cycle": round(some.wall, 2),
        "cpu_ms_per_unchanged_feed": _median(none),
        "httpx_cpu_ms_per_feed": _median(plain),
        "httpx_on_aiohttp_cpu_ms_per_feed": _median(lean),
        "goals": f"<= {GOAL_FEED_MS} ms a feed, <= {GOAL_CYCLE_SECONDS} CPU-s a cycle, < {GOAL_MB} MB",
    }


async def _rounds(
    scheduler: Scheduler, redis: Redis, keys: Keys, written: list[SourceSettings]
) -> tuple[list[float], list[float], list[float]]:
    """The CPU milliseconds of an unchanged feed, in rounds: polled, and asked for by the two clients."""
    none, plain, lean = list[float](), list[float](), list[float]()
    limits = httpx.Limits(max_connections=_CONNECTIONS, max_keepalive_connections=_CONNECTIONS)
    transport = AiohttpTransport(limits=limits)
    async with (
        httpx.AsyncClient(limits=limits, trust_env=False, timeout=60) as one,
        httpx.AsyncClient(transport=transport, trust_env=False, timeout=60) as other,
    ):
        urls, marks = [str(each.url) for each in written[:_ASKED_BY_CLIENTS]], dict[str, str]()
        for client in (one, other):
            await _ask(client, urls, marks)
        for _ in range(_ROUNDS):
            none.append((await _cycle(scheduler, redis, keys, len(written))).cpu / len(written) * 1000)
            for client, costs in ((one, plain), (other, lean)):
                costs.append((await _ask(client, urls, marks)).cpu / len(urls) * 1000)
    return none, plain, lean


def _feed(number: int, port: int) -> SourceSettings:
    host = f"127.0.0.{number % _HOSTS + 1}"
    return SourceSettings(id=f"feed-{number}", type="feed", url=f"http://{host}:{port}/{number}", interval=86_400)


@asynccontextmanager
async def _scheduler(
    url: str, keys: Keys, folder: Path, written: list[SourceSettings]
) -> AsyncIterator[tuple[Scheduler, Redis]]:
    settings = IngestSettings(
        redis_url=url,
        newsroom=keys.newsroom,
        blobs=folder / "blobs",
        archive=folder / "archive",
        fetch_private="127.0.0.0/8",
        fetch_gap_seconds=0,
    )
    redis = Redis.from_url(url)
    await redis.set(keys.epoch, "0" * 32)
    rooms = rooms_on(redis, settings)
    registry = Registry(redis, keys, written)
    async with redis, rooms.fetcher:
        yield Scheduler(registry, Board(redis, keys), rooms), redis


async def _cycle(scheduler: Scheduler, redis: Redis, keys: Keys, feeds: int) -> Cost:
    """Have every feed polled once."""
    due = keys("source-due")
    waiting: list[Any] = await redis.zrange(due, 0, -1)
    if waiting:
        await redis.zadd(due, dict.fromkeys(waiting, 0))
    wall, cpu = time.perf_counter(), time.process_time()
    while True:
        await scheduler.turn()
        seconds, _ = await redis.time()
        if await redis.zcount(due, (seconds + 3600) * 1000, "+inf") == feeds:
            return Cost(time.process_time() - cpu, time.perf_counter() - wall)


async def _ask(client: httpx.AsyncClient, urls: list[str], marks: dict[str, str]) -> Cost:
    """Ask for feeds as they were when they were asked for last."""
    places = asyncio.Semaphore(_CONNECTIONS)

    async def ask(url: str) -> None:
        async with places:
            headers = {"if-none-match": marks[url]} if url in marks else {}
            with suppress(httpx.TransportError):  # a connection that was lost costs this client one feed, and no run
                marks[url] = (await client.get(url, headers=headers)).headers["etag"]

    wall, cpu = time.perf_counter(), time.process_time()
    await asyncio.gather(*map(ask, urls))
    return Cost(time.process_time() - cpu, time.perf_counter() - wall)


def _median(costs: list[float]) -> float:
    return round(statistics.median(costs), 3)


async def _turn(port: int, changed: int) -> tuple[int, int]:
    """Begin the server's next cycle; how many feeds were asked for in the last, and how many had not changed."""
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.post(f"http://127.0.0.1:{port}/turn?changed={changed}")
    asked, unchanged = answer.text.split()
    return int(asked), int(unchanged)


def _megabytes() -> float:
    """The memory that this process holds now, where the system says; else the most that it held."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    line = next(line for line in status.read_text("utf-8").splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


@contextmanager
def _feeds() -> Iterator[int]:
    command = [sys.executable, "-m", "benchmarks._feeds", str(_HOSTS)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            yield int(server.stdout.readline()) if server.stdout else 0
        finally:
            server.terminate()
