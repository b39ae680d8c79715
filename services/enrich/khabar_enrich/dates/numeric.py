"""Dates in figures: 2022-02-07, 7/2/2022, 07.02.2022, 1442/12/9 هـ."""

import re
from datetime import date
from typing import Final

from khabar_enrich.dates import period as periods
from khabar_enrich.dates.calendars import hijri_day
from khabar_enrich.dates.period import Period
from khabar_enrich.dates.rule import Context, Found, Meaning, rule
from khabar_enrich.dates.weekdays import WEEKDAY, agrees

_MONTHS: Final = 12
_PARTS: Final = re.compile(r"(\d+)[-/.](\d+)[-/.](\d+)(?:[t ](\d\d:\d\d)(?::[\d.]+)?(z|[+-]\d\d:?\d\d)?)?")
_FIRST_CENTURY: Final = 1000
_HIJRI_YEARS: Final = range(1300, 1500)


@rule(f"<in>?{WEEKDAY}<numeric:date>(?:<common_mark>|<hijri_mark>)?")
def in_figures(found: Found, context: Context) -> Meaning:
    """2022-02-07 as ISO 8601 has it; 7/2/2022 as Arab papers write it, the day first."""
    parts = _PARTS.fullmatch(found.word("date") or "")
    if parts is None:
        return None
    when = _day(int(parts[1]), int(parts[2]), int(parts[3]), day_first=context.day_first)
    if when is None:
        return None
    if not parts[4]:
        return periods.day(when), agrees(found, when)
    return Period(when, when, "minute", clock=parts[4] + (parts[5] or "").upper()), agrees(found, when)


@rule("<in>?<ordinal:day><slash><month_number:month><slash><year:year>")
def parted(found: Found, _context: Context) -> Meaning:
    """7 / 2 / 2022."""
    return periods.day(date(found.number("year") or 0, found.number("month") or 0, found.number("day") or 0))


def _day(first: int, second: int, third: int, *, day_first: bool) -> date | None:
    """The day that three numbers are; None where both orders of day and month may be meant."""
    if first >= _FIRST_CENTURY:
        return _in_year(first, second, third)
    if second > _MONTHS:  # only the American order makes a day of it
        return _in_year(third, first, second)
    if not day_first and first <= _MONTHS and first != second:
        return None
    return _in_year(third, second, first)


def _in_year(year: int, month: int, day: int) -> date:
    return hijri_day(year, month, day) if year in _HIJRI_YEARS else date(year, month, day)


RULES = (in_figures, parted)
