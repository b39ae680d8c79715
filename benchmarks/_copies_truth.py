"""Which articles truly share their text, by brute force: every run of four words of every article, nothing sampled."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from khabar.arabic import fold

_LENGTH = 4
_WORD = re.compile(r"[^\W_]+")


class Pair(NamedTuple):
    """Two articles by their places, the earlier one first, and what they share."""

    earlier: int
    later: int
    containment: float
    resemblance: float


def pairs(texts: Sequence[str], times: Sequence[float], window: float, least: float) -> Iterator[Pair]:
    """Yield all pairs within the window, of articles in time order, with at least so much containment."""
    known: dict[tuple[str, ...], int] = {}
    runs = [np.array(sorted({known.setdefault(run, len(known)) for run in _runs(text)}), np.int64) for text in texts]
    sizes, stamps = np.array([len(run) for run in runs]), np.asarray(times)
    owner, all_runs = np.repeat(np.arange(len(runs)), sizes), np.concatenate(runs)
    order = np.argsort(all_runs, kind="stable")
    posting, begins = owner[order], np.searchsorted(all_runs[order], np.arange(len(known) + 1))
    for later, mine in enumerate(runs):
        starts, lengths = begins[mine], begins[mine + 1] - begins[mine]
        skipped = np.repeat(starts - np.cumsum(lengths) + lengths, lengths)
        others = posting[skipped + np.arange(lengths.sum())]
        others = others[(others < later) & (stamps[others] >= stamps[later] - window)]
        found, common = np.unique(others, return_counts=True)
        smaller = np.minimum(sizes[later], sizes[found])
        for place in np.flatnonzero(common >= least * smaller):
            shared, other = int(common[place]), int(found[place])
            yield Pair(other, later, shared / smaller[place], shared / (sizes[later] + sizes[other] - shared))


def _runs(text: str) -> list[tuple[str, ...]]:
    words = _WORD.findall(fold(text))
    return [tuple(words[at : at + _LENGTH]) for at in range(max(len(words) - _LENGTH + 1, min(len(words), 1)))]
