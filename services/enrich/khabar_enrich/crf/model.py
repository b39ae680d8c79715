"""The trained weights at work: from the words of sentences to the names in them."""

from collections.abc import Iterator, Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from threading import Lock
from typing import NamedTuple, Self

from khabar_enrich.crf.decoding import Decoder
from khabar_enrich.crf.emissions import Emissions
from khabar_enrich.crf.labels import names
from khabar_enrich.crf.lexicon import Lexicon
from khabar_enrich.crf.weights import Weights


class Labelled(NamedTuple):
    """The likeliest labels of a sentence's words, and how sure each is."""

    labels: list[str]
    sure: list[float]


class Guess(NamedTuple):
    """A name among the words of a sentence, and how sure the least sure of its labels is."""

    first: int
    after: int
    kind: str
    sure: float


class Model:
    """Weights with the lexicon they were trained on; safe to use from several threads."""

    def __init__(self, weights: Weights, lexicon: Lexicon) -> None:
        self._labels = weights.labels
        self._emissions = Emissions(weights, lexicon)
        self._decoder = Decoder(weights.transitions)
        self._lock = Lock()

    @classmethod
    def load(cls, folder: Traversable | None = None) -> Self:
        """Read a trained model from a folder, by default the one that Khabar ships.

        Raises:
            ConfigError: there is none in the folder.
        """
        return cls(Weights.load(folder or files("khabar_enrich.crf").joinpath("model")), Lexicon.load())

    def label(self, sentences: Sequence[Sequence[str]]) -> Iterator[Labelled]:
        """Label every sentence of an article; words are in the form of `tokens.form`."""
        for labels, sure in self._decoded(sentences):
            yield Labelled([self._labels[label] for label in labels], sure)

    def guesses(self, sentences: Sequence[Sequence[str]]) -> Iterator[list[Guess]]:
        """Yield the names of every sentence of an article."""
        for labels, sure in self._decoded(sentences):
            found = names([self._labels[label] for label in labels]) if any(labels) else ()
            yield [Guess(*name, min(sure[name.first : name.after])) for name in found]

    def _decoded(self, sentences: Sequence[Sequence[str]]) -> Iterator[tuple[list[int], list[float]]]:
        with self._lock:
            scored = self._emissions.of(sentences)
        labels, sure = (column.tolist() for column in self._decoder.decode(*scored))
        return ((labels[first:after], sure[first:after]) for first, after in scored.sentences)
