"""What the index of related articles costs and misses: CPU and memory an article, recall beside exact brute force.

Articles of a file go through `RelatedIndex` in time order on a real server, one by one, without tags. With --synthetic
(or --million, which is --synthetic 1000000) made-up ones of real words are indexed instead: in batches that share their
round trips and without asking, as an index is rebuilt, and 400 one by one before each row of figures, which are taken
at 10,000, 30,000, 100,000 and so on.
"""

import argparse
import asyncio
import itertools
import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from redis.asyncio import Redis

from benchmarks._archive import revisions
from benchmarks._nearest import Nearest, recall
from benchmarks._newsroom import SHARED
from benchmarks._server import valkey
from benchmarks._synthetic import synthetic
from khabar.keys import Keys
from khabar.models import Revision
from khabar_enrich.related import Near, RelatedIndex, together

GOALS = (
    "goals: 5 ms client, 1.3 ms server (3 and 0.8), 140 MB per 100,000 (100); query at 1M at most twice that at 100k"
)
MARKS = (10_000, 30_000, 100_000, 300_000)
_MEGABYTE = 2**20
_AT_ONCE = 500
_TIMED, _COMPARED, _TOP, _THRESHOLD = 400, 80, 10, 0.20
_SECONDS = 120  # a crowded machine may keep one script waiting


@dataclass(slots=True)
class Bench:
    """The index under measurement, all that it was told, and how much memory the server took without it."""

    redis: Redis
    index: RelatedIndex
    nearest: Nearest
    empty: int

    async def ask(self, articles: Sequence[Revision], batch: int = 0) -> tuple[list[Near], dict[str, float]]:
        """Ask about articles one by one, or only index so many at a time; and the milliseconds of CPU for each."""
        client, server = await self._used()
        found: list[Near] = []
        for first in range(0, len(articles), batch or 1):
            some = articles[first : first + (batch or 1)]
            asked = (self.index.asking(article, (), looking=not batch) for article in some)
            found += await together(self.redis, *asked)
        after, end = await self._used()
        return found, {"client": (after - client) / len(articles), "server": (end - server) / len(articles)}

    async def ping(self) -> dict[str, float]:
        """Milliseconds of CPU that a PING takes: how dear round trips are on this machine, as busy as it is."""
        client, server = await self._used()
        for _ in range(_TIMED):
            await self.redis.ping()
        after, end = await self._used()
        return {
            "ping client ms": round((after - client) / _TIMED, 2),
            "ping server ms": round((end - server) / _TIMED, 2),
        }

    async def megabytes(self) -> float:
        """How much memory the index takes."""
        return (int((await self.redis.info("memory"))["used_memory"]) - self.empty) / _MEGABYTE

    async def _used(self) -> tuple[float, float]:
        cpu = await self.redis.info("cpu")
        return time.process_time() * 1000, (float(cpu["used_cpu_user"]) + float(cpu["used_cpu_sys"])) * 1000


def main() -> None:
    """Run the benchmark from the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks related", description=__doc__)
    parser.add_argument("file", type=Path, nargs="?", default=SHARED, help="JSON lines: id, src, t, title, text")
    parser.add_argument("--articles", type=int, help="take only the first so many of the file")
    parser.add_argument("--synthetic", type=int, default=0, help="index so many made-up articles instead")
    parser.add_argument("--million", action="store_const", dest="synthetic", const=1_000_000)
    parser.add_argument("--newest", type=int, default=1_000_000, help="how many articles the index keeps")
    parser.add_argument("--batch", type=int, default=32, help="made-up articles that share their round trips")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    if not chosen.file.exists():
        sys.exit(f"{chosen.file} is absent; name a file of articles")
    with valkey("everysec") as url:
        asyncio.run(_run(url, chosen))


async def _run(url: str, chosen: argparse.Namespace) -> None:
    """Measure, and print each row when it is known: the last may take an hour."""
    redis, articles = Redis.from_url(url, socket_timeout=_SECONDS), list(revisions(chosen.file, chosen.articles))
    empty = int((await redis.info("memory"))["used_memory"])
    bench = Bench(redis, RelatedIndex(redis, Keys("bench"), chosen.newest), Nearest(chosen.newest), empty)
    if not chosen.json:
        print(GOALS)
    if chosen.synthetic:
        made, count = synthetic(articles, max(article.received_at for article in articles)), 0
        for mark in sorted({mark for mark in MARKS if mark < chosen.synthetic} | {chosen.synthetic}):
            filled = await _fill(bench, made, mark - count - _TIMED, chosen.batch)
            _show(await _mark(bench, list(itertools.islice(made, _TIMED))) | filled, as_json=chosen.json)
            count = mark
    else:
        step = max(-(-len(articles) // 5), 1)
        for first in range(0, len(articles), step):
            _show(await _mark(bench, articles[first : first + step]), as_json=chosen.json)
    await redis.aclose()


async def _mark(bench: Bench, articles: Sequence[Revision]) -> dict[str, Any]:
    """Index articles one by one, as their second revisions, and ask again for their first: that only reads."""
    found, both = await bench.ask([article.model_copy(update={"revision": 2}) for article in articles])
    megabytes, hits = await bench.megabytes(), {0.0: (0, 0), _THRESHOLD: (0, 0)}
    for place, near in enumerate(found):
        bench.nearest.add(near)
        if place % max(len(found) // _COMPARED, 1) == 0:
            wanted, ids = bench.nearest.best(near, _TOP), [other.article_id for other in near.neighbours]
            for least, (hit, all_of_them) in hits.items():
                more, further = recall(ids, wanted, least)
                hits[least] = hit + more, all_of_them + further
    _, query = await bench.ask(articles[-_TIMED:])
    count = len(bench.nearest.ids)
    return {
        "articles": count,
        "client ms": round(both["client"], 2),
        "server ms": round(both["server"], 2),
        "query client ms": round(query["client"], 2),
        "query server ms": round(query["server"], 2),
        "MB": round(megabytes, 1),
        "MB per 100k": round(megabytes / min(count, bench.nearest.kept) * 100_000, 1),
        "recall@10": round(hits[0.0][0] / max(hits[0.0][1], 1), 4),
        "recall@10 of links": round(hits[_THRESHOLD][0] / max(hits[_THRESHOLD][1], 1), 4),
        **await bench.ping(),
    }


async def _fill(bench: Bench, made: Iterator[Revision], count: int, batch: int) -> dict[str, Any]:
    """Only index made-up articles, in batches: what that costs each, and how long 100,000 would take by the clock."""
    seconds, spent = 0.0, {"client": 0.0, "server": 0.0}
    for first in range(0, count, _AT_ONCE):
        articles = list(itertools.islice(made, min(_AT_ONCE, count - first)))
        began = time.perf_counter()
        found, each = await bench.ask(articles, batch)
        seconds += time.perf_counter() - began
        for near in found:
            bench.nearest.add(near)
        for side, milliseconds in each.items():
            spent[side] += milliseconds * len(articles)
    return {
        "rebuilding client ms": round(spent["client"] / count, 2),
        "rebuilding server ms": round(spent["server"] / count, 2),
        "rebuilding minutes per 100k": round(seconds / count * 100_000 / 60, 1),
    }


def _show(row: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(row), flush=True)
    else:
        print("\n".join(["", *(f"{name:28}{value}" for name, value in row.items())]), flush=True)


if __name__ == "__main__":
    main()
