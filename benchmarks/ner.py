"""What finding names by the model costs: the tagger as shipped beside plain pycrfsuite without any cache.

Both read the same articles with the same weights. The plain side makes every attribute of every word anew and hands all
of them to the library. Rounds are interleaved and told in CPU time, so that a busy machine hits both sides alike.
"""

import argparse
import gzip
import itertools
import json
import resource
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from importlib.resources import files

import pycrfsuite  # type: ignore[import-untyped] # it ships no types

from benchmarks._newsroom import own
from khabar.config import Config
from khabar_enrich.crf import Crf
from khabar_enrich.crf.features import Features
from khabar_enrich.crf.lexicon import Lexicon
from khabar_enrich.crf.model import WEIGHTS
from khabar_enrich.crf.tokens import sentences_of
from khabar_enrich.page import Page

GOAL_MS = 5.0
_WARMING = 20


def main() -> None:
    """Run the benchmark from the command line."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--articles", type=int, default=60, help="articles a side and round")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    report = run(chosen.articles, chosen.rounds)
    print(
        json.dumps(report) if chosen.json else "\n".join(f"{name:24} {value:10.2f}" for name, value in report.items())
    )


def run(articles: int, rounds: int) -> dict[str, float]:
    """Return milliseconds of CPU an article for both sides (medians over the rounds), and what the tagger needs."""
    began = time.process_time()
    crf = Crf.load(Config())
    load = time.process_time() - began
    plain = _plain()
    pages = map(Page.of, own())
    for page in itertools.islice(pages, _WARMING):
        crf.spans(page)
    times: dict[str, list[float]] = {"tagger": [], "plain": []}
    for _ in range(rounds):
        batch = list(itertools.islice(pages, articles))
        times["tagger"].append(_milliseconds(crf.spans, batch))
        times["plain"].append(_milliseconds(plain, batch))
    medians = {f"{side}_ms": statistics.median(values) for side, values in times.items()}
    return {
        **medians,
        "articles_per_second": 1000 / medians["tagger_ms"],
        "plain_to_tagger": medians["plain_ms"] / medians["tagger_ms"],
        "goal_ms": GOAL_MS,
        "load_s": load,
        "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _plain() -> Callable[[Page], object]:
    weights = gzip.decompress(files("khabar_enrich.crf").joinpath("model", WEIGHTS).read_bytes())
    tagger, lexicon = pycrfsuite.Tagger(), Lexicon.load()
    tagger.open_inmemory(weights)

    def spans(page: Page) -> object:
        sentences = [[token.form for token in tokens] for zone in page.zones for tokens in sentences_of(zone)]
        return weights and list(_labels(tagger, Features(lexicon), sentences))  # the library reads the weights in place

    return spans


def _labels(tagger: pycrfsuite.Tagger, features: Features, sentences: Sequence[Sequence[str]]) -> Iterator[list[str]]:
    for attributes in features.of(sentences):
        yield tagger.tag([[mark.decode() for mark in word] for word in attributes])


def _milliseconds(spans: Callable[[Page], object], pages: Sequence[Page]) -> float:
    began = time.process_time()
    for page in pages:
        spans(page)
    return 1000 * (time.process_time() - began) / len(pages)


if __name__ == "__main__":
    main()
