"""Whether a feed has moved for good. Pure.

One permanent redirect proves little: captive portals, expired domains and broken set-ups send them too. A new address
is kept once the same one was named on three polls, over a day at least, and yielded the feed each time.
"""

from collections.abc import MutableMapping, Sequence
from datetime import datetime
from typing import Final

from khabar.fetching import Hop

FIELDS: Final = ("moved_to", "moved_since", "moved_times")
_PERMANENT: Final = frozenset({301, 308})
_TIMES: Final = 3
_SECONDS: Final = 86_400.0


def permanent(hops: Sequence[Hop]) -> str:
    """The address that a chain of redirects leads to for good, nothing when any of them is for now."""
    return hops[-1].url if hops and all(hop.status in _PERMANENT for hop in hops) else ""


def proven(memory: MutableMapping[str, str], target: str, now: datetime) -> bool:
    """Note where a poll that yielded the feed was led for good (nothing: nowhere); whether that is proven by now."""
    if not target or memory.get("moved_to") != target:
        forget(memory)
        if target:
            memory.update(zip(FIELDS, (target, f"{now.timestamp():.0f}", "1"), strict=True))
        return False
    times = int(memory["moved_times"]) + 1
    memory["moved_times"] = str(min(times, _TIMES))
    return times >= _TIMES and now.timestamp() - float(memory["moved_since"]) >= _SECONDS


def forget(memory: MutableMapping[str, str]) -> None:
    """Begin anew."""
    for field in FIELDS:
        memory.pop(field, None)
