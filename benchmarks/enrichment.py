"""What reading an article costs: all steps of enrichment on one core, without related links.

Every article is read once, so that no cache knows it from a round before. Speed is told by CPU time, which other work
on the machine disturbs least; a fixed loop before every round tells how much it does.
"""

import argparse
import gc
import itertools
import json
import resource
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks._newsroom import SHARED, own, real
from khabar.config import Config
from khabar.models import Enrichment, Revision
from khabar_enrich.desk import Desk
from khabar_enrich.page import Page
from khabar_enrich.pipeline import enrich
from khabar_enrich.step import Step

GOAL_PER_SECOND, GOAL_P99_MS, GOAL_RSS_MB, GOAL_START_S = 100, 100, 400, 3
_WARMING = 20
_START = """
import time
began = time.perf_counter()
from khabar.config import Config
from khabar_enrich.desk import Desk
Desk.load(Config())
print(time.perf_counter() - began, time.process_time())
"""


@dataclass(frozen=True, slots=True)
class Timed:
    """A step that adds up the CPU seconds it takes."""

    step: Step
    seconds: dict[str, float]

    @property
    def name(self) -> str:
        """The step's name."""
        return self.step.name

    @property
    def version(self) -> str:
        """The step's version."""
        return self.step.version

    def __call__(self, page: Page, found: Enrichment) -> Enrichment:
        """Run the step."""
        began = time.process_time()
        result = self.step(page, found)
        self.seconds[self.name] += time.process_time() - began
        return result


def main() -> None:
    """Run the benchmark from the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks enrichment", description=__doc__)
    parser.add_argument("--articles", type=int, default=200, help="articles a round, each read once")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--real", type=Path, nargs="?", const=SHARED, help="read real articles (JSON lines) instead")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    starts = [_cold_start() for _ in range(3)]
    articles = real(chosen.real) if chosen.real else own()
    report = _measured(articles, chosen.articles, chosen.rounds)
    for figure, seconds in zip(("cold_start_s", "cold_start_cpu_s"), zip(*starts, strict=True), strict=True):
        report[figure] = round(statistics.median(seconds), 2)
    report["articles"] = "real" if chosen.real else "own"
    print(json.dumps(report) if chosen.json else _text(report))


def _cold_start() -> tuple[float, ...]:
    """Seconds that a fresh process takes to import enrich and load all tables: by the clock, and of CPU time."""
    done = subprocess.run([sys.executable, "-c", _START], capture_output=True, text=True, check=True)
    return tuple(map(float, done.stdout.split()))


def _measured(articles: Iterator[Revision], count: int, rounds: int) -> dict[str, Any]:
    seconds: dict[str, float] = defaultdict(float)
    desk = Desk.load(Config())
    timed: Any = tuple(Timed(step, seconds) for step in desk.steps)
    for article in itertools.islice(articles, _WARMING):
        enrich(article, desk)
    took, pace, loops, words = [], [], [], []
    for _ in range(rounds):
        chosen = list(itertools.islice(articles, count))
        words += [len(" ".join(block.text for block in article.body).split()) for article in chosen]
        loops.append(_fixed_loop())
        each = _round(chosen, replace(desk, steps=timed))
        took += each
        pace.append(len(each) / sum(each))
    total = len(took)
    steps = {name: round(spent / total * 1e3, 3) for name, spent in seconds.items()}
    return {
        "read": total,
        "words": round(statistics.mean(words)),
        "articles_per_second": round(statistics.median(pace), 1),
        "spread_percent": _spread(pace),
        "noise_percent": _spread(loops),
        "p50_ms": round(statistics.median(took) * 1e3, 2),
        "p99_ms": round(statistics.quantiles(took, n=100)[98] * 1e3, 2),
        "rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "steps_ms": {"page": round(sum(took) / total * 1e3 - sum(steps.values()), 3)} | steps,
    }


def _round(articles: list[Revision], desk: Desk) -> list[float]:
    gc.collect()
    took = []
    for article in articles:
        began = time.process_time()
        enrich(article, desk)
        took.append(time.process_time() - began)
    return took


def _fixed_loop() -> float:
    """CPU seconds for the same work every time: what differs is the machine."""
    began = time.process_time()
    sum(number * number for number in range(2_000_000))
    return time.process_time() - began


def _spread(values: list[float]) -> int:
    """The distance between the best and the worst, in percent of the median."""
    return round((max(values) - min(values)) / statistics.median(values) * 100)


def _text(report: dict[str, Any]) -> str:
    lines = [
        f"{report['read']} {report['articles']} articles of {report['words']} words, one core, CPU time",
        f"speed       {report['articles_per_second']:>8.1f} articles/s (goal: at least {GOAL_PER_SECOND})",
        f"            {report['spread_percent']:>8} % spread of the rounds",
        f"an article  {report['p50_ms']:>8.2f} ms p50, {report['p99_ms']:.2f} ms p99 (goal: below {GOAL_P99_MS})",
        f"memory      {report['rss_mb']:>8} MB RSS (goal: below {GOAL_RSS_MB})",
        f"cold start  {report['cold_start_s']:>8.2f} s (goal: below {GOAL_START_S})",
        f"            {report['cold_start_cpu_s']:>8.2f} s of CPU time",
        f"machine     {report['noise_percent']:>8} % spread of a fixed loop",
        "",
        *(f"{name:14}{took:>9.3f} ms" for name, took in report["steps_ms"].items()),
    ]
    return "\n".join(lines)
