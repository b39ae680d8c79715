"""When a page is looked at again. No clock, network or disk."""

from typing import Final

GAPS_SECONDS: Final = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
"""Between the first looks; further ones come as far apart as the last."""

ONCE_MORE_SECONDS: Final = 900.0
"""After a page was told to be missing it is looked at once more."""

_LEAST_SECONDS: Final = 0.05


def wait(looks: int, age: float, patience: float) -> float | None:
    """Seconds until the next look, after so many; None once the patience is over.

    The last look comes when the patience ends, so that none is judged early.
    """
    left = patience - age
    if left <= 0:
        return None
    gap = GAPS_SECONDS[min(looks, len(GAPS_SECONDS)) - 1]
    return max(_LEAST_SECONDS, min(gap, left))
