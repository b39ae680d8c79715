"""Counting in days, weeks, months and years: يومين, ثلاثة أشهر, 24 ساعة."""

import re
from datetime import date, timedelta
from typing import Final

from khabar_enrich.dates import period as periods
from khabar_enrich.dates import vocabulary as words
from khabar_enrich.dates.period import Period

_HOURS: Final = 24
_MONTHS: Final = {"month": 1, "year": 12}


def span(tag: str, *, one: bool = True) -> str:
    """Return a pattern for a counted span of time, its groups marked with a tag; ``one`` lets أسبوع count as one."""
    count = rf"(?:(?:ال\s?)?(?P<digits{tag}>\d{{1,4}})(?!\d)|{words.any_of('count', f'count{tag}')})"
    several = rf"{count}\s+{words.any_of('many', f'many{tag}')}"
    single = rf"|{words.any_of('one', f'one{tag}')}" if one else ""
    return rf"(?:{words.any_of('two', f'two{tag}')}|{several}{single})"


def length(match: re.Match[str], tag: str) -> tuple[int, str]:
    """Return how many of which unit a span captured by `span` names."""
    one, two = words.meaning(match, "one", f"one{tag}"), words.meaning(match, "two", f"two{tag}")
    if one:
        return 1, one
    if two:
        return 2, two
    digits = match[f"digits{tag}"]
    count = int(digits) if digits else words.number(match, "count", f"count{tag}") or 1
    return count, words.meaning(match, "many", f"many{tag}") or "day"


def unit_around(when: date, unit: str, step: int) -> Period:
    """Return the day, week, month or year that holds a day, or one that lies some units later."""
    match unit:
        case "week":
            return periods.week(when + timedelta(weeks=step))
        case "month":
            return periods.month(when.year, when.month + step)
        case "year":
            return periods.year(when.year + step)
        case _:
            return periods.day(when + timedelta(days=step))


def shifted(when: date, count: int, unit: str) -> date:
    """Return the day that lies some hours, days, weeks, months or years later (earlier, if negative)."""
    if unit in _MONTHS:
        return periods.months_later(when, count * _MONTHS[unit])
    days = {"hour": int(count / _HOURS), "week": 7 * count}.get(unit, count)
    return when + timedelta(days=days)
