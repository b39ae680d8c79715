"""The Solar Hijri calendar of Iran, by its cycle of 33 years, which holds from 1206 to 1498 (1827 to 2120)."""

from datetime import date, timedelta
from typing import Final

JALALI_YEARS: Final = range(1206, 1499)
_LEAP: Final = frozenset({1, 5, 9, 13, 17, 22, 26, 30})
_CYCLE: Final = 33
_KNOWN_YEAR: Final = 1400
_KNOWN_NEW_YEAR: Final = date(2021, 3, 21)
_LONG_MONTHS: Final = 6
_MONTHS: Final = 12


def from_jalali(year: int, month: int, day: int) -> date | None:
    """Return the day, or None where the calendar has no such day."""
    if year not in JALALI_YEARS or not 1 <= month <= _MONTHS or not 1 <= day <= _days(year, month):
        return None
    before = 31 * (month - 1) - max(0, month - 1 - _LONG_MONTHS)
    return _new_year(year) + timedelta(days=before + day - 1)


def _days(year: int, month: int) -> int:
    if month <= _LONG_MONTHS:
        return 31
    return 30 if month < _MONTHS or _is_leap(year) else 29


def _is_leap(year: int) -> bool:
    return year % _CYCLE in _LEAP


def _new_year(year: int) -> date:
    between = range(min(year, _KNOWN_YEAR), max(year, _KNOWN_YEAR))
    days = 365 * len(between) + sum(map(_is_leap, between))
    return _KNOWN_NEW_YEAR + timedelta(days=days if year >= _KNOWN_YEAR else -days)
