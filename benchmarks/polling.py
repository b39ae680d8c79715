"""What a cycle of polling costs: the scheduler with all its parts, beside one plain httpx client.

A server in a process of its own holds the feeds. The first cycle brings all of them; in the next some have changed, in
the last none. The plain client asks for the same unchanged feeds with the same conditions, and does nothing else.
"""

import argparse
import asyncio
import json
import logging
import resource
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
_PLAIN_CONNECTIONS = 100


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
        report = asyncio.run(_measure(port, url, Path(folder), chosen.feeds, chosen.changed))
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
        none = await _cycle(scheduler, redis, keys, feeds)
        report["mb_after"] = round(_megabytes(), 1)
        events = await redis.xlen(keys.stream("articles"))
    plain = await _plain(written)
    return report | {
        "articles": events,
        "asked_in_cycle": asked,
        "unchanged_in_cycle": unchanged,
        "cpu_seconds_first_cycle": round(first.cpu, 2),
        "cpu_seconds_cycle": round(some.cpu, 2),
        "wall_seconds_cycle": round(some.wall, 2),
        "cpu_ms_per_unchanged_feed": round(none.cpu / feeds * 1000, 3),
        "plain_httpx_cpu_ms_per_feed": round(plain.cpu / feeds * 1000, 3),
        "goals": f"<= {GOAL_FEED_MS} ms a feed, <= {GOAL_CYCLE_SECONDS} CPU-s a cycle, < {GOAL_MB} MB",
    }


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


async def _plain(written: list[SourceSettings]) -> Cost:
    """Ask for all feeds with one client of httpx as it comes, twice: only the second time, unchanged, counts."""
    limits = httpx.Limits(max_connections=_PLAIN_CONNECTIONS, max_keepalive_connections=_PLAIN_CONNECTIONS)
    marks: dict[str, str] = {}
    places = asyncio.Semaphore(_PLAIN_CONNECTIONS)

    async def ask(client: httpx.AsyncClient, url: str) -> None:
        async with places:
            headers = {"if-none-match": marks[url]} if url in marks else {}
            with suppress(httpx.TransportError):  # a connection that was lost costs this client one feed, and no run
                answer = await client.get(url, headers=headers)
                marks[url] = answer.headers["etag"]

    async with httpx.AsyncClient(limits=limits, trust_env=False, timeout=60) as client:
        for _ in range(2):
            wall, cpu = time.perf_counter(), time.process_time()
            await asyncio.gather(*(ask(client, str(each.url)) for each in written))
            cost = Cost(time.process_time() - cpu, time.perf_counter() - wall)
    return cost


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
