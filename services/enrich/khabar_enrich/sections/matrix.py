"""Articles as rows of numbers: the rarest-weighed terms of each, as a sparse matrix of three arrays."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from khabar_enrich.sections.examples import Example
from khabar_enrich.sections.model import SCALE, unit

MOST_TERMS: Final = 8000
_FEWEST_ARTICLES: Final = 2


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms that a model knows, in the order of their spelling, with their rarity in hundredths."""

    rows: Mapping[str, int]
    rarity: NDArray[np.int32]

    @classmethod
    def of(cls, examples: Sequence[Example]) -> Self:
        """Choose the terms that two articles share, the commonest 8,000, and weigh them by how few have them."""
        articles: Counter[str] = Counter()
        for example in examples:
            articles.update(example.counts.keys())
        shared = [term for term, count in articles.items() if count >= _FEWEST_ARTICLES]
        chosen = sorted(sorted(shared, key=lambda term: (-articles[term], term))[:MOST_TERMS])
        rarity = [round(SCALE * math.log((1 + len(examples)) / articles[term])) for term in chosen]
        return cls({term: row for row, term in enumerate(chosen)}, np.array(rarity, np.int32))


@dataclass(frozen=True, slots=True)
class Matrix:
    """A row of unit length for each article: ``columns`` and ``values`` from ``starts[n]`` to ``starts[n + 1]``."""

    starts: NDArray[np.int64]
    columns: NDArray[np.int64]
    values: NDArray[np.float64]
    width: int

    @classmethod
    def of(cls, examples: Sequence[Example], terms: Terms) -> Self:
        """Weigh the terms of articles."""
        lines = [_line(example.counts, terms) for example in examples]
        starts = np.cumsum([0, *(len(columns) for columns, _ in lines)])
        columns = np.concatenate([columns for columns, _ in lines] or [np.zeros(0, np.int64)])
        values = np.concatenate([values for _, values in lines] or [np.zeros(0)])
        return cls(starts, columns, values, len(terms.rows))

    @property
    def rows(self) -> NDArray[np.int64]:
        """The row of every value."""
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))

    def times(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the product with a weight for every column and section."""
        rows, count = self.rows, len(self.starts) - 1
        sums = [np.bincount(rows, self.values * column[self.columns], count) for column in weights.T]
        return np.column_stack(sums)

    def transposed_times(self, errors: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the product of the matrix on its side with a number for every row and section."""
        rows = self.rows
        sums = [np.bincount(self.columns, self.values * column[rows], self.width) for column in errors.T]
        return np.column_stack(sums)


def _line(counts: Mapping[str, int], terms: Terms) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    known = sorted((row, count) for term, count in counts.items() if (row := terms.rows.get(term)) is not None)
    columns = np.array([row for row, _ in known], np.int64)
    raw = (1 + np.log(np.array([count for _, count in known], np.float64))) * terms.rarity[columns].astype(np.float64)
    return columns, unit(raw)
