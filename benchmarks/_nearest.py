"""The truly nearest articles, by brute force over all stored vectors."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from khabar_enrich.related import Near
from khabar_enrich.related.vector import LARGEST, WEIGHT_BITS, WEIGHTS
from khabar_enrich.related.weighing import decay

_TERMS = 1 << 24


@dataclass(slots=True)
class Nearest:
    """All articles so far; ``kept`` of them, the newest, count."""

    kept: int
    ids: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    records: list[NDArray[Any]] = field(default_factory=list)

    def add(self, near: Near) -> None:
        """Take in an article."""
        self.ids.append(near.vector.article_id)
        self.times.append(near.published)
        self.records.append(near.vector.records)

    def best(self, near: Near, most: int) -> list[tuple[str, float]]:
        """Return the ids and scores of those of all before the last article that are nearest to it, the best first."""
        first, last = max(len(self.ids) - 1 - self.kept, 0), len(self.ids) - 1
        kept = self.records[first:last]
        if not kept:
            return []
        weights = np.zeros(_TERMS, np.float32)
        weights[near.vector.terms] = near.vector.weights
        joined = np.concatenate(kept)
        owner = np.repeat(np.arange(len(kept)), [len(records) for records in kept])
        parts = weights[joined >> WEIGHT_BITS] * WEIGHTS[joined & LARGEST]
        scores = np.bincount(owner, parts, len(kept)) * decay(near.published, np.array(self.times[first:last]))
        return [(self.ids[first + place], float(scores[place])) for place in np.argsort(-scores)[:most].tolist()]


def recall(found: Sequence[str], wanted: Sequence[tuple[str, float]], least: float = 0.0) -> tuple[int, int]:
    """Return how many of the wanted that score at least so much were found, and how many there are."""
    ids = [name for name, score in wanted if score > least]
    return len({*ids} & {*found}), len(ids)
