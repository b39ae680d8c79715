"""Patterns of neighbouring words: what they are called, and their weights found for a whole page at once."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Final, NamedTuple

import numpy as np

from khabar_enrich.crf.weights import Floats, Numbers, Weights

PAD: Final = 2
"""How many ``BEGIN`` stand before a sentence, and how many ``END`` after it."""
BEGIN: Final = "BOS"
END: Final = "EOS"


class Gram(NamedTuple):
    """A pattern: its members' places, and for every attribute of it which place that speaks of."""

    members: tuple[int, ...]
    attributes: Mapping[str, int]


KINDS: Final = (Gram((0, 1), {"kp=": 1, "kn=": 0}), Gram((0, 1, 2), {"kpp=": 2, "kpn=": 1, "knn=": 0}))
CORES: Final = (Gram((0, 1), {"bp=": 1, "bn=": 0}), Gram((0, 2), {"sk=": 1}))


ATTRIBUTES: Final = tuple(attribute for gram in (*KINDS, *CORES) for attribute in gram.attributes)
"""What the attributes of patterns begin with, and no others."""


def spelled(gram: Gram, words: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield the attributes of a pattern in a sentence, each after the place of the word that it is about."""
    padded = [BEGIN] * PAD + [*words] + [END] * PAD
    for first in range(len(padded) - gram.members[-1]):
        text = " ".join([padded[first + member] for member in gram.members])
        for attribute, place in gram.attributes.items():
            if 0 <= first + place - PAD < len(words):
                yield first + place - PAD, attribute + text


class _Entry(NamedTuple):
    words: list[str]
    column: int
    row: int


class Weighed:
    """The weights of one pattern over the numbered words of a model's vocabulary."""

    def __init__(self, gram: Gram, entries: Sequence[_Entry], weights: Weights, numbers: Mapping[str, int]) -> None:
        self._gram = gram
        self._base = len(numbers) + 1
        members = np.array([[numbers[word] for word in entry.words] for entry in entries], np.int64)
        self._keys, at = np.unique(self._key(members.reshape(-1, len(gram.members)).T), return_inverse=True)
        self._keys = np.append(self._keys, np.iinfo(np.int64).max)  # of no words, with weights of nothing
        self._values = np.zeros((len(self._keys), len(gram.attributes), len(weights.labels)), np.float32)
        columns, rows = [entry.column for entry in entries], [entry.row for entry in entries]
        self._values[at, columns] = weights.states[rows]

    def add(self, scores: Floats, numbers: Numbers) -> None:
        """Add to the scores of a page's words what the pattern weighs wherever it occurs in their numbers."""
        windows = len(numbers) - self._gram.members[-1]
        keys = self._key([numbers[member : member + windows] for member in self._gram.members])
        at = self._keys.searchsorted(keys)
        at[self._keys[at] != keys] = -1
        values = self._values[at]
        for column, place in enumerate(self._gram.attributes.values()):
            scores[place : place + windows] += values[:, column]

    def _key(self, members: Sequence[Numbers] | Numbers) -> Numbers:
        key: Numbers = members[0]
        for member in members[1:]:
            key = key * self._base + member
        return key


def weighed(grams: Sequence[Gram], weights: Weights) -> tuple[dict[str, int], list[Weighed]]:
    """Number the words that stand in patterns of a model from 1 (0 is for all others), and find what they weigh."""
    entries = [list(_entries(gram, weights)) for gram in grams]
    words = {word for entry in chain.from_iterable(entries) for word in entry.words}
    numbers = {word: number for number, word in enumerate(sorted(words | {BEGIN, END}), 1)}
    return numbers, [Weighed(gram, found, weights, numbers) for gram, found in zip(grams, entries, strict=True)]


def _entries(gram: Gram, weights: Weights) -> Iterator[_Entry]:
    for column, attribute in enumerate(gram.attributes):
        for text, row in weights.beginning(attribute):
            yield _Entry(text.split(" "), column, row)
