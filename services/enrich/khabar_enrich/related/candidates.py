"""Whom to compare an article with: those with the greatest partial dot products over the records of its terms."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from khabar_enrich.related.vector import LARGEST, RECORD, WEIGHT_BITS, WEIGHTS

CANDIDATES: Final = 50
_NUMBERS: Final = 1 << 24
_PLACES: Final = 1 << 16
_PROMISING: Final = 100
_AT_ONCE: Final = 100_000  # so many others may come between being numbered and asking


def candidates(tails: Sequence[bytes], weights: NDArray[np.float64], asking: int, newest: int) -> list[int]:
    """Return the sequence numbers of the fifty candidates, the best first and of equals the newest.

    Args:
        tails: the records of each asked term, then, where there are any, its evergreen ones.
        weights: of the asked terms in the asking article.
        asking: the sequence number of the asking article; only those before it count.
        newest: how many articles before it count, evergreen ones aside.
    """
    records = np.frombuffer(b"".join(tails), RECORD)
    lengths = [len(tail) // RECORD.itemsize for tail in tails]
    parts = WEIGHTS.take(records & LARGEST)
    parts *= np.repeat(np.resize(weights, len(tails)), lengths)
    if asking > newest:
        aged = sum(lengths[: len(weights)])
        parts[:aged] *= _ages(records[:aged], asking) < newest
    promising = _promising(records, parts)
    found, owner = np.unique(_ages(records[promising], asking), return_inverse=True)
    dots = np.bincount(owner, parts[promising]) * (found > 0) * (found < _NUMBERS - _AT_ONCE)
    best: list[int] = found[np.lexsort((found, -dots))][: min(CANDIDATES, np.count_nonzero(dots))].tolist()
    return [asking - age for age in best]


def _ages(records: NDArray[Any], asking: int) -> NDArray[Any]:
    """Return how many articles came since that of each record, the asking one included."""
    ages: NDArray[Any] = (asking % _NUMBERS - (records >> WEIGHT_BITS)) % _NUMBERS
    return ages


def _promising(records: NDArray[Any], parts: NDArray[np.float64]) -> NDArray[Any]:
    """Return which records may be of a candidate.

    Parts are added up by the lowest 16 bits of their articles' numbers, which takes no sorting however many articles
    are kept. Where several fall together their sum seems to be that of one, so at least twice as many sums are looked
    into as candidates are wanted: a hundredth greatest is found among the greatest of each 16, for there are few.
    """
    places = (records >> WEIGHT_BITS & _PLACES - 1).astype(np.intp)
    sums = np.bincount(places, parts, _PLACES)
    enough = np.partition(sums.reshape(16, -1).max(axis=0), -_PROMISING)[-_PROMISING]
    return np.flatnonzero((sums >= enough).take(places) & (parts > 0))
