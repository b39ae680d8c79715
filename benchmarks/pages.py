"""How well and how fast articles are read from pages with gold answers, beside trafilatura alone."""

import argparse
import json
import sys
import time
from collections.abc import Callable
from datetime import UTC
from pathlib import Path
from typing import Any

from khabar.errors import Rejected
from khabar_ingest.pages.evaluation import Reader, evaluate, our_reader, trafilatura_alone
from khabar_ingest.pages.scoring import Score, summary

SHARED = Path(__file__).parents[1].parent / "shared" / "data" / "ingest" / "articles"
VERDICTS = ("right", "wrong", "missing")
READERS: dict[str, Callable[[], Reader]] = {
    "khabar": lambda: our_reader(UTC),
    "trafilatura": lambda: trafilatura_alone,
}


def main() -> None:
    """Score folders of pages and print a table a folder, or all of it as JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks pages", description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, default=[SHARED], help="HTML files and a pages.jsonl each")
    parser.add_argument("--json", action="store_true", help="everything as one line of JSON")
    asked = parser.parse_args()
    try:
        found = {
            str(folder): {name: _measured(folder, reader()) for name, reader in READERS.items()}
            for folder in asked.folders
        }
    except Rejected as error:
        sys.exit(str(error))
    if asked.json:
        print(json.dumps(found, ensure_ascii=False))
        return
    for folder, sides in found.items():
        _print(folder, sides)


def _measured(folder: Path, reader: Reader) -> dict[str, Any]:
    """The scores of a reader, with the client CPU it took; the first page is read once before, for its tables."""
    spent: list[float] = []

    def timed(content: bytes, gold: Any) -> Any:  # noqa: ANN401 - handed through
        begun = time.process_time()
        found = reader(content, gold)
        spent.append(1000 * (time.process_time() - begun))
        return found

    evaluate(folder, reader)
    scores: list[Score] = evaluate(folder, timed)
    spent.sort()
    return {**summary(scores), "cpu_ms_median": spent[len(spent) // 2], "cpu_ms_most": spent[-1]}


def _print(folder: str, sides: dict[str, dict[str, Any]]) -> None:
    print(f"\n{folder}: {next(iter(sides.values()))['pages_total']} pages")
    print(f"{'':12} F1 / lowest · left · titles · dates, bylines: right/wrong/missing · CPU ms (most)")
    for name, side in sides.items():
        dates, authors = ("/".join(str(side[key][verdict]) for verdict in VERDICTS) for key in ("dates", "authors"))
        print(
            f"{name:12} {side['macro_f1']:.4f} / {side['lowest_f1']:.4f} · {side['boilerplate_left']} · "
            f"{side['titles_right']} · {dates}, {authors} · {side['cpu_ms_median']:.0f} ({side['cpu_ms_most']:.0f})"
        )
    print("by language:", {name: side["by_language"] for name, side in sides.items()})


if __name__ == "__main__":
    main()
