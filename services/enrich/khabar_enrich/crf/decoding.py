"""The likeliest row of labels for every sentence of a page, all sentences at once, and how sure each label is.

For every word and label the best row through that label is worked out from both ends side by side; the likeliest label
is the one whose best row is best, and it is sure by how far the best rows through other labels fall behind. Words that
no neighbour's label could turn into a part of a name cut a sentence into pieces that are read beside each other.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np

from khabar_enrich.crf.weights import Floats, Numbers

_LONGEST: Final = 200  # words after which a row of labels begins anew; sentences of newspapers are shorter
_AT_ONCE: Final = 64  # pieces; bounds the memory that a page needs


class Decoded(NamedTuple):
    """The number of each word's label, and how sure it is (0 to 1)."""

    labels: Numbers
    sure: Floats


class Decoder:
    """Turns scores of words into labels; the first label is the one of words outside names.

    Args:
        transitions: the weight of a label (row) before another (column).
    """

    def __init__(self, transitions: Floats) -> None:
        both = np.stack([transitions, transitions.T]).astype(np.float64)
        self._added = both[..., np.newaxis]
        gains = both - both[:, :, :1]
        self._most = gains.max(axis=1, initial=0).sum(axis=0)

    def decode(self, scores: Floats, sentences: Sequence[tuple[int, int]]) -> Decoded:
        """Decode a page.

        Args:
            scores: a row a word and a column a label.
            sentences: the first row of every sentence and the row after its last; no sentence begins at that row.
        """
        decoded = Decoded(np.zeros(len(scores), np.int64), np.ones(len(scores)))
        pieces = self._pieces(scores, sentences)
        for first in range(0, len(pieces), _AT_ONCE):
            starts, ends = pieces[first : first + _AT_ONCE].T
            self._together(scores, starts, ends - starts, decoded)
        return decoded

    def _pieces(self, scores: Floats, sentences: Sequence[tuple[int, int]]) -> Numbers:
        """Where words stand in a row that may be in a name, each row with the sure words beside it, shortest first."""
        inside, free = np.zeros(len(scores) + 1, np.bool_), np.zeros(len(scores) + 2, np.bool_)
        for first, after in sentences:
            inside[first:after] = True
        free[1:-1] = inside[:-1] & ((scores + self._most)[:, 1:].max(axis=1) >= scores[:, 0])
        starts, ends = np.flatnonzero(free[1:] != free[:-1]).reshape(-1, 2).T
        pieces = np.stack([starts - inside[starts - 1], ends + inside[ends]], axis=1)
        if (pieces[:, 1] - pieces[:, 0] > _LONGEST).any():
            pieces = np.array([*_short(pieces.tolist())])
        return pieces[(pieces[:, 1] - pieces[:, 0]).argsort(kind="stable")]

    def _together(self, scores: Floats, starts: Numbers, lengths: Numbers, decoded: Decoded) -> None:
        steps = np.arange(lengths[-1])[:, np.newaxis]
        ahead, back = np.minimum(steps, lengths - 1), np.maximum(lengths - 1 - steps, 0)
        read = scores[starts + np.stack([ahead, back], axis=1)].astype(np.float64)
        over = lengths.searchsorted(np.arange(len(steps)), side="right")
        until, after = self._best(np.ascontiguousarray(read.swapaxes(2, 3)), over.tolist())
        step, piece = np.nonzero(steps < lengths)
        best = np.ascontiguousarray((until[step, :, piece] + after[back[step, piece], :, piece]).T)
        places = starts[piece] + step
        decoded.labels[places] = best.argmax(axis=0)
        decoded.sure[places] = 1 / np.exp(best - best.max(axis=0)).sum(axis=0)

    def _best(self, read: Floats, over: Sequence[int]) -> tuple[Floats, Floats]:
        """The best row up to each word and label, from the start with the word itself, from the end without it.

        Args:
            read: the scores step by step.
            over: how many pieces are over before each step.
        """
        with_word, before = np.zeros_like(read), np.zeros((len(read) + 1, *read.shape[1:]))
        for step, first in enumerate(over):
            now = np.add(before[step, ..., first:], read[step, ..., first:], out=with_word[step, ..., first:])
            np.maximum.reduce(now[:, :, np.newaxis] + self._added, axis=1, out=before[step + 1, ..., first:])
        return with_word[:, 0], before[:, 1]


def _short(pieces: Iterable[list[int]]) -> Iterator[tuple[int, int]]:
    for start, end in pieces:
        for first in range(start, end, _LONGEST):
            yield first, min(end, first + _LONGEST)
