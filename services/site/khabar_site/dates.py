"""Dates in Arabic words, with both the Levantine and the international name of a month, and Latin digits.

Only absolute dates are printed, so that a page made again from the same events is the same to the byte.
"""

import re
from datetime import date, datetime, timedelta

from babel import Locale

_LEVANT = Locale.parse("ar_SY").months["format"]["wide"]
_COMMON = Locale.parse("ar").months["format"]["wide"]
_WEEKDAYS = Locale.parse("ar").days["format"]["wide"]
_YEAR = re.compile(r"\d{4}")
_MONTH = re.compile(r"\d{4}-\d\d")
_WEEK = re.compile(r"(\d{4})-W(\d\d)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MINUTE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(\.\d{1,6})?(Z|[+-]\d\d:\d\d)?")


def month(year: int, number: int) -> str:
    """A month with its year: «شباط/فبراير 2022»."""
    return f"{month_name(number)} {year}"


def month_name(number: int) -> str:
    """Both names of a month, or the one where they agree: «شباط/فبراير»."""
    names = dict.fromkeys((_LEVANT[number], _COMMON[number]))
    return "/".join(names)


def day(value: date) -> str:
    """A day: «7 شباط/فبراير 2022»."""
    return f"{value.day} {month(value.year, value.month)}"


def long_day(value: date) -> str:
    """A day with its name: «الاثنين، 7 شباط/فبراير 2022»."""
    return f"{_WEEKDAYS[value.weekday()]}، {day(value)}"


def moment(value: datetime) -> str:
    """A day and the time of day in the zone the value carries: «7 شباط/فبراير 2022، 10:15»."""
    return f"{day(value)}، {value:%H:%M}"


def in_words(value: str) -> str | None:
    """What an ISO 8601 day, month, year, week, minute or interval means; None where it is none of them."""
    start, slash, end = value.partition("/")
    if not slash:
        return _single(value)
    first, last = _single(start), _single(end)
    return f"من {first} إلى {last}" if first and last else None


def machine(value: str) -> str | None:
    """What ``<time datetime>`` may hold: the value, or the start of an interval, which HTML cannot express."""
    start = value.partition("/")[0]
    return start if _single(start) else None


def until(value: str) -> str:
    """Where an interval ends, which HTML has no place for; empty where there is none."""
    start, _, end = value.partition("/")
    return end if _single(start) and _single(end) else ""


def _single(value: str) -> str | None:
    try:
        return _worded(value)
    except (ValueError, KeyError, OverflowError):  # 30 February, month 13, a week that the year does not have
        return None


def _worded(value: str) -> str | None:
    if _YEAR.fullmatch(value):
        return value
    if _MONTH.fullmatch(value):
        return month(int(value[:4]), int(value[5:]))
    if found := _WEEK.fullmatch(value):
        monday = date.fromisocalendar(int(found[1]), int(found[2]), 1)
        return f"أسبوع {day(monday)} – {day(monday + timedelta(days=6))}"
    if _DAY.fullmatch(value):
        return long_day(date.fromisoformat(value))
    if _MINUTE.fullmatch(value):
        point = datetime.fromisoformat(value)
        return f"{long_day(point)}، {point:%H:%M}{' بتوقيت غرينتش' if value.endswith('Z') else ''}"
    return None
