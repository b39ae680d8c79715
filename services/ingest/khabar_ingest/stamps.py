"""Points in time as sources write them.

What can be read in two ways, such as 03/04/2022, or names no day, is not read at all: an unknown time does less harm
than a wrong one.
"""

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Final

from khabar_ingest.months import letters, months
from khabar_ingest.text import ascii_digits, normalise

YEARS: Final = range(1900, 2200)
_ISO = re.compile(r"(\d{4})-?(?:(\d\d)-?(\d\d)|(\d{3}))(?=$|[T\s])", re.IGNORECASE)
_DAYTIME: Final = r"(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d"
_EXACT = re.compile(rf"\d{{4}}-\d\d-\d\dT{_DAYTIME}(?:\.\d{{3}}|\.\d{{6}})?(?:Z|[+-]\d\d:\d\d)", re.ASCII)
_MAIL = re.compile(
    rf"[A-Z][a-z]{{2}}, (\d\d?) ([A-Z][a-z]{{2}}) (\d{{4}}) ({_DAYTIME}) (?:GMT|UTC|Z|([+-]\d\d)(\d\d))", re.ASCII
)
_SLASHED = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})\b")
_NUMBERED = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})\b")
_NAMED = re.compile(
    r"(?:[^\W\d_]+\.?[\s,،]+)?(\d{1,2})(?:st|nd|rd|th)?[\s.,/-]+([^\d,،]{2,20}?)[\s.,،/-]+(\d{4}|\d\d)(?!\d)"
)
_MONTH_FIRST = re.compile(r"(?:[^\W\d_]+\.?[\s,]+)?([^\W\d_]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(?=(\d{4})?)")
_YEAR_LAST = re.compile(r"\s(\d{4})(?:\s|$)")
_CLOCK = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*(am|pm|a\.m\.|p\.m\.|[صم]\b)?", re.IGNORECASE)
_COMPACT = re.compile(r"(\d{8})T?(\d\d)(\d\d)(\d\d)?(?!\d)")
_SINCE_1970 = re.compile(r"(\d{10})(\d{3})?(?:\.\d+)?")
_REMARK = re.compile(r"\([^()]*\)")
_OFFSET = re.compile(r"(?:(?:GMT|UTC)\s*)?([+-])(\d{1,2})(?::?(\d\d))?(?!\d)|\b([A-Z]{1,5})\b", re.IGNORECASE)
_LONGEST: Final = 80
_HALF_DAY: Final = 12
_ZERO: Final = datetime(1970, 1, 1)  # noqa: DTZ001 - midnight by whatever clock
_HOURS: Final = {"Z": 0, "UT": 0, "UTC": 0, "GMT": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6}
_HOURS_MORE: Final = {"PST": -8, "PDT": -7, "WET": 0, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3}
_ZONES: Final = {name: timezone(timedelta(hours=hours)) for name, hours in (_HOURS | _HOURS_MORE).items()}
"""RFC 822's zones, and those of Europe and the Levant; AST and IST are several, and so none."""


def stamp(text: object, zone: tzinfo = UTC) -> datetime | None:
    """Read a time in ISO 8601, RFC 822 or another form of feeds; None is what cannot be read for certain.

    One without an offset is in ``zone``; one without a time of day is its midnight.
    """
    if not isinstance(text, str) or len(text) > _LONGEST:
        return None
    line = " ".join(text.split()) if text.isascii() else ascii_digits(normalise(text))
    if "(" in line:
        line = _REMARK.sub("", line)
    try:
        return _read(line, zone)
    except (ValueError, OverflowError):
        return None


def _read(line: str, zone: tzinfo) -> datetime | None:
    if _EXACT.fullmatch(line):
        return _within(datetime.fromisoformat(line))
    if mailed := _MAIL.fullmatch(line):
        return _mailed(mailed)
    if seconds := _SINCE_1970.fullmatch(line):
        return _within(datetime.fromtimestamp(int(seconds[1]), UTC))
    if compact := _COMPACT.match(line):
        line = f"{compact[1]}T{compact[2]}:{compact[3]}:{compact[4] or '00'}{line[compact.end() :]}"
    found = _day(line)
    return None if found is None else _at(found[0], line[found[1] :], zone)


def _mailed(found: re.Match[str]) -> datetime | None:
    """The time in a date as nearly all of RSS writes it."""
    month = _month(found[2])
    if month is None:
        return None
    zone = f"{found[5]}:{found[6]}" if found[5] else "Z"
    return _within(datetime.fromisoformat(f"{found[3]}-{month:02}-{found[1]:0>2}T{found[4]}{zone}"))


def _within(time: datetime) -> datetime | None:
    """The time, unless it is of no year of newspapers, or the zero of Unix clocks: what was never set reads so."""
    is_zero = time.replace(tzinfo=None) == _ZERO or time.timestamp() == 0
    return time if time.year in YEARS and not is_zero else None


def _day(line: str) -> tuple[date, int] | None:
    """The day that a line begins with, and where it ends."""
    if found := _ISO.match(line):
        if found[4]:
            return date(int(found[1]), 1, 1) + timedelta(days=int(found[4]) - 1), found.end()
        return date(int(found[1]), int(found[2]), int(found[3])), found.end()
    if found := _NAMED.match(line):
        month = _month(found[2])
        return (date(_year(found[3]), month, int(found[1])), found.end()) if month else None
    if found := _SLASHED.match(line):
        return date(int(found[1]), int(found[2]), int(found[3])), found.end()
    return _numbered(line) or _month_first(line)


def _numbered(line: str) -> tuple[date, int] | None:
    """A day in figures: points mean that the day comes first; else one of the two must be no month."""
    found = _NUMBERED.match(line)
    if found is None:
        return None
    first, second = int(found[1]), int(found[3])
    if found[2] == "." or first > _HALF_DAY or first == second:
        return date(int(found[4]), second, first), found.end()
    return (date(int(found[4]), first, second), found.end()) if second > _HALF_DAY else None


def _month_first(line: str) -> tuple[date, int] | None:
    """A day as Americans and the C library write it, the year behind the day or at the end of the line."""
    found = _MONTH_FIRST.match(line)
    month = _month(found[1]) if found else None
    if found is None or month is None:
        return None
    year = _YEAR_LAST.search(line, found.end() - 1)
    return (date(int(year[1]), month, int(found[2])), found.end()) if year else None


def _year(digits: str) -> int:
    """RFC 2822: two digits below 50 are of this century."""
    if len(digits) > 2:  # noqa: PLR2004 - two digits leave the century out
        return int(digits)
    return int(digits) + (2000 if int(digits) < 50 else 1900)  # noqa: PLR2004 - RFC 2822, 4.3


def _at(day: date, rest: str, zone: tzinfo) -> datetime | None:
    """The time on a day that the rest of a line tells, in the zone that it names."""
    clock = _CLOCK.search(rest)
    if clock is None:
        return _within(datetime(day.year, day.month, day.day, tzinfo=zone))
    hour, minute, second = int(clock[1]), int(clock[2]), min(int(clock[3] or 0), 59)
    if half := clock[5]:
        hour = hour % _HALF_DAY + (_HALF_DAY if half[0] in "pPم" else 0)
    micro = int((clock[4] or "0")[:6].ljust(6, "0"))
    next_day = timedelta(days=1) if (hour, minute) == (24, 0) else timedelta()
    there = _zone(rest[clock.end() :], zone)
    time = datetime(day.year, day.month, day.day, 0 if next_day else hour, minute, second, micro, there)
    return _within(time + next_day)


def _zone(rest: str, zone: tzinfo) -> tzinfo:
    found = _OFFSET.search(rest)
    if found is None:
        return zone
    if found[4]:
        return _ZONES.get(found[4].upper(), zone)
    away = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return timezone(-away if found[1] == "-" else away)


@lru_cache(maxsize=256)
def _month(name: str) -> int | None:
    """The number of a month of the Gregorian calendar, by any name that it has in the region."""
    found = months().get(letters(name))
    return found.number if found and found.calendar == "gregorian" else None
