"""What searching the site costs: the index's size and its part of a push, and how long queries take.

Made-up articles of real words are pushed to a site file of their own, without pages, each with a section, three tags
and an author. Then queries are asked as the page of the search asks them, marks and facets included: words of the
articles' headlines, two and three at a time, phrases, the commonest words of all, and words that nothing holds.
"""

import argparse
import itertools
import json
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks._archive import revisions
from benchmarks._newsroom import SHARED
from benchmarks._synthetic import synthetic
from khabar import EnrichedRevision
from khabar.config import Config
from khabar.models import Revision
from khabar_site.ask import Ask
from khabar_site.look import Look
from khabar_site.search_page import search
from khabar_site.store import Readers, Writer
from khabar_site.store.shown import Shown

GOAL = "goal: a search answers within 50 ms (p95) at 100,000 articles"
_AT_ONCE, _ASKED = 100, 150
_SECTIONS, _TAGS, _AUTHORS = 6, 3_000, 200
_MEGABYTE = 2**20


def main() -> None:
    """Run the benchmark from the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks search", description=__doc__)
    parser.add_argument("file", type=Path, nargs="?", default=SHARED, help="JSON lines: id, src, t, title, text")
    parser.add_argument("--articles", type=int, default=20_000, help="how many to push")
    parser.add_argument("--site", type=Path, help="keep the site in this file, and use it if it is there")
    chosen = parser.parse_args()
    if not chosen.file.exists():
        sys.exit(f"{chosen.file} is absent; name a file of articles")
    print(GOAL)
    real = list(revisions(chosen.file, 5_000))
    with tempfile.TemporaryDirectory() as folder:
        database = chosen.site or Path(folder) / "site.db"
        if not database.exists():
            print(json.dumps(fill(database, real, chosen.articles)), flush=True)
        for kind, figures in measure(database, real).items():
            print(json.dumps({"queries": kind, **figures}, ensure_ascii=False), flush=True)


def fill(database: Path, real: Sequence[Revision], count: int) -> dict[str, float]:
    """Push made-up articles; return the file's size and how long an article took."""
    articles = _enriched(itertools.islice(synthetic(real, datetime(2024, 1, 1, tzinfo=UTC)), count))
    began = time.process_time()
    with Writer(database, zone=UTC, look="", render=_no_page) as writer:
        while some := list(itertools.islice(articles, _AT_ONCE)):
            writer.push(some)
        spent = time.process_time() - began
    return {"articles": count, "CPU ms an article": round(spent * 1000 / count, 2), **sizes(database)}


def sizes(database: Path) -> dict[str, float]:
    """How many megabytes the file has, and how many of them are for the search."""
    db = sqlite3.connect(database)
    text, tokens = db.execute("SELECT sum(length(text)), sum(length(tokens)) FROM searched").fetchone()
    index = db.execute("SELECT sum(length(block)) FROM search_data").fetchone()[0]
    db.close()
    parts = {"file": database.stat().st_size, "index": index, "tokens": tokens, "texts": text}
    return {f"MB {name}": round(size / _MEGABYTE, 1) for name, size in parts.items()}


def measure(database: Path, real: Sequence[Revision]) -> dict[str, dict[str, float]]:
    """Ask queries of several kinds, each a number of times; return milliseconds of CPU by kind."""
    look, readers = Look(Config(), "http://news.test"), Readers(database, UTC)
    found: dict[str, dict[str, float]] = {}
    for known in _queries(real)["one word"]:  # a running site has met the commonest words
        _milliseconds(readers, look, known)
    for kind, fields in _queries(real).items():
        took = sorted(_milliseconds(readers, look, asked) for asked in fields)
        p95 = took[int(len(took) * 0.95)]
        found[kind] = {"p50 ms": round(statistics.median(took), 1), "p95 ms": round(p95, 1), "most": round(took[-1], 1)}
    readers.close()
    return found


def _milliseconds(readers: Readers, look: Look, fields: dict[str, str]) -> float:
    ask = Ask("/search", {}, "", fields.get("q", ""), datetime.now(UTC), fields)
    began = time.thread_time()  # other work on the machine does not count
    with readers.snapshot() as reader:
        search(reader, look, ask)
    return (time.thread_time() - began) * 1000


def _queries(real: Sequence[Revision]) -> dict[str, list[dict[str, str]]]:
    chance = random.Random(3)
    counts = Counter(word for article in real for word in {*" ".join(block.text for block in article.body).split()})
    common = [word for word, _ in counts.most_common(60) if len(word) > 3]
    spoken = [article.headline.split() for article in real if len(article.headline.split()) > 3]
    some = [chance.choice(spoken) for _ in range(_ASKED)]
    return {
        "one word": [{"q": chance.choice(words)} for words in some],
        "two words": [{"q": " ".join(chance.sample(words, 2))} for words in some],
        "three words": [{"q": " ".join(chance.sample(words, 3))} for words in some],
        "phrase": [{"q": f'"{words[0]} {words[1]}"'} for words in some],
        "word, section and month": [
            {"q": chance.choice(words), "section": "s1", "from": "2024-01", "to": "2024-01"} for words in some
        ],
        "commonest word": [{"q": chance.choice(common)} for _ in range(_ASKED)],
        "two of the commonest": [{"q": " ".join(chance.sample(common, 2))} for _ in range(_ASKED)],
        "commonest word, newest first": [{"q": chance.choice(common), "sort": "newest"} for _ in range(_ASKED)],
        "nothing has it": [{"q": f"{chance.choice(words)[:3]}ظغضث"} for words in some],
        "one of two is nowhere": [{"q": f"{chance.choice(words)} ظغضثشس"} for words in some],
    }


def _enriched(articles: Iterator[Revision]) -> Iterator[EnrichedRevision]:
    chance = random.Random(5)
    for article in articles:
        tags = [chance.randrange(_TAGS) for _ in range(3)]
        section = chance.randrange(_SECTIONS)
        found = {
            "for_revision": 1,
            "section": {"id": f"s{section}", "name": f"القسم {section}", "reason": "rule"},
            "tags": [{"id": f"topic:{tag}", "type": "topic", "name": f"موضوع {tag}", "salience": 0.5} for tag in tags],
        }
        told = article.model_dump() | {"authors": (f"كاتب {chance.randrange(_AUTHORS)}",), "enrichment": found}
        yield EnrichedRevision.model_validate(told)


def _no_page(_: Shown) -> tuple[str, str]:
    return "", ""


if __name__ == "__main__":
    main()
