"""How often a feed brings news. Pure.

The newest arrivals are remembered as ``<Unix seconds>:<number of news>``; the first one is what was there when the feed
was first seen and says nothing about its pace.
"""

from typing import Final

_REMEMBERED: Final = 8
_HOUR: Final = 3600.0


def arrived(remembered: str, at: float, news: int) -> str:
    """What is remembered of arrivals once some news came."""
    return " ".join([*remembered.split()[1 - _REMEMBERED :], f"{at:.0f}:{news}"])


def recent(remembered: str, now: float) -> float | None:
    """News an hour over the newest arrivals, the quiet since then counted in; None while that is not known."""
    first, *others = [part.partition(":") for part in remembered.split()] or [("", "", "")]
    if not others:
        return None
    passed = max(now - float(first[0]), 1.0)
    return sum(int(number) for _, _, number in others) * _HOUR / passed
