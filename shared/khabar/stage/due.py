"""Deliveries that wait for a target, written by the commit that acknowledges their event.

So a group is always drained, however long its target is down. Keys of a target, all under ``due:<target>``:

``due:<target>``, ``…:urgent``  sorted sets: name → when it is to be tried, Unix milliseconds, -1 for a kill that was
                                not tried yet; urgent ones apart
``…:flight``                    sorted set: name → end of the lease of whoever delivers it, Unix milliseconds
``…:work``                      hash: name → what is to be delivered, five lines: rank, revision, lane, the entry to
                                be told should it be superseded, and the event's own entry (both JSON arrays of field,
                                value, …); ``<name>!`` → the entry to be told should what is in flight fail
``…:lost``                      hash: name → how often whoever had it in hand did not end it; ``<name>!`` → the SHA-1 of
                                what was first lost so, empty when something newer waited by then
``…:tried``                     set: the names for which a call failed, so that the target may have it all the same
``…:ahead``                     sorted set: name → the rank of what went there ahead of enrichment
``…:pace``                      hash: ``next`` → when a target that is called evenly is called next, Unix ms

A delivery waits under the event's subject, an article or a tag, or under a name of its own: what is told beside an
article waits beside it. Under each name only what ranks highest waits; whatever it supersedes is told as skipped. What
is superseded while it is in flight may still arrive: its entry stays under ``<name>!`` for whoever ends the flight, who
drops it with a receipt, and tells it when the call failed or the lease ran out. What went ahead of enrichment has no
entry to be told: its own event is still to come, and ends in its own way.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from khabar.errors import Rejected
from khabar.events import Event
from khabar.keys import Keys
from khabar.stage.entry import FAILING_SINCE, Action, Entry
from khabar.wire import Fields

KILL: Final = 10**12
"""What a kill's rank has over its revision: nothing supersedes it."""

_IN_FLIGHT: Final = "!"
"""What ends the field of the work hash that waits for the end of a flight."""

KEY: Final = 12
"""The commit script's key index that means: wait for a target."""


@dataclass(frozen=True, slots=True)
class Due:
    """The event in hand is to be delivered.

    Args:
        event: the event that the handler was given.
        rank: its revision, and `KILL` more for a kill.
        skipped: the event to be told if a higher rank comes before it was delivered.
        about: the name under which it waits; the event's subject where none is given.
    """

    event: Event
    rank: int
    skipped: Event
    about: str = ""


def keys_of(keys: Keys, target: str) -> tuple[str, str, str, str]:
    """The keys of a target's deliveries, in the commit script's order."""
    return keys.due(target), keys.due(target, "urgent"), keys.due(target, "flight"), keys.due(target, "work")


def put(due: Due, entry: Entry, skipped: Fields) -> Action:
    """The action that has an entry wait for its target, as one that was never tried.

    Raises:
        Rejected: its name or revision would be taken for what they are not: what is in flight, or a kill.
    """
    event, name = due.event, due.about or due.event.subject
    if name.endswith(_IN_FLIGHT) or event.revision >= KILL:
        msg = f"no delivery waits for {name!r} in revision {event.revision}: one of them is out of bounds"
        raise Rejected(msg)
    told = _flat((key, value.decode() if isinstance(value, bytes) else value) for key, value in skipped.items())
    return Action(KEY, (name, due.rank, event.revision, event.lane, told, untried(entry.fields)))


def untried(fields: Mapping[bytes, bytes], **more: str) -> str:
    """An entry as it is kept for a delivery that was never tried, with ``more`` fields."""
    text = {key.decode(): value.decode() for key, value in fields.items() if key != FAILING_SINCE.encode()}
    return _flat((text | {"attempt": "1"} | more).items())


def _flat(fields: Iterable[tuple[str, str]]) -> str:
    return json.dumps([part for pair in fields for part in pair], ensure_ascii=False)
