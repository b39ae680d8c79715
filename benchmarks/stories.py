"""How well stories find what is one event, and what that costs.

``--events FILE`` puts documents ``{id, event, text}`` into stories, in the order of the file and in five shuffled ones,
and prints BCubed precision, recall and F1. ``--articles FILE --qrels FILE`` reads ``{id, t, title, text}`` in the order
of time and judged pairs (2: the same event), and prints the F1 of the pair score, also with the threshold chosen on all
other queries (leave one out), and of being in one story. Files are JSON Lines, plain or ``.xz``.

Articles are weighed as the index weighs them, by what came before; neighbours are the nearest of all by cosine.
"""

import argparse
import asyncio
import json
import lzma
import random
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from heapq import nlargest
from pathlib import Path
from typing import Any, cast

from redis.asyncio import Redis

from benchmarks._server import valkey
from khabar.keys import Keys
from khabar.models import Block, Revision, SourceRef
from khabar_enrich.related.terms import terms
from khabar_enrich.related.weighing import weighed
from khabar_enrich.stories import SAME_EVENT, Stories, Telling, same_event

_SHUFFLES = 5
_STORED_TERMS, _ASKED_TERMS, _NEIGHBOURS = 100, 40, 50
_UNDATED = "2020-01-01T00:00:00+00:00"
Grades = Mapping[str, Mapping[str, int]]
Scored = Sequence[tuple[str, float, bool]]


@dataclass(slots=True)
class Neighbours:
    """All articles so far, their words counted, and which of them are nearest to one."""

    assumed: int
    frequencies: Counter[str] = field(default_factory=Counter)
    times: dict[str, float] = field(default_factory=dict)
    postings: dict[str, list[tuple[str, float]]] = field(default_factory=lambda: defaultdict(list))

    def tell(self, revision: Revision, counts: Mapping[str, int]) -> tuple[Telling, dict[str, float]]:
        """Return what an article tells and its neighbours, and count it for those to come."""
        weights = weighed(counts, self.frequencies, len(self.times) + self.assumed, _STORED_TERMS)
        dots: dict[str, float] = defaultdict(float)
        for term in list(weights)[:_ASKED_TERMS]:
            for other, weight in self.postings[term]:
                dots[other] += weights[term] * weight
        for term, weight in weights.items():
            self.postings[term].append((revision.id, weight))
        self.frequencies.update(counts.keys())
        telling = Telling.of(revision, weights)
        near = {other: self.times[other] for other in nlargest(_NEIGHBOURS, dots, key=lambda other: dots[other])}
        self.times[revision.id] = telling.published
        return telling, near


@dataclass(slots=True)
class Run:
    """The stories and tellings of all articles, and the CPU milliseconds that the stories took for each."""

    stories: dict[str, str]
    tellings: dict[str, Telling]
    client_ms: float
    server_ms: float


async def put(revisions: Sequence[Revision], redis: Redis, keys: Keys, assumed: int) -> Run:
    """Put articles into stories in their order."""
    stories, known = Stories(redis, keys), Neighbours(assumed)
    tellings, client, before = {}, 0.0, await _server_seconds(redis)
    for revision in revisions:
        telling, near = known.tell(revision, terms(revision))
        started = time.process_time()
        await stories.add(telling, revision.revision, "", near)
        client += time.process_time() - started
        tellings[revision.id] = telling
    server = await _server_seconds(redis) - before
    records = cast("dict[bytes, bytes]", await redis.hgetall(keys("stories", "stories")))
    members = {story.decode(): json.loads(record.split(b"\n", 2)[2])["members"] for story, record in records.items()}
    found = {article: story for story, articles in members.items() for _, article, *_ in articles}
    each = 1000 / len(revisions)
    return Run(found, tellings, client * each, server * each)


def bcubed(found: Sequence[str], gold: Sequence[str]) -> tuple[float, float, float]:
    """Return BCubed precision, recall and F1."""
    both, mine, theirs = Counter(zip(found, gold, strict=True)), Counter(found), Counter(gold)
    precision = sum(n * n / mine[story] for (story, _), n in both.items()) / len(gold)
    recall = sum(n * n / theirs[event] for (_, event), n in both.items()) / len(gold)
    return precision, recall, 2 * precision * recall / (precision + recall)


def f1(pairs: Scored, threshold: float) -> float:
    """Return the F1 of taking all pairs from a threshold on for one event."""
    taken = [same for _, score, same in pairs if score >= threshold]
    return 2 * sum(taken) / max(len(taken) + sum(same for *_, same in pairs), 1)


def left_out(pairs: Scored) -> float:
    """Return the F1 where each query's threshold is the best for all other queries."""
    chosen = []
    for query in {query for query, *_ in pairs}:
        others = [pair for pair in pairs if pair[0] != query]
        best = max({score for _, score, _ in others}, key=lambda threshold: f1(others, threshold))
        chosen += [(query, float(score >= best), same) for _, score, same in pairs if _ == query]
    return f1(chosen, 1.0)


async def events(path: Path, redis: Redis, assumed: int) -> None:
    """Print BCubed figures of documents with their events."""
    rows = list(_rows(path))
    gold = {row["id"]: row["event"] for row in rows}
    shuffled = []
    for number in range(_SHUFFLES + 1):
        order = [_revision(row["id"], *_cut(row["text"]), _UNDATED) for row in rows]
        if number:
            random.Random(number).shuffle(order)
        run = await put(order, redis, Keys(f"events-{number}"), assumed)
        scores = bcubed([run.stories.get(id_, id_) for id_ in gold], list(gold.values()))
        shuffled += [scores[2]] if number else []
        print(f"{'shuffled ' + str(number) if number else 'as in the file':16}", _told(scores), _cost(run), flush=True)
    print(f"median F1 of the shuffled orders {statistics.median(shuffled):.3f}")


async def pairs(path: Path, judged: Grades, redis: Redis, assumed: int) -> None:
    """Print the figures of judged pairs."""
    revisions = [_revision(row["id"], row["title"], row["text"], row["t"]) for row in _rows(path)]
    run = await put(revisions, redis, Keys("pairs"), assumed)
    both = [(query, other, grade == 2) for query, grades in judged.items() for other, grade in grades.items()]
    scored = [(query, same_event(run.tellings[query], run.tellings[other]), same) for query, other, same in both]
    together = [(query, float(_together(run, query, other)), same) for query, other, same in both]
    print(f"{len(revisions)} articles in {len(set(run.stories.values()))} stories, {_cost(run)}")
    print(f"pairs {len(scored)}, of one event {sum(same for *_, same in scored)}")
    print(f"pair score: F1 {f1(scored, SAME_EVENT):.3f} at {SAME_EVENT}, leave one query out {left_out(scored):.3f}")
    print(f"in one story: F1 {f1(together, 1.0):.3f}")


def _together(run: Run, one: str, other: str) -> bool:
    return run.stories.get(one, one) == run.stories.get(other, other)


def _revision(id_: str, headline: str, text: str, when: str) -> Revision:
    moment = datetime.fromisoformat(when)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    fields = {"source": SourceRef(id="file"), "headline": headline.strip() or "-", "content_sha": "0" * 64}
    body = (Block(type="paragraph", text=text),)
    return Revision(id=id_, revision=1, body=body, published_at=moment, received_at=moment, **fields)


def _cut(text: str) -> tuple[str, str]:
    """Cut a text into its first sentence and the rest."""
    headline, _, rest = text.partition(" . ")
    return headline, rest


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


async def _server_seconds(redis: Redis) -> float:
    used = await redis.info("cpu")
    return float(used["used_cpu_user"]) + float(used["used_cpu_sys"])


def _told(scores: tuple[float, float, float]) -> str:
    return "BCubed P {:.3f} R {:.3f} F1 {:.3f}".format(*scores)


def _cost(run: Run) -> str:
    return f"CPU per article {run.client_ms:.2f} ms, server {run.server_ms:.2f} ms"


def main() -> None:
    """Measure what the options name."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=Path)
    parser.add_argument("--articles", type=Path)
    parser.add_argument("--qrels", type=Path)
    parser.add_argument("--assumed", type=int, default=0, help="articles that word counts assume before the first one")
    options = parser.parse_args()
    options.judged = json.loads(options.qrels.read_text("utf-8")) if options.qrels else {}
    with valkey("everysec") as url:
        asyncio.run(_measure(options, url))


async def _measure(options: argparse.Namespace, url: str) -> None:
    redis = Redis.from_url(url)
    if options.events:
        await events(options.events, redis, options.assumed)
    if options.articles and options.judged:
        await pairs(options.articles, options.judged, redis, options.assumed)
    await redis.aclose()


if __name__ == "__main__":
    main()
