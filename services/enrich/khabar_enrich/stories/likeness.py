"""How surely two articles tell of one event.

The score is √(opening · told) · 2^(−days/3), between 0 and 1:

- *opening* is the cosine of what the two say first, for a news text says first what happened;
- *told* is the share of the one's opening that the other tells anywhere, the smaller of both ways, so that a long
  background piece that mentions everything is not of one event with everything;
- *days* lie between the two publications: after three days the same words are half as telling, for the next match of
  the same club and the next session of the same market are told in the words of the last.
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from khabar_enrich.stories.telling import Telling

SAME_EVENT: Final = 0.17
"""From this score on two articles are taken to tell of one event."""

PLAINLY: Final = 0.30
"""From this score on readers would say so too: below it most of such pairs, where none is above it, share a subject."""

_HALVING_DAYS: Final = 3.0
_DAY_SECONDS: Final = 86_400.0
_SCALE: Final = 65535


def same_event(one: Telling, other: Telling) -> float:
    """Return how surely two articles tell of one event; from `SAME_EVENT` on they are taken to."""
    tellings = (one, other)
    return float((likeness(tellings) * nearness(tellings))[0, 1])


def likeness(tellings: Sequence[Telling]) -> NDArray[np.float32]:
    """Return how like each article is to each other one, whenever they were published."""
    if not tellings:
        return np.zeros((0, 0), np.float32)
    terms, columns = np.unique(np.concatenate([telling.opening for telling in tellings]), return_inverse=True)
    rows = _rows([telling.opening for telling in tellings])
    weights = np.zeros((len(tellings), len(terms)), np.float32)
    weights[rows, columns] = np.concatenate([telling.weights for telling in tellings]) / _SCALE
    told = _told(terms, [telling.words for telling in tellings])
    shares = weights / np.maximum(weights.sum(axis=1, keepdims=True), 1e-9)
    common = told.sum(axis=0) > 1
    weights, shares, told = weights[:, common], shares[:, common], told[:, common]
    covered = _products(shares, told)
    both: NDArray[np.float32] = np.sqrt(np.minimum(_products(weights, weights), 1) * np.minimum(covered, covered.T))
    return both


def nearness(tellings: Sequence[Telling]) -> NDArray[np.float32]:
    """Return for each two articles the factor of the time between their publications."""
    published = np.array([telling.published for telling in tellings])
    days = np.abs(published[:, None] - published[None, :]) / _DAY_SECONDS
    return np.asarray(np.exp2(-days / _HALVING_DAYS), np.float32)


def _told(terms: NDArray[Any], words: Sequence[NDArray[Any]]) -> NDArray[np.float32]:
    """Return for each article which of some sorted terms are among its words."""
    told = np.zeros((len(words), len(terms)), np.float32)
    joined = np.concatenate(words)
    place = np.searchsorted(terms, joined)
    hit = np.flatnonzero(place < len(terms))
    hit = hit[terms[place[hit]] == joined[hit]]
    told[_rows(words)[hit], place[hit]] = 1
    return told


def _products(one: NDArray[np.float32], other: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the dot product of each two rows, without the threads of BLAS: waking them costs more than the sums."""
    return np.asarray(np.einsum("ik,jk->ij", one, other), np.float32)


def _rows(parts: Sequence[NDArray[Any]]) -> NDArray[np.int64]:
    """Return for each element of the joined parts which part it comes from."""
    return np.repeat(np.arange(len(parts)), [len(part) for part in parts])
