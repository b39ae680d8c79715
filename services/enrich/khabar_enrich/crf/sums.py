"""What sets of attributes say together of each label, for the word that has them and for the words beside it."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

import numpy as np

from khabar_enrich.crf.features import SIDES
from khabar_enrich.crf.grams import ATTRIBUTES
from khabar_enrich.crf.weights import Floats, Numbers, Weights

_SHARED: Final = 8192  # parts of sets that many words have in common
_FIRST: Final = 4096  # sums that there is room for at first


class Sums:
    """Summed weights, a block a set: a row for every one of `SIDES`, and a column a label; set 0 is the empty one."""

    def __init__(self, weights: Weights) -> None:
        self._places, self._blocks = _by_mark(weights)
        self._shared = lru_cache(_SHARED)(self._shared_places)
        self.forget()

    def __len__(self) -> int:
        return self._after

    def forget(self) -> None:
        """Begin anew, as if no set had been met."""
        self._numbers: dict[tuple[str, ...], int] = {(): 0}
        self._after = 1
        self._sums = np.zeros((_FIRST, *self._blocks.shape[1:]), np.float32)

    def number(self, marks: tuple[str, ...]) -> int:
        """Return the number by which `of` knows a set of attributes that may come again."""
        number = self._numbers.get(marks)
        if number is None:
            number = self._numbers[marks] = self.add([(marks, (), ())])
        return number

    def add(self, sets: Iterable[tuple[Iterable[str], tuple[str, ...], Iterable[str]]]) -> int:
        """Sum sets of attributes; they are numbered on from the number returned, and the caller remembers which.

        Args:
            sets: each in three parts, of which the one in the middle is the same for many.
        """
        find = self._places.get
        places: list[int] = []
        begins: list[int] = []
        for near, shared, own in sets:
            begins.append(len(places))
            places.append(0)
            places += filter(None, map(find, near))
            places += self._shared(shared)
            places += filter(None, map(find, own))
        first = self._after
        self._after += len(begins)
        while self._after > len(self._sums):
            self._sums = np.concatenate([self._sums, np.zeros_like(self._sums)])
        np.add.reduceat(self._blocks[places], begins, axis=0, out=self._sums[first : self._after])
        return first

    def _shared_places(self, marks: tuple[str, ...]) -> list[int]:
        return [*filter(None, map(self._places.get, marks))]

    def of(self, numbers: Numbers) -> Floats:
        """Return the blocks of numbered sets."""
        return self._sums[numbers]


def _by_mark(weights: Weights) -> tuple[Mapping[str, int], Floats]:
    """For every attribute of words, whoever has it, the place of its block, and the blocks; the first is none's."""
    columns = {side: column for column, side in enumerate(SIDES)}
    rows = [row for row, mark in enumerate(weights.attributes) if not mark.startswith(ATTRIBUTES)]
    marks = map(weights.attributes.__getitem__, rows)
    parts = [(mark[:2], mark[2:]) if mark[:2] in columns else ("", mark) for mark in marks]
    places = {mark: place for place, mark in enumerate(dict.fromkeys(mark for _, mark in parts), 1)}
    blocks = np.zeros((len(places) + 1, len(SIDES), len(weights.labels)), np.float32)
    blocks[[places[mark] for _, mark in parts], [columns[side] for side, _ in parts]] = weights.states[rows]
    return places, blocks
