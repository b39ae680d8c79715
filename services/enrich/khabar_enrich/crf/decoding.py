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
        inside = np.zeros(len(scores) + 1, np.bool_)
        for first, after in sentences:
            inside[first:after] = True
        free = inside[:-1] & ((scores + self._most)[:, 1:].max(axis=1) >= scores[:, 0])
        starts, ends = np.flatnonzero(np.diff(free, prepend=False, append=False)).reshape(-1, 2).T
        found = _short(zip((starts - inside[starts - 1]).tolist(), (ends + inside[ends]).tolist(), strict=True))
        return np.array(sorted(found, key=lambda piece: piece[1] - piece[0]), np.int64).reshape(-1, 2)

    def _together(self, scores: Floats, starts: Numbers, lengths: Numbers, decoded: Decoded) -> None:
        steps = np.arange(lengths[-1])[:, np.newaxis]
        ahead, back = np.minimum(steps, lengths - 1), np.maximum(lengths - 1 - steps, 0)
        read = scores[starts + np.stack([ahead, back], axis=1)].astype(np.float64)
        until, after = self._best(np.ascontiguousarray(read.swapaxes(2, 3)))
        best = until + np.take_along_axis(after, back[:, np.newaxis], axis=0)
        labels = best.argmax(axis=1)
        sure = 1 / np.exp(best - best.max(axis=1, keepdims=True)).sum(axis=1)
        inside = steps < lengths
        places = (starts + ahead)[inside]
        decoded.labels[places], decoded.sure[places] = labels[inside], sure[inside]

    def _best(self, read: Floats) -> tuple[Floats, Floats]:
        """The best row up to each word and label, from the start with the word itself, from the end without it."""
        with_word, before = np.empty_like(read), np.zeros((len(read) + 1, *read.shape[1:]))
        for step, scores in enumerate(read):
            now = np.add(before[step], scores, out=with_word[step])
            np.maximum.reduce(now[:, :, np.newaxis] + self._added, axis=1, out=before[step + 1])
        return with_word[:, 0], before[:, 1]


def _short(pieces: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for start, end in pieces:
        for first in range(start, end, _LONGEST):
            yield first, min(end, first + _LONGEST)
