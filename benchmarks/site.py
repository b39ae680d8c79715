"""What the site carries: stored pages a second, and what a push, a search and the home page cost as it grows.

A real site in a process of its own is filled over its push API. At each size articles are pushed one by one, searches
are asked whose answers nobody kept, and the home page is asked for after each push, when it must be made anew. Stored
pages are asked for by another process, in turn with a bare server of the same kind that has nothing behind it.
"""

import argparse
import json
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import httpx

from benchmarks._load import Load, ask
from benchmarks._site_world import articles, bare, fill, site
from khabar import EnrichedRevision

GOALS = "goals: 3,000 stored pages/s, p99 50 ms; at 100,000 articles push p50 20 ms, search p95 50 ms, home as at first"
_SINGLE = 200
_STORED = 200


def main() -> None:
    """Run the benchmark from the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks site", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--site", type=Path, help="measure the site of this file instead; it is changed by that")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--seconds", type=float, default=5, help="of one round")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        report = _measure(chosen.site or Path(folder) / "site.db", chosen)
    print(json.dumps(report) if chosen.json else _text(report))


def _measure(database: Path, chosen: argparse.Namespace) -> dict[str, Any]:
    source, report, known = articles(), {}, 0
    with site(database) as client:
        for size in [] if chosen.site else sorted(chosen.sizes):
            fill(client, source, size - known)
            known = size + _SINGLE
            report[f"{size:,}"] = _at(client, source, database)
        if chosen.site:
            report[chosen.site.name] = _at(client, source, database)
        report["stored"] = _stored(client, chosen)
    return report


def _at(client: httpx.Client, source: Iterator[EnrichedRevision], database: Path) -> dict[str, float]:
    pushes, homes, words = [], [], []
    for _ in range(_SINGLE):
        article = next(source)
        words.append(article.headline.split())
        body = article.to_json()
        pushes.append(_ms(client, "PUT", f"/api/articles/{article.id}", content=body))
        homes.append(_ms(client, "GET", "/"))
    chance = random.Random(3)
    searches = [
        _ms(client, "GET", "/search", params={"q": " ".join(chance.sample(said, min(len(said), chance.randint(1, 3))))})
        for said in words
    ]
    return {
        "push p50 ms": statistics.median(pushes),
        "push p95 ms": statistics.quantiles(pushes, n=20)[18],
        "home p50 ms": statistics.median(homes),
        "search p50 ms": statistics.median(searches),
        "search p95 ms": statistics.quantiles(searches, n=20)[18],
        "file MB": sum(path.stat().st_size for path in database.parent.glob(f"{database.name}*")) / 1e6,
    }


def _stored(client: httpx.Client, chosen: argparse.Namespace) -> dict[str, Any]:
    """Stored pages a second beside a bare server, round by round."""
    base = str(client.base_url).rstrip("/")
    pages = client.get("/latest").text.split('href="')
    paths = {page.split('"')[0] for page in pages[1:] if page[:3] == "/20"}
    urls = [f"{base}{path}" for path in chain(("/", "/latest", "/section/news", "/feed.xml"), sorted(paths)[:_STORED])]
    sizes = [len(client.get(url).content) for url in urls]
    body = client.get(urls[-1], headers={"accept-encoding": "gzip"}).content
    rounds: list[tuple[Load, Load]] = []
    with bare(body) as limit:
        for turn in range(chosen.rounds + 1):
            pair = tuple(ask(each, connections=chosen.connections, seconds=chosen.seconds) for each in (urls, [limit]))
            if turn:
                rounds.append((pair[0], pair[1]))
    served = [load.per_second for load, _ in rounds]
    return {
        "pages": len(urls),
        "page kB": statistics.mean(sizes) / 1e3,
        "pages/s": statistics.median(served),
        "p50 ms": statistics.median(load.p50_ms for load, _ in rounds),
        "p99 ms": statistics.median(load.p99_ms for load, _ in rounds),
        "failed": sum(load.failed for load, _ in rounds),
        "bare pages/s": statistics.median(load.per_second for _, load in rounds),
        "of bare": statistics.median(load.per_second / limit.per_second for load, limit in rounds),
        "spread %": (max(served) - min(served)) / statistics.median(served) * 100,
    }


def _ms(client: httpx.Client, method: str, path: str, **rest: Any) -> float:  # noqa: ANN401 - httpx's own
    began = time.perf_counter()
    client.request(method, path, **rest).raise_for_status()
    return (time.perf_counter() - began) * 1e3


def _text(report: dict[str, Any]) -> str:
    lines = []
    for name, figures in report.items():
        told = ", ".join(f"{figure} {value:,.2f}" for figure, value in figures.items())
        lines.append(f"{name:>9}: {told}")
    return "\n".join([*lines, GOALS])
