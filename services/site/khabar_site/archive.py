"""The archive: years, their months, and their days, with how many articles each holds."""

import re
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from starlette.exceptions import HTTPException

from khabar_site import lists
from khabar_site.ask import Ask
from khabar_site.look import Look
from khabar_site.page import Page
from khabar_site.store import Reader
from khabar_site.store.lists import Count, counts

_DATE = re.compile(r"[1-9]\d{3}-\d\d-\d\d", re.ASCII)
_YEAR, _MONTH, _DAY = 4, 7, 10
"""How many letters of an ISO date name a year, a month and a day."""


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
    return _page(reader, look, within, within, [_top(look)])


def month(reader: Reader, look: Look, ask: Ask) -> Page:
    """The days of a month."""
    first = _date("{year}-{month}-01".format(**ask.params))
    within = f"{first:%Y-%m}"
    crumbs = [_top(look), lists.Step(f"/archive/{within[:_YEAR]}", within[:_YEAR])]
    return _page(reader, look, within, look.voice.dates.month(first.year, first.month), crumbs)


def day(reader: Reader, look: Look, ask: Ask) -> Page:
    """The articles of a day."""
    when = _date("{year}-{month}-{day}".format(**ask.params))
    params = {"date": when.isoformat()}
    return lists.day(reader, look, replace(ask, params=params))


def _page(reader: Reader, look: Look, within: str, title: str, crumbs: list[lists.Step]) -> Page:
    letters = {0: _YEAR, _YEAR: _MONTH, _MONTH: _DAY}[len(within)]
    rows = [_row(look, count) for count in counts(reader, within, letters)]
    if within and not rows:
        raise HTTPException(404)
    address = "/archive/" + within.replace("-", "/") if within else "/archive"
    return Page(look.render("archive.html", here=address, title=title, crumbs=crumbs, rows=rows, address=address))


def _top(look: Look) -> lists.Step:
    return lists.Step("/archive", look.voice.say("common.archive"))


def _row(look: Look, count: Count) -> Row:
    address = "/archive/" + count.date.replace("-", "/")
    if len(count.date) == _YEAR:
        return Row(address, count.date, count.articles)
    if len(count.date) == _MONTH:
        return Row(address, look.voice.dates.month_name(int(count.date[_YEAR + 1 :])), count.articles)
    return Row(address, look.voice.dates.long_day(date.fromisoformat(count.date)), count.articles)


def _date(text: str) -> date:
    if not _DATE.fullmatch(text):
        raise HTTPException(404)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise HTTPException(404) from None
