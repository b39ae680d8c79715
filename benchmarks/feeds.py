"""What a feed's entry costs: decoded, parsed and normalised by Khabar, beside feedparser and fastfeedparser.

Rounds are interleaved (khabar, feedparser, fastfeedparser, khabar, …) in one process, so that a slow minute of the
machine hits all sides alike; medians of CPU time are reported, with the spread between rounds as the machine's noise.
fastfeedparser is measured where it is installed; neither of the others normalises text, cleans HTML into blocks or
decides dates and media, so they are asked for less.
"""

import argparse
import gc
import importlib
import importlib.util
import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypedDict

import feedparser

from khabar_ingest import repair
from khabar_ingest.document import Document
from khabar_ingest.draft import Draft
from khabar_ingest.parsers.xmlentry import entries
from khabar_ingest.parsers.xmlfeed import XmlFeed

GOAL: Final = 5_000
_FEEDS: Final = Path(__file__).parents[2] / "shared/data/ingest/feeds/real"
_FAST: Final = "fastfeedparser"

Side = Callable[[bytes], int]
"""Reads one feed and returns how many entries there are in it."""


class Figures(TypedDict):
    """The median of one side's rounds; the spread is (best - worst) / median."""

    entries: int
    entries_per_cpu_second: int
    cpu_us_per_entry: float
    spread_percent: int


def main() -> None:
    """Run the benchmark from the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks feeds", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=_FEEDS, help="a folder of feeds (*.xml)")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    feeds = [path.read_bytes() for path in sorted(chosen.folder.glob("*.xml"))]
    if not feeds:
        sys.exit(f"there is no *.xml in {chosen.folder}; name a folder of feeds")
    report = _report(_interleaved(feeds, chosen.rounds))
    print(json.dumps(report) if chosen.json else _text(report, feeds, chosen.rounds))


def _khabar(content: bytes) -> int:
    return sum(isinstance(found, Draft) for found in XmlFeed().parse(Document(content)))


def _read_only(content: bytes) -> int:
    """Khabar's decoding and XML alone, before an entry's HTML becomes blocks and its fields a draft."""
    return sum(1 for _ in entries(repair.read(Document(content).text).root, None))


def _feedparser(content: bytes) -> int:
    return len(feedparser.parse(content).entries)


def _sides() -> dict[str, Side]:
    sides: dict[str, Side] = {"khabar": _khabar, "khabar, XML only": _read_only, "feedparser": _feedparser}
    if importlib.util.find_spec(_FAST):
        fast: Any = importlib.import_module(_FAST)
        sides[_FAST] = lambda content: len(fast.parse(content).entries)
    return sides


def _interleaved(feeds: list[bytes], rounds: int) -> dict[str, list[tuple[int, float]]]:
    """The entries and the CPU seconds of each side's rounds; a first round, which only warms up, is not among them."""
    sides = _sides()
    done: dict[str, list[tuple[int, float]]] = {name: [] for name in sides}
    for turn in range(rounds + 1):
        for name, side in sides.items():
            figures = _once(side, feeds)
            if turn:
                done[name].append(figures)
    return done


def _once(side: Side, feeds: list[bytes]) -> tuple[int, float]:
    gc.collect()
    began = time.process_time()
    found = sum(map(side, feeds))
    return found, time.process_time() - began


def _report(done: dict[str, list[tuple[int, float]]]) -> dict[str, Figures]:
    return {name: _figures(rounds) for name, rounds in done.items()}


def _figures(rounds: list[tuple[int, float]]) -> Figures:
    found, seconds = rounds[0][0], [took for _, took in rounds]
    median = statistics.median(seconds)
    return {
        "entries": found,
        "entries_per_cpu_second": round(found / median),
        "cpu_us_per_entry": round(median / found * 1e6, 1),
        "spread_percent": round((max(seconds) - min(seconds)) / median * 100),
    }


def _text(report: dict[str, Figures], feeds: list[bytes], rounds: int) -> str:
    lines = [f"{'':20}{'entries':>9}{'entries/CPU-s':>15}{'CPU µs/entry':>14}{'spread':>8}"]
    lines += [
        f"{name:20}{side['entries']:>9}{side['entries_per_cpu_second']:>15,}{side['cpu_us_per_entry']:>14}"
        f"{side['spread_percent']:>7}%"
        for name, side in report.items()
    ]
    size = sum(map(len, feeds)) / 1e6
    lines.append(f"goal: khabar at least {GOAL:,} entries a second and core")
    lines.append(f"medians of {rounds} interleaved rounds over {len(feeds)} feeds, {size:.1f} MB")
    return "\n".join(lines)
