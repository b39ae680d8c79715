"""Turning scores into probabilities that are what they say, by articles that were not learnt from."""

from itertools import product
from typing import Final

import numpy as np
from numpy.typing import NDArray

from khabar_enrich.sections.model import softmax

_SHARPNESS: Final = tuple(round(1.15**power, 3) for power in range(-4, 25))
_LEANINGS: Final = (0.0, 0.25, 0.5, 0.75, 1.0)
_TINY: Final = 1e-12
_SURE: Final = 1.0


def calibrated(scores: NDArray[np.float64], labels: NDArray[np.int64]) -> tuple[float, NDArray[np.float64]]:
    """Return what to multiply scores with, and what to add before to each section, so that they fit best.

    Every section counts the same in training; how many articles it really has tells where doubt should lean.
    """
    sizes = np.log(np.bincount(labels, minlength=scores.shape[1]) / len(labels))
    rows = np.arange(len(labels))

    def loss(choice: tuple[float, float]) -> float:
        sharpness, leaning = choice
        chances = softmax(scores * sharpness + leaning * sizes)[rows, labels]
        return float(-np.log(chances + _TINY).sum())

    sharpness, leaning = min(product(_SHARPNESS, _LEANINGS), key=loss)
    return sharpness, leaning * sizes / sharpness


def believed(chances: NDArray[np.float64], labels: NDArray[np.int64], precision: float) -> float:
    """Return the lowest confidence from which on the likeliest section is right often enough; 1 where none is."""
    sure = chances.max(1).round(3)
    order = np.argsort(-sure, kind="stable")
    right = np.cumsum((chances.argmax(1) == labels)[order]) / np.arange(1, len(labels) + 1)
    ends = np.append(np.diff(sure[order]) != 0, True)
    places = np.flatnonzero((right >= precision) & ends)
    return float(sure[order][places[-1]]) if len(places) else _SURE
