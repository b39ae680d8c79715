"""The trained weights at work: from the words of sentences to the names in them."""

import gzip
from collections.abc import Iterator, Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from threading import Lock
from typing import Final, NamedTuple, Self

import pycrfsuite  # type: ignore[import-untyped] # it ships no types

from khabar_enrich.crf.features import Attributes, Features
from khabar_enrich.crf.labels import names
from khabar_enrich.crf.lexicon import Lexicon

WEIGHTS: Final = "names.crfsuite.gz"
ATTRIBUTES: Final = "attributes.txt.gz"


class Guess(NamedTuple):
    """A name among the words of a sentence, and the least of the probabilities of its labels."""

    first: int
    after: int
    kind: str
    probability: float


class Model:
    """Weights with the lexicon they were trained on; safe to use from several threads."""

    def __init__(self, weights: bytes, features: Features) -> None:
        self._weights = weights  # the library reads them from here as long as it lives
        self._features = features
        self._lock = Lock()
        self._tagger = pycrfsuite.Tagger()
        self._tagger.open_inmemory(weights)

    @classmethod
    def load(cls, folder: Traversable | None = None) -> Self:
        """Read a trained model from a folder, by default the one that Khabar ships."""
        folder = folder or files("khabar_enrich.crf").joinpath("model")
        weights = gzip.decompress(folder.joinpath(WEIGHTS).read_bytes())
        weighed = gzip.decompress(folder.joinpath(ATTRIBUTES).read_bytes()).split(b"\n")
        spelled = {attribute.decode(): attribute for attribute in weighed}
        return cls(weights, Features(Lexicon.load(), spelled))

    def labels(self, sentences: Sequence[Sequence[str]]) -> Iterator[list[str]]:
        """Yield the likeliest labels of every sentence of an article; words are in the form of `tokens.form`."""
        for attributes in self._features.of(sentences):
            with self._lock:
                yield self._tagger.tag(attributes)

    def guesses(self, sentences: Sequence[Sequence[str]]) -> Iterator[list[Guess]]:
        """Yield the names of every sentence of an article."""
        for attributes in self._features.of(sentences):
            with self._lock:
                guesses = self._guesses(attributes)
            yield guesses

    def _guesses(self, attributes: list[Attributes]) -> list[Guess]:
        labels: list[str] = self._tagger.tag(attributes)
        return [Guess(*name, self._probability(labels, name.first, name.after)) for name in names(labels)]

    def _probability(self, labels: list[str], first: int, after: int) -> float:
        return min(float(self._tagger.marginal(labels[place], place)) for place in range(first, after))
