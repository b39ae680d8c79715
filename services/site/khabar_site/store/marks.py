"""Marks: what an article is filtered by, as tokens of the search index beside its words.

So a filter narrows a search inside the index, however many articles hold the words.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import blake2b

from khabar_site import addresses
from khabar_site.content import section
from khabar_site.store import tags
from khabar_site.store.forms.units import POINT
from khabar_site.store.shown import Shown

_YEARS = 300


@dataclass(frozen=True, slots=True)
class Filters:
    """What articles are wanted; each is empty where it does not matter. The dates are the first and the last day."""

    tag: str = ""
    section: str = ""
    author: str = ""
    first: date | None = None
    last: date | None = None

    def __bool__(self) -> bool:
        return bool(self.tag or self.section or self.author or self.first or self.last)


def of(shown: Shown) -> Iterator[str]:
    """All marks of an article."""
    revision, day = shown.revision, shown.place.first
    if slug := section(revision)[0]:
        yield _mark("s", slug)
    for tag in revision.enrichment.tags:
        if not tag.suggested:
            yield _mark("t", addresses.slug(tag.id))
    for author in revision.authors:
        yield _mark("a", addresses.slug(author))
    yield from (f"{POINT}y{day:%Y}", f"{POINT}m{day:%Y%m}", f"{POINT}d{day:%Y%m%d}")


def wanted(db: sqlite3.Connection, filters: Filters) -> list[list[str]]:
    """For each filter the marks of which an article must have one."""
    found: list[list[str]] = []
    if filters.tag:
        final = tags.final(db, filters.tag) or filters.tag
        found.append([_mark("t", slug) for slug in tags.led(db, final)])
    if filters.section:
        found.append([_mark("s", filters.section)])
    if filters.author:
        found.append([_mark("a", filters.author)])
    if filters.first or filters.last:
        found.append([*_days(db, filters)] or [f"{POINT}never"])
    return found


def _mark(kind: str, slug: str) -> str:
    return f"{POINT}{kind}{blake2b(slug.encode('utf-8', 'replace'), digest_size=8).hexdigest()}"


def _days(db: sqlite3.Connection, filters: Filters) -> Iterator[str]:
    row = db.execute("SELECT min(day), max(day) FROM listing").fetchone()
    if row[0] is None:
        return
    oldest, newest = (date.fromisoformat(day) for day in row)
    first, last = max(filters.first or oldest, oldest), min(filters.last or newest, newest)
    first = max(first, date(max(last.year - _YEARS, 1), 1, 1))
    yield from spans(first, last)


def spans(first: date, last: date) -> Iterator[str]:
    """The marks of the years, months and days that make up a time, as few as there are."""
    while first <= last:
        year, month = _year_after(first), _month_after(first)
        if first == date(first.year, 1, 1) and year - timedelta(days=1) <= last:
            yield f"{POINT}y{first:%Y}"
            first = year
        elif first.day == 1 and month - timedelta(days=1) <= last:
            yield f"{POINT}m{first:%Y%m}"
            first = month
        else:
            yield f"{POINT}d{first:%Y%m%d}"
            first += timedelta(days=1)


def _year_after(day: date) -> date:
    return date(day.year + 1, 1, 1)


def _month_after(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
