"""How much text an article shares with each of others, counted in one pass over all their shingles."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from khabar_enrich.copies.shingles import Hashes, found_in
from khabar_enrich.copies.signature import Signature


@dataclass(frozen=True, slots=True)
class Overlap:
    """What an article shares with another one; ``within`` says that it is the one with fewer shingles."""

    other: Signature
    containment: float
    resemblance: float
    within: bool


def overlaps(one: Signature, others: Sequence[Signature]) -> list[Overlap]:
    """Return what an article shares with each of others, below the smaller limit of the two."""
    if not others or not len(one.shingles):
        return []
    limits = np.array([min(one.limit, other.limit) for other in others])
    its = np.concatenate([other.shingles for other in others])
    owner = np.repeat(np.arange(len(others)), [len(other.shingles) for other in others])
    counted = its < limits[owner]
    common = np.bincount(owner[counted & found_in(its, one.shingles)], minlength=len(others))
    sizes = np.bincount(owner[counted], minlength=len(others))
    own = np.searchsorted(one.shingles, limits)
    smaller = np.maximum(np.minimum(own, sizes), 1)
    shares, parts = common / smaller, common / np.maximum(own + sizes - common, 1)
    rows = zip(others, shares.tolist(), parts.tolist(), (own <= sizes).tolist(), strict=True)
    return [Overlap(*row) for row in rows]


def below(hashes: Hashes, limit: int) -> Hashes:
    """Return those of sorted hashes that are below a limit."""
    return hashes[: int(np.searchsorted(hashes, limit))]
