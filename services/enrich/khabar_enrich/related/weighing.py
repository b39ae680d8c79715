"""Weights of terms, TF-IDF, and the mild decay of likeness with the days between two articles."""

import math
from collections.abc import Mapping
from typing import Final

_FLOOR: Final = 0.8
_HALVING_DAYS: Final = 14.0
_DAY_SECONDS: Final = 86_400.0


def weighed(counts: Mapping[str, int], frequencies: Mapping[str, int], articles: int, most: int) -> dict[str, float]:
    """Return the weightiest terms as a unit vector, heaviest first.

    Args:
        counts: how often each term occurs in the article.
        frequencies: in how many indexed articles each term occurs.
        articles: how many articles are indexed.
        most: how many terms to keep.
    """
    raw = {
        term: (1 + math.log(count)) * math.log((articles + 2) / (min(frequencies.get(term, 0), articles) + 1))
        for term, count in counts.items()
    }
    top = sorted(raw.items(), key=lambda item: (-item[1], item[0]))[:most]
    length = math.sqrt(sum(weight * weight for _, weight in top)) or 1.0
    return {term: weight / length for term, weight in top}


def decay(one: float, other: float) -> float:
    """Return 0.8 + 0.2 · 2^(−days/14) for two times of publication in seconds."""
    days = abs(one - other) / _DAY_SECONDS
    return _FLOOR + (1 - _FLOOR) * math.exp2(-days / _HALVING_DAYS)
