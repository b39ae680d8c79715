"""Ids of stream entries: the server's clock in milliseconds, a dash, and a counter."""

import re
from datetime import datetime, timedelta

from khabar.errors import KhabarError

START = "0-0"
"""Before the first entry of any stream."""

_ID = re.compile(r"([0-9]{1,19})(?:-([0-9]{1,20}))?")
_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
_LAST = 2**64 - 1
Rank = tuple[int, int]


class NoId(KhabarError):
    """A text is no id of a stream entry."""


def rank(entry_id: str) -> Rank:
    """What ids sort by, for they do not sort as text.

    Raises:
        NoId: the text is no id.
    """
    found = _ID.fullmatch(entry_id)
    if not found:
        msg = f"{entry_id!r} is no id of an entry; one looks like 1764000000000-0"
        raise NoId(msg)
    return int(found[1]), int(found[2] or 0)


def before(moment: datetime) -> str:
    """The greatest id before a moment: reading after it begins with that moment."""
    return f"{max(0, milliseconds(moment) - 1)}-{_LAST}"


def through(moment: datetime) -> str:
    """The greatest id of a moment's own millisecond."""
    return f"{milliseconds(moment)}-{_LAST}"


def milliseconds(moment: datetime) -> int:
    """A moment as whole milliseconds since 1970."""
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def clock(entry_id: str) -> int:
    """The server's clock when it took an entry, in milliseconds since 1970."""
    return rank(entry_id)[0]
