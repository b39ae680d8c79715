"""Counting in hours, days, weeks, months and years: يومين, ثلاثة أشهر, 24 ساعة."""

from datetime import date, timedelta
from typing import Final, NamedTuple

from khabar_enrich.dates import period as periods
from khabar_enrich.dates.period import Period
from khabar_enrich.dates.rule import Found

_DAY_MINUTES: Final = 24 * 60
_MONTHS: Final = {"month": 1, "year": 12, "decade": 120, "century": 1200}
_HALVES: Final = {"day": (24, "hour"), "week": (7, "day"), "month": (30, "day"), "year": (12, "month")}


class Length(NamedTuple):
    """So many of a unit."""

    number: int
    unit: str


def span(tag: str = "", *, one: bool = True) -> str:
    """Return a pattern for a counted span of time, its groups marked with a tag; ``one`` lets أسبوع count as one."""
    several = f"<article>?<count:count{tag}><many:many{tag}>"
    single = f"|<single:one{tag}><lone>?" if one else ""
    return f"(?:<two:two{tag}>|{several}{single})(?:<and><half:half{tag}><the>?)?"


def length(found: Found, tag: str = "") -> Length:
    """Return how many of which unit a span captured by `span` names; a half is told in smaller units."""
    whole = _whole(found, tag)
    if not found.has(f"half{tag}") or whole.unit not in _HALVES:
        return whole
    parts, unit = _HALVES[whole.unit]
    return Length(whole.number * parts + parts // 2, unit)


def _whole(found: Found, tag: str) -> Length:
    if one := found.word(f"one{tag}"):
        return Length(1, one)
    if two := found.word(f"two{tag}"):
        return Length(2, two)
    return Length(found.number(f"count{tag}") or 1, found.word(f"many{tag}") or "day")


def unit_around(when: date, unit: str, step: int) -> Period:
    """Return the day, week, month, year, decade or century that holds a day, or one that lies some units later."""
    match unit:
        case "week":
            return periods.week(when + timedelta(weeks=step))
        case "month":
            return periods.month(when.year, when.month + step)
        case "year":
            return periods.year(when.year + step)
        case "decade":
            return periods.decade((when.year // 10 + step) * 10, approx=True)
        case "century":
            return periods.century((when.year + 99) // 100 + step)
        case _:
            return periods.day(when + timedelta(days=step))


def shifted(when: date, span_: Length, sign: int = 1, minutes: int | None = None) -> date:
    """Return the day that lies a length later, or earlier if the sign is negative.

    ``minutes`` of the day have passed; where that is not known, hours count once they make a whole day.
    """
    count, unit = span_.number * sign, span_.unit
    if unit in _MONTHS:
        return periods.months_later(when, count * _MONTHS[unit])
    if unit in ("hour", "minute"):
        passed = count * (60 if unit == "hour" else 1)
        days = int(passed / _DAY_MINUTES) if minutes is None else (minutes + passed) // _DAY_MINUTES
        return when + timedelta(days=days)
    return when + timedelta(days=7 * count if unit == "week" else count)
