"""The archive: years, their months, and their days, with how many articles each holds."""

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from starlette.exceptions import HTTPException

from khabar_site import lists, surrogates
from khabar_site.ask import Ask
from khabar_site.lists import Step
from khabar_site.look import Look
from khabar_site.page import Page
from khabar_site.store import Reader
from khabar_site.store.lists import Count, beside, counts

_DATE = re.compile(r"[1-9]\d{3}-\d\d-\d\d", re.ASCII)
_YEAR, _MONTH, _DAY = 4, 7, 10
"""How many letters of an ISO date name a year, a month and a day."""


Beside = tuple[Step | None, Step | None]
"""What comes before a year, month or day, and what comes after it."""


class Row(NamedTuple):
    """A year, month or day of the archive."""

    address: str
    name: str
    articles: int


def archive(reader: Reader, look: Look, _ask: Ask) -> Page:
    """All years."""
    return _page(reader, look, "", _top(look).name, [])


def year(reader: Reader, look: Look, ask: Ask) -> Page:
    """The months of a year."""
    within = f"{_date('{year}-01-01'.format(**ask.params)):%Y}"
    return _page(reader, look, within, look.voice.dates.year(int(within)), [_top(look)])


def month(reader: Reader, look: Look, ask: Ask) -> Page:
    """The days of a month."""
    first = _date("{year}-{month}-01".format(**ask.params))
    title = look.voice.dates.month(first.year, first.month)
    return _page(reader, look, f"{first:%Y-%m}", title, _above(look, f"{first:%Y-%m}"))


def day(reader: Reader, look: Look, ask: Ask) -> Page:
    """The articles of a day."""
    when = _date("{year}-{month}-{day}".format(**ask.params))
    iso = when.isoformat()
    return lists.day(reader, look, ask, lists.Day(when, _above(look, iso), _beside(reader, look, iso)))


def _page(reader: Reader, look: Look, within: str, title: str, crumbs: Sequence[Step]) -> Page:
    letters = {0: _YEAR, _YEAR: _MONTH, _MONTH: _DAY}[len(within)]
    rows = [_row(look, count) for count in counts(reader, within, letters)]
    if within and not rows:
        raise HTTPException(404)
    text = look.render(
        "archive.html",
        here=_address(within),
        title=title,
        crumbs=crumbs,
        rows=rows,
        articles=sum(row.articles for row in rows),
        beside=_beside(reader, look, within) if within else (None, None),
        address=_address(within),
    )
    return Page(text, keys=frozenset({surrogates.ARCHIVE}))


def _top(look: Look) -> Step:
    return Step("/archive", look.voice.say("common.archive"))


def _above(look: Look, within: str) -> list[Step]:
    """The archive, and the year and the month above a month or a day."""
    above = [within[:letters] for letters in (_YEAR, _MONTH) if letters < len(within)]
    return [_top(look), *(Step(_address(one), _name(look, one)) for one in above)]


def _beside(reader: Reader, look: Look, within: str) -> Beside:
    """The year, month or day with articles before one and the one after it."""
    before, after = beside(reader, within)
    return _step(look, before, len(within)), _step(look, after, len(within))


def _step(look: Look, day: str | None, letters: int) -> Step | None:
    if day is None:
        return None
    within = day[:letters]
    month = look.voice.dates.month(int(day[:_YEAR]), int(day[_YEAR + 1 : _MONTH])) if letters == _MONTH else ""
    return Step(_address(within), month or _name(look, within))


def _row(look: Look, count: Count) -> Row:
    name = look.voice.dates.long_day(date.fromisoformat(count.date)) if len(count.date) == _DAY else ""
    return Row(_address(count.date), name or _name(look, count.date), count.articles)


def _name(look: Look, within: str) -> str:
    """A year, a month without its year, or a day, in words."""
    dates = look.voice.dates
    if len(within) == _YEAR:
        return dates.year(int(within))
    if len(within) == _MONTH:
        return dates.month_name(int(within[_YEAR + 1 :]))
    return dates.day(date.fromisoformat(within))


def _address(within: str) -> str:
    return "/archive/" + within.replace("-", "/") if within else "/archive"


def _date(text: str) -> date:
    if not _DATE.fullmatch(text):
        raise HTTPException(404)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise HTTPException(404) from None
