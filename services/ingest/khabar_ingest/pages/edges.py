"""The first and last lines of an article that only say when it was told, and by whom at the agency."""

import re
from collections.abc import Sequence
from datetime import datetime, tzinfo
from itertools import takewhile
from typing import Final, NamedTuple

from khabar_ingest.blocks import Placed
from khabar_ingest.pages.dateline import datelines, is_dateline
from khabar_ingest.pages.printed import printed, without_date

_LONGEST_SIGN_OFF: Final = 80
_MOST_SIGN_OFFS: Final = 3
_DESK = r"[^\W\d_]{1,3}(?:\s[^\W\d_]{1,2}(?!\w))?"
_SIGN_OFF = re.compile(
    rf"\W*(?:[-–—/]{{2,}}\s*)?(?:\([^()]{{2,20}}\))?\W*(?P<desks>{_DESK}(?:\s*/\s*{_DESK})+)?\W*", re.IGNORECASE
)
_END_MARK = re.compile(r"[-–—/]{2,}\s*\([^()]{2,20}\)")


class Edges(NamedTuple):
    """An article without such lines, and the time that they tell, if they tell one."""

    kept: list[Placed]
    published: datetime | None


def without_edges(found: Sequence[Placed], zone: tzinfo) -> Edges:
    """Leave out the datelines before an article, and the end mark, desk initials and date under it."""
    led = list(takewhile(lambda each: is_dateline(each.block.text), found))
    kept = list(found[len(led) :])
    ends: list[str] = []
    while len(kept) > 1 and len(ends) < _MOST_SIGN_OFFS and _is_sign_off(kept[-1].block.text, under=bool(ends)):
        ends.append(kept.pop().block.text)
    dates = [one.time for each in led for one in datelines(each.block.text, zone) if one.kind != "updated"]
    dates += [time for text in ends if (time := printed(text, zone))]
    return Edges(kept, dates[0] if len({time.date() for time in dates}) == 1 else None)


def _is_sign_off(text: str, *, under: bool) -> bool:
    """Whether a line has nothing but initials of a desk or a date; an end mark alone is one only over such a line."""
    if not text or len(text) > _LONGEST_SIGN_OFF:
        return False
    said = _SIGN_OFF.fullmatch(without_date(text))
    return said is not None and bool(said["desks"] or is_dateline(text) or (under and _END_MARK.search(text)))
