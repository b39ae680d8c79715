"""The form of the search: what a reader filled in, and the addresses that change one thing of it."""

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Self
from urllib.parse import urlencode

from khabar.arabic import fold
from khabar_site.ask import Ask
from khabar_site.store.marks import Filters
from khabar_site.store.search import Order

PAGES: Final = 20
_DATE: Final = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")
_KEPT: Final = ("q", "section", "tag", "author", "from", "to", "sort")


@dataclass(frozen=True, slots=True)
class Form:
    """What was filled in; ``misread`` are the fields with dates that are none."""

    query: str
    filters: Filters
    order: Order
    page: int
    misread: tuple[str, ...]
    fields: Mapping[str, str]

    @classmethod
    def of(cls, ask: Ask) -> Self:
        """Read the fields of a request."""
        told = {name: " ".join(ask.fields.get(name, "").split()) for name in _KEPT}
        first, last = _dates(told["from"])[0], _dates(told["to"])[1]
        read = {"from": first, "to": last}
        filters = Filters(told["tag"], told["section"], told["author"], first, last)
        order: Order = "newest" if told["sort"] == "newest" else "best"
        misread = tuple(name for name, day in read.items() if told[name] and day is None)
        kept = {name: value for name, value in told.items() if value and name not in misread}
        return cls(ask.query, filters, order, _page(ask.fields.get("page", "")), misread, kept)

    def address(self, **changes: str | int) -> str:
        """The address of this search with some fields changed; an empty one is left out, and the page begins anew.

        ``first`` and ``last`` stand for the fields ``from`` and ``to``.
        """
        names = {"first": "from", "last": "to"}
        fields = {**self.fields, **{names.get(name, name): str(value) for name, value in changes.items()}}
        return f"/search?{urlencode({name: value for name, value in fields.items() if value})}"


def _dates(text: str) -> tuple[date | None, date | None]:
    """The first and the last day of a year, a month or a day; None where it is none of them."""
    found = _DATE.fullmatch(fold(text))
    if not found:
        return None, None
    year, month, day = (int(part) if part else 0 for part in found.groups())
    try:
        first = date(year, month or 1, day or 1)
        last_month = month or 12
        return first, date(year, last_month, day or calendar.monthrange(year, last_month)[1])
    except (ValueError, calendar.IllegalMonthError):
        return None, None


def _page(text: str) -> int:
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 3 else 1  # noqa: PLR2004 - two digits
    return min(max(number, 1), PAGES)
