"""Weights of terms, TF-IDF, and the mild decay of likeness with the days between two articles."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

_ASSUMED: Final = 1_000
_FLOOR: Final = 0.8
_HALVING_DAYS: Final = 14.0
_DAY_SECONDS: Final = 86_400.0
_TELLING: Final = 0.01
_RAISED: Final = 1.25


def weighed(counts: Mapping[str, int], frequencies: Mapping[str, int], articles: int, most: int) -> dict[str, float]:
    """Return the weightiest terms as a unit vector, heaviest first and of equals the one that is told first.

    A thousand articles without any of the terms are taken to have been read before the first one: while an index is
    young, the words of its first event are in most of its articles and would weigh nothing.

    Args:
        counts: how often each term occurs in the article.
        frequencies: in how many indexed articles each term occurs.
        articles: how many articles are indexed.
        most: how many terms to keep.
    """
    return weighed_by([*counts], [*counts.values()], [frequencies.get(term, 0) for term in counts], articles, most)


def weighed_by(
    terms: Sequence[str], counts: Sequence[int], frequencies: Sequence[int] | NDArray[Any], articles: int, most: int
) -> dict[str, float]:
    """Do what `weighed` does, with the counts and frequencies in the order of the terms."""
    rarity = np.log((articles + _ASSUMED + 2) / (np.minimum(frequencies, articles) + 1.0))
    raw = (1 + np.log(np.asarray(counts, np.float64))) * rarity
    top = np.argsort(-raw, kind="stable")[:most]
    length = math.sqrt(float(np.square(raw[top]).sum())) or 1.0
    return dict(zip([terms[place] for place in top.tolist()], (raw[top] / length).tolist(), strict=True))


def decay(one: float, others: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return 0.8 + 0.2 · 2^(−days/14) for a time of publication and others, in seconds."""
    days = np.abs(others - one) / _DAY_SECONDS
    return _FLOOR + (1 - _FLOOR) * np.exp2(-days / _HALVING_DAYS)


def strength(score: float, named: float) -> float:
    """Return how strong a link is: its score, raised where the two share a name that tells.

    A name tells if it is rare enough to add a hundredth to the cosine: that of the league which all matches are in does
    not. A low score is raised by a quarter, 1 stays 1, and of two that are raised the better one stays the better.

    Args:
        score: of the two, between 0 and 1.
        named: how much of their cosine the names make up that they share.
    """
    return 1 - (1 - min(score, 1.0)) ** _RAISED if named >= _TELLING else score
