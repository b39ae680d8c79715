"""How well and how fast duplicates are found: recall beside brute force, precision on judged pairs, cost an article.

The articles go through `Copies` in time order, on a real server, as enrich would send them.
"""

import argparse
import asyncio
import json
import lzma
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from redis.asyncio import Redis

from benchmarks._copies_truth import Pair, pairs
from benchmarks._newsroom import SHARED
from benchmarks._server import valkey
from khabar.keys import Keys
from khabar.models import Block, Revision, SourceRef
from khabar_enrich.copies import Copies, Match, Signature, Verdict
from khabar_enrich.copies.judging import WINDOW_SECONDS, judge

JUDGED = Path(__file__).parents[1] / "tests/data/related/copies-judged.tsv"
GOALS = "goals: recall .995 at resemblance .7 and .95 at containment .8, precision .9, 1,000 articles a second"
_PRECISION = (Verdict.COPY, Verdict.REVISION)
_LEAST = 0.5


@dataclass(slots=True)
class Run:
    """What the articles were judged to be, and what that cost in seconds of CPU."""

    matches: list[Sequence[Match]] = field(default_factory=list)
    grouped: int = 0
    signing: float = 0.0
    judging: float = 0.0
    client: float = 0.0
    server: float = 0.0
    bytes: int = 0


def main() -> None:
    """Run the benchmark from the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks copies", description=__doc__)
    parser.add_argument("file", type=Path, nargs="?", default=SHARED, help="JSON lines: id, src, t, title, text")
    parser.add_argument("--articles", type=int, help="take only the first so many")
    parser.add_argument("--judged", type=Path, default=JUDGED, help="pairs of ids with verdicts")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    if not chosen.file.exists():
        sys.exit(f"{chosen.file} is absent; name a file of articles")
    articles = list(_articles(chosen.file))[: chosen.articles]
    with valkey("everysec") as url:
        run = asyncio.run(_run(url, articles))
    report = _report(articles, run) | _judged(chosen.judged, articles, run)
    lines = [*(f"{name:28} {value}" for name, value in report.items()), GOALS]
    print(json.dumps(report) if chosen.json else "\n".join(lines))


def _articles(path: Path) -> Iterator[Revision]:
    opened: Callable[..., Iterable[str]] = lzma.open if path.suffix == ".xz" else open
    rows: list[dict[str, Any]] = [json.loads(line) for line in opened(path, "rt", encoding="utf-8")]
    for row in sorted(rows, key=lambda row: row["t"]):
        when = datetime.fromisoformat(row["t"])
        when = when if when.tzinfo else when.replace(tzinfo=UTC)
        paragraphs = [text for text in re.split(r"(?<=\w{2}\.)\s+|\n+", row["text"]) if text.strip()]
        yield Revision(
            id=row["id"],
            revision=1,
            source=SourceRef(id=row["src"]),
            headline=row["title"].strip() or "-",
            body=tuple(Block(type="paragraph", text=text) for text in paragraphs),
            published_at=when,
            received_at=when,
            content_sha="0" * 64,
        )


async def _run(url: str, articles: Sequence[Revision]) -> Run:
    run, redis = Run(), Redis.from_url(url)
    copies = Copies(redis, Keys("bench"), newest=max(len(articles), 1))
    began = time.process_time()
    signatures = [Signature.of(article) for article in articles]
    run.signing = time.process_time() - began
    (used, spent), began = await _used(redis), time.process_time()
    for one in signatures:
        found = await copies.add_and_find(one)
        run.matches.append(found.matches)
        run.grouped += found.group is not None
    run.client = run.signing + time.process_time() - began
    after, end = await _used(redis)
    run.bytes, run.server = after - used, end - spent
    await redis.aclose()
    run.judging = _judging(signatures)
    return run


def _judging(signatures: Sequence[Signature]) -> float:
    """CPU seconds of the judgement alone: every article against the eight before it, more than there are as a rule."""
    began = time.process_time()
    for place, one in enumerate(signatures):
        judge(one, signatures[max(0, place - 8) : place])
    return time.process_time() - began


async def _used(redis: Redis) -> tuple[int, float]:
    memory, cpu = await redis.info("memory"), await redis.info("cpu")
    return int(memory["used_memory"]), float(cpu["used_cpu_user"]) + float(cpu["used_cpu_sys"])


def _report(articles: Sequence[Revision], run: Run) -> dict[str, Any]:
    times = [article.received_at.timestamp() for article in articles]
    texts = ["\n".join(block.text for block in article.body) for article in articles]
    truth = list(pairs(texts, times, WINDOW_SECONDS, _LEAST))
    places = {article.id: place for place, article in enumerate(articles)}
    found = {(places[m.other.article_id], at): m for at, row in enumerate(run.matches) for m in row}
    count = len(articles)
    return {
        "articles": count,
        "pairs by brute force": len(truth),
        "recall, resemblance >= .7": _recall(found, [pair for pair in truth if pair.resemblance >= 0.7]),
        "recall, containment >= .8": _recall(found, [pair for pair in truth if pair.containment >= 0.8]),
        "recall, containment >= .65": _recall(found, [pair for pair in truth if pair.containment >= 0.65]),
        "verdicts": dict(Counter(match.verdict.value for match in found.values())),
        "articles in a group": run.grouped,
        "signatures a second": round(count / run.signing),
        "with judgement": round(count / (run.signing + run.judging)),
        "with the server, client": round(count / run.client),
        "server ms an article": round(1000 * run.server / count, 3),
        "server bytes an article": round(run.bytes / count),
    }


def _recall(found: dict[tuple[int, int], Match], wanted: Sequence[Pair]) -> float:
    """The share of true pairs whose containment was seen, whatever they were judged to be."""
    return round(sum((pair.earlier, pair.later) in found for pair in wanted) / max(len(wanted), 1), 4)


def _judged(path: Path, articles: Sequence[Revision], run: Run) -> dict[str, Any]:
    verdicts = {
        (match.other.article_id, article.id): match.verdict
        for article, matches in zip(articles, run.matches, strict=True)
        for match in matches
    }
    rows = [line.split("\t") for line in path.read_text("utf-8").splitlines()[1:]]
    pages = [row[3] for row in rows if verdicts.get((row[0], row[1])) in _PRECISION]
    return {"judged pairs": len(rows), "of them made one page": len(pages), "rightly": pages.count("copy")}


if __name__ == "__main__":
    main()
