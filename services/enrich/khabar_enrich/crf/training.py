"""Training the name model from labelled corpora: the same files and lexicon give the same model."""

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import pycrfsuite  # type: ignore[import-untyped] # it ships no types

from khabar_enrich.crf.corpus import Sentence, read_corpus
from khabar_enrich.crf.features import features
from khabar_enrich.crf.labels import LABELS
from khabar_enrich.crf.lexicon import Lexicon
from khabar_enrich.crf.tokens import form
from khabar_enrich.crf.weights import Floats, Weights


class Training(NamedTuple):
    """One way to learn, and how much its weights count."""

    algorithm: str
    settings: Mapping[str, Any]
    share: float


_PERCEPTRON: Final = Training("ap", {"max_iterations": 8, "feature.minfreq": 2}, 2 / 15)
_LIKELIHOOD: Final = Training("lbfgs", {"c1": 0.03, "c2": 0.03, "max_iterations": 80, "feature.minfreq": 2}, 1 / 3)
TRAININGS: Final = (_LIKELIHOOD, *[_PERCEPTRON] * 5)
"""A perceptron depends on the order in which it meets the sentences, and the mean of several does so less; the mean of
both ways is right more often than either. All are made as steep as the first, whose probabilities are honest."""

Examples = list[tuple[pycrfsuite.ItemSequence, Sequence[str]]]


def train(corpora: Sequence[Path], folder: Path) -> int:
    """Train on the corpora, write the model into a folder, and return the number of sentences.

    The library shuffles by the C library's random numbers, which begin anew only in a process of its own.

    Raises:
        ConfigError: a corpus cannot be read or has wrong lines.
    """
    read = [read_corpus(corpus) for corpus in corpora]
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        process.submit(learn, read).result().store(folder)
    return sum(map(len, read))


def learn(corpora: Iterable[Sequence[Sentence]]) -> Weights:
    """Return the mean of all trainings; the same only as the first use of the library in a process."""
    examples = list(_examples(corpora))
    with tempfile.TemporaryDirectory() as scratch:
        return mean([_trained(training, examples, Path(scratch) / "weights") for training in TRAININGS])


def mean(trained: Sequence[Weights]) -> Weights:
    """Return the mean of weights that have the same labels, each as steep as the first and by its share."""
    attributes = tuple(sorted({attribute for one in trained for attribute in one.attributes}))
    rows = {attribute: row for row, attribute in enumerate(attributes)}
    states = np.zeros((len(attributes), len(trained[0].labels)))
    transitions = np.zeros_like(trained[0].transitions)
    for one, training in zip(trained, TRAININGS, strict=True):
        share = training.share * _steepness(trained[0]) / _steepness(one)
        states[[rows[attribute] for attribute in one.attributes]] += share * one.states
        transitions += share * one.transitions
    return Weights(trained[0].labels, attributes, states, transitions)


def _trained(training: Training, examples: Examples, path: Path) -> Weights:
    trainer = pycrfsuite.Trainer(algorithm=training.algorithm, params=training.settings, verbose=False)
    for attributes, labels in examples:
        trainer.append(attributes, labels)
    trainer.train(str(path))
    return weights_of(path)


def weights_of(path: Path) -> Weights:
    """Read what the library has learned."""
    tagger = pycrfsuite.Tagger()
    tagger.open(str(path))
    learned = tagger.info()
    labels = tuple(label for label in LABELS if label in learned.labels)
    attributes = tuple(sorted({attribute for attribute, _ in learned.state_features}))
    return Weights(
        labels,
        attributes,
        _table(learned.state_features, attributes, labels),
        _table(learned.transitions, labels, labels),
    )


def _examples(corpora: Iterable[Sequence[Sentence]]) -> Iterator[tuple[pycrfsuite.ItemSequence, Sequence[str]]]:
    lexicon = Lexicon.load()
    for corpus in corpora:
        attributes = features([[form(token) for token in sentence.tokens] for sentence in corpus], lexicon)
        for sentence, rows in zip(corpus, attributes, strict=True):
            yield pycrfsuite.ItemSequence(rows), sentence.labels


def _table(weights: Mapping[tuple[str, str], float], rows: Sequence[str], columns: Sequence[str]) -> Floats:
    row = {name: place for place, name in enumerate(rows)}
    column = {name: place for place, name in enumerate(columns)}
    table = np.zeros((len(rows), len(columns)))
    for (one, other), weight in weights.items():
        table[row[one], column[other]] = weight
    return table


def _steepness(weights: Weights) -> float:
    return float(np.abs(weights.transitions).sum()) or 1.0
