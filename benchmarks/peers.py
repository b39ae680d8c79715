"""How good and how fast related articles are, beside what other search engines call more like this.

All sides get the same articles in the same order, with the same words (folded, stemmed, without stop words, those of
the headline twice). A query article is asked for when it comes, so that only what came before it is found.
"""

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean
from typing import Any

from redis.asyncio import Redis

from benchmarks._newsroom import SHARED
from benchmarks._peers import Article, BruteForce, Fts5, Index, MoreLikeThis, Peer, Tantivy, has_tantivy
from benchmarks._server import valkey
from khabar.config import Config
from khabar.models import Enrichment, Revision
from khabar_enrich.commands.archive import opened
from khabar_enrich.commands.reading import cores, read
from khabar_enrich.judged.grades import Grades, read_grades
from khabar_enrich.judged.measures import ndcg, precision

AT = 5
ASKED_EVERY = 100
GOALS = "goals: khabar .08 nDCG@5 above every peer, and within .02 of brute force"


@dataclass(slots=True)
class Side:
    """A peer, its answers, and what they cost in seconds of CPU."""

    peer: Peer
    answers: dict[str, list[str]] = field(default_factory=dict)
    adding: float = 0.0
    asking: float = 0.0
    asked: int = 0

    async def come(self, article: Article, *, ask: bool) -> None:
        """Let an article come, and ask what it is like."""
        began = time.process_time()
        await self.peer.add(article)
        if ask:
            await self.peer.settle()
        settled = time.process_time()
        self.adding += settled - began
        if ask:
            self.answers[article.revision.id] = await self.peer.ask(article, AT)
            self.asking += time.process_time() - settled
            self.asked += 1


def main() -> None:
    """Run the benchmark from the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks peers", description=__doc__)
    parser.add_argument("--articles", type=Path, default=SHARED, help="JSON lines: id, src, t, title, text")
    parser.add_argument("--qrels", type=Path, default=SHARED.with_name("qrels_ar_dev.json"), help="judged candidates")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    if not (chosen.articles.exists() and chosen.qrels.exists()):
        sys.exit(f"{chosen.articles} or {chosen.qrels} is absent; name a file of articles and its judgements")
    if not has_tantivy():
        print("tantivy is not installed and LEFT OUT; pip install tantivy to measure it too", file=sys.stderr)
    grades, config = read_grades(chosen.qrels), Config()
    with opened(chosen.articles, config.newsroom, print) as archive, valkey("everysec") as url:
        found = read(archive.articles(), config, cores())
        report = asyncio.run(_run(url, found, grades))
    print(json.dumps(report) if chosen.json else _text(report))


async def _run(url: str, found: Iterable[tuple[Revision, Enrichment]], grades: Grades) -> dict[str, Any]:
    names: dict[str, str] = {}
    async with Redis.from_url(url) as redis:
        index = Index(redis)
        peers: list[Peer] = [index, BruteForce(index), MoreLikeThis(), Fts5(), *([Tantivy()] if has_tantivy() else [])]
        sides = [Side(peer) for peer in peers]
        began = await _server_seconds(redis)
        for number, (revision, enrichment) in enumerate(found, 1):
            name = names[revision.id] = revision.source.guid or revision.id
            article = Article.of(revision, enrichment.tags)
            for side in sides:
                await side.come(article, ask=name in grades or number % ASKED_EVERY == 0)
        sides[0].adding += await _server_seconds(redis) - began
    return {side.peer.name: _figures(side, names, grades, len(names)) for side in sides} | {"articles": len(names)}


async def _server_seconds(redis: Redis) -> float:
    told = await redis.info("cpu")
    return float(told["used_cpu_user"]) + float(told["used_cpu_sys"])


def _figures(side: Side, names: dict[str, str], grades: Grades, count: int) -> dict[str, float]:
    rows = [
        ([judged.get(names[id_], 0) for id_ in ids], [*judged.values()])
        for query, ids in side.answers.items()
        if any((judged := grades.get(names[query], {})).values())
    ]
    add, ask = side.adding / count, side.asking / max(side.asked, 1)
    return {
        f"p@{AT}": round(fmean(precision(shown, AT) for shown, _ in rows), 4),
        f"ndcg@{AT}": round(fmean(ndcg(shown, judged, AT) for shown, judged in rows), 4),
        "add_ms": round(1000 * add, 2),
        "ask_ms": round(1000 * ask, 2),
        "articles_per_second": round(1 / (add + ask), 1),
    }


def _text(report: dict[str, Any]) -> str:
    columns = (f"p@{AT}", f"ndcg@{AT}", "add_ms", "ask_ms", "articles_per_second")
    sides = {name: row for name, row in report.items() if name != "articles"}
    ours = sides["khabar"][f"ndcg@{AT}"]
    lines = [f"{'':16}" + "".join(f"{column:>22}" for column in (*columns, "khabar above it"))]
    for name, row in sides.items():
        cells = [*(row[column] for column in columns), round(ours - row[f"ndcg@{AT}"], 4)]
        lines.append(f"{name:16}" + "".join(f"{cell:>22}" for cell in cells))
    return "\n".join([*lines, f"{report['articles']} articles; {GOALS}"])


if __name__ == "__main__":
    main()
