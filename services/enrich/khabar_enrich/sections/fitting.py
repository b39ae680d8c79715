"""Multinomial logistic regression with a penalty on large weights, on numpy alone.

Plain accelerated gradient descent (Nesterov 1983) with the step that the curvature of the loss allows: no line search,
no chance, no linear-algebra library, so the same articles give the same model on every machine.
"""

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from khabar_enrich.sections.matrix import Matrix
from khabar_enrich.sections.model import softmax

STEPS: Final = 150
_PENALTY: Final = 5e-5
_CURVATURE: Final = 1.0  # half the greatest possible sum of squares: rows of length one and the bias beside them


def fit(
    matrix: Matrix, labels: NDArray[np.int64], count: int, step: Callable[[], object]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the weights of every column in each section, and the bias of each section.

    Args:
        matrix: the articles.
        labels: the section of each, a number.
        count: how many sections there are.
        step: called after each of `STEPS` steps.
    """
    truth = np.eye(count)[labels]
    shares = _shares(labels, count)
    weights = np.zeros((matrix.width + 1, count))
    ahead, rate = weights, 1 / (_CURVATURE + _PENALTY)
    for number in range(STEPS):
        errors = (softmax(matrix.times(ahead[:-1]) + ahead[-1]) - truth) * shares[:, None]
        slope = np.vstack([matrix.transposed_times(errors), errors.sum(0)]) + _PENALTY * ahead
        moved = ahead - rate * slope
        ahead = moved + number / (number + 3) * (moved - weights)
        weights = moved
        step()
    return weights[:-1], weights[-1]


def _shares(labels: NDArray[np.int64], count: int) -> NDArray[np.float64]:
    """How much each article counts: every section as much as another, so that none is swallowed by a large one."""
    each = 1 / np.bincount(labels, minlength=count)[labels]
    return np.asarray(each / each.sum())
