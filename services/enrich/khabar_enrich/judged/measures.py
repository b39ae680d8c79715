"""How good a list of links is by the grades of what it holds: 2 the same event, 1 useful, 0 neither. Pure."""

import math
from collections.abc import Iterable, Sequence


def precision(grades: Sequence[int], at: int) -> float:
    """Return the share of relevant links among the first so many; a place that is left empty counts as a wrong one."""
    return sum(grade > 0 for grade in grades[:at]) / at


def ndcg(grades: Sequence[int], judged: Iterable[int], at: int) -> float:
    """Return the gain of the first so many, as a share of what the best of all judged would gain.

    A link gains 2^grade - 1, the less the farther down it stands (the logarithm of its place).
    """
    best = _gain(sorted(judged, reverse=True)[:at])
    return _gain(grades[:at]) / best if best else 0.0


def reciprocal_rank(grades: Sequence[int]) -> float:
    """Return 1 / the place of the first relevant link, 0 where there is none."""
    return next((1 / place for place, grade in enumerate(grades, 1) if grade > 0), 0.0)


def _gain(grades: Sequence[int]) -> float:
    return math.fsum((2**grade - 1) / math.log2(place + 1) for place, grade in enumerate(grades, 1))
