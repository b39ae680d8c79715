"""What finding names by the model costs: the tagger as shipped beside one that spells every attribute out.

Both read the same articles with the same weights and give the same labels. The plain side makes every attribute of
every word anew and looks its weights up one by one. Rounds are interleaved and told in CPU time, so that a busy machine
hits both sides alike.
"""

import argparse
import itertools
import json
import resource
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from importlib.resources import files

import numpy as np

from benchmarks._newsroom import SHARED, own, real
from khabar.config import Config
from khabar_enrich.crf import Crf
from khabar_enrich.crf.decoding import Decoder
from khabar_enrich.crf.features import features
from khabar_enrich.crf.lexicon import Lexicon
from khabar_enrich.crf.tokens import sentences_of
from khabar_enrich.crf.weights import Weights
from khabar_enrich.page import Page

GOAL_MS = 5.0
_WARMING = 60


def main() -> None:
    """Run the benchmark from the command line."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--articles", type=int, default=60, help="articles a side and round")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--real", action="store_true", help="the articles beside a checkout instead of our own")
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    report = run(chosen.articles, chosen.rounds, map(Page.of, real(SHARED) if chosen.real else own()))
    print(
        json.dumps(report) if chosen.json else "\n".join(f"{name:24} {value:10.2f}" for name, value in report.items())
    )


def run(articles: int, rounds: int, pages: Iterator[Page]) -> dict[str, float]:
    """Return milliseconds of CPU an article for both sides (medians over the rounds), and what the tagger needs."""
    began = time.process_time()
    crf = Crf.load(Config())
    load = time.process_time() - began
    resident = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    plain = _plain()
    for page in itertools.islice(pages, _WARMING):
        crf.spans(page)
    times: dict[str, list[float]] = {"first": [], "again": [], "plain": []}
    for _ in range(rounds):
        batch = list(itertools.islice(pages, articles))
        for side, spans in (("first", crf.spans), ("again", crf.spans), ("plain", plain)):
            times[side].append(_milliseconds(spans, batch))
    medians = {f"{side}_ms": statistics.median(values) for side, values in times.items()}
    return {
        **medians,
        "articles_per_second": 1000 / medians["first_ms"],
        "plain_to_first": medians["plain_ms"] / medians["first_ms"],
        "goal_ms": GOAL_MS,
        "load_s": load,
        "rss_mb": resident,
    }


def _plain() -> Callable[[Page], object]:
    weights, lexicon = Weights.load(files("khabar_enrich.crf").joinpath("model")), Lexicon.load()
    decoder = Decoder(weights.transitions)
    row = dict(zip(weights.attributes, weights.states, strict=True))
    nothing = np.zeros(len(weights.labels), np.float32)

    def spans(page: Page) -> object:
        sentences = [tokens.forms for zone in page.zones for tokens in sentences_of(zone)]
        for attributes in features(sentences, lexicon):
            scores = [sum((row[mark] for mark in word if mark in row), nothing) for word in attributes]
            decoder.decode(np.array(scores), [(0, len(scores))])
        return None

    return spans


def _milliseconds(spans: Callable[[Page], object], pages: Sequence[Page]) -> float:
    began = time.process_time()
    for page in pages:
        spans(page)
    return 1000 * (time.process_time() - began) / len(pages)


if __name__ == "__main__":
    main()
