"""Dates as pages print them for readers, read strictly: what could mean two days means none."""

import re
from datetime import date, datetime, time, tzinfo
from functools import cache
from typing import Final, NamedTuple

from hijridate import Hijri

from khabar_ingest.jalali import JALALI_YEARS, from_jalali
from khabar_ingest.months import Month, letters, months, weekdays
from khabar_ingest.stamps import YEARS, stamp

_LONGEST_LINE: Final = 160
_NUMBERS = re.compile(r"(?<![\d/.:-])(\d{1,4})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{1,4})(?![\d/-])")
_MACHINE = re.compile(r"\s*\d{4}-\d\d-\d\d(?:T|\s*$)")
_CLOCK = re.compile(
    r"(?<![\d:])([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?(?!\d)\s*(ص\b|م\b|صباحا|مساء|ظهرا|ق\.ظ|ب\.ظ|[ap]\.?m\b)?"
)
_AFTERNOON: Final = frozenset({"م", "مساء", "ب.ظ", "pm", "p.m", "ظهرا"})
_NOON: Final = 12
_YEAR_DIGITS: Final = 4
_WORD = re.compile(r"[^\W\d_]+")


class _Day(NamedTuple):
    day: date
    lunar: bool = False


def printed(text: str, zone: tzinfo) -> datetime | None:
    """Read the one date of a short line; without an hour it is the beginning of that day in ``zone``.

    Of a Hijri day with another beside it the other counts: the two may differ by a day. A number such as 03/04/2020
    is unknown without a day of the week.
    """
    if len(text) > _LONGEST_LINE:
        return None
    if _MACHINE.match(text) and (exact := stamp(text, zone)):
        return exact
    line = letters(text)
    found = [day for day in (*_named(line), *_numbered(line)) if day is not None]
    days = {day.day for day in found if not day.lunar} or {day.day for day in found}
    if len(days) != 1:
        return None
    return datetime.combine(days.pop(), _clock(line), zone)


def without_date(text: str) -> str:
    """Return what a line says beside its date and hour, folded."""
    line = _CLOCK.sub(" ", letters(text))
    return " ".join(_NUMBERS.sub(" ", _spoken().sub(" ", line)).split())


@cache
def _spoken() -> re.Pattern[str]:
    """A day and a year around the name of a month, or of one month in two tongues: "24 نيسان / أبريل 2020"."""
    name = "|".join(sorted(map(re.escape, months()), key=len, reverse=True))
    return re.compile(
        rf"(?<!\d)(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s*(?:من\s+)?[-/،,]?\s*)?(?<!\w)(?P<name>{name})(?!\w)\.?"
        rf"(?:\s*[(/-]\s*(?:{name})(?!\w)\)?)?\s*[-/،,]?\s*"
        rf"(?:(?P<late>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?!:)\s*[-/،,]?\s*)?(?:(?:لعام|عام|سنه)\s+)?(?P<year>\d{{4}})(?!\d)"
    )


def _named(line: str) -> list[_Day | None]:
    return [
        _day(months()[found["name"]], int(found["year"]), int(found["day"] or found["late"]))
        for found in _spoken().finditer(line)
        if bool(found["day"]) != bool(found["late"])
    ]


def _day(month: Month, year: int, day: int) -> _Day | None:
    if month.calendar == "hijri":
        return _from_hijri(year, month.number, day)
    if month.calendar == "jalali":
        return _known(from_jalali(year, month.number, day))
    return _known(_gregorian(year, month.number, day))


def _from_hijri(year: int, month: int, day: int) -> _Day | None:
    """The day by the calendar of Umm al-Qura, which is known for 1343 to 1500."""
    try:
        found = Hijri(year, month, day).to_gregorian()
    except (ValueError, OverflowError):
        return None
    return _Day(date(found.year, found.month, found.day), lunar=True)


def _known(day: date | None) -> _Day | None:
    return None if day is None else _Day(day)


def _numbered(line: str) -> list[_Day | None]:
    said = {weekdays()[word] for word in _WORD.findall(line) if word in weekdays()}
    return [_known(_from_numbers(found[1], int(found[3]), found[4], said)) for found in _NUMBERS.finditer(line)]


def _from_numbers(first: str, middle: int, last: str, said: set[int]) -> date | None:
    if len(first) == _YEAR_DIGITS and len(last) < _YEAR_DIGITS - 1:
        return _year_first(int(first), middle, int(last))
    if len(last) == _YEAR_DIGITS and len(first) < _YEAR_DIGITS - 1:
        return _year_last(int(first), middle, int(last), said)
    return None


def _year_first(year: int, month: int, day: int) -> date | None:
    """A year of the fourteenth or fifteenth century is Iran's if it is near ours there, else one of the Hijra."""
    if year in JALALI_YEARS:
        found = from_jalali(year, month, day)
        return found if found and found.year in range(1990, 2060) and year < _FIRST_LIKELY_HIJRI else None
    return _gregorian(year, month, day)


_FIRST_LIKELY_HIJRI: Final = 1410
"""Numbers alone do not tell 1 Muharram 1442 from 1 Farvardin 1442; before 1410 only Iran's calendar has web pages."""


def _year_last(first: int, second: int, year: int, said: set[int]) -> date | None:
    """Day and month in either order: one of them can be no month, both are the same, or the day of the week decides."""
    either = {day for day in (_gregorian(year, second, first), _gregorian(year, first, second)) if day}
    right = {day for day in either if day.weekday() in said} if len(either) > 1 else either
    return right.pop() if len(right) == 1 else None


def _gregorian(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year in YEARS else None
    except ValueError:
        return None


def _clock(line: str) -> time:
    found = _CLOCK.search(line)
    if found is None:
        return time()
    hour, mark = int(found[1]), (found[3] or "").rstrip(".")
    if mark and hour <= _NOON:
        hour = hour % _NOON + (_NOON if mark in _AFTERNOON else 0)
    return time(hour, int(found[2]))
