"""Days of the calendars that papers print beside the common one."""

from datetime import date, timedelta
from typing import Final

from hijridate import Gregorian, Hijri

_JALALI_EPOCH: Final = date(622, 3, 21).toordinal()
_LONG_MONTHS: Final = 6


def hijri_day(year: int, month: int, day: int) -> date:
    """A day of the Umm al-Qura calendar, 1343 to 1500.

    Raises:
        ValueError: the calendar has no such day, or is not computed for that year.
    """
    try:
        return date(*Hijri(year, month, day).to_gregorian().datetuple())
    except OverflowError as error:
        raise ValueError(str(error)) from error


def hijri_month(year: int, month: int) -> tuple[date, date]:
    """The first and the last day of a month of the Umm al-Qura calendar.

    Raises:
        ValueError: the calendar is not computed for that year.
    """
    first = hijri_day(year, month, 1)
    return first, first + timedelta(days=Hijri(year, month, 1).month_length() - 1)


def hijri_year_of(when: date) -> int:
    """The Umm al-Qura year that holds a day.

    Raises:
        ValueError: the calendar is not computed for that day.
    """
    try:
        return int(Gregorian.fromdate(when).to_hijri().year)
    except OverflowError as error:
        raise ValueError(str(error)) from error


def jalali_day(year: int, month: int, day: int) -> date:
    """A day of the Iranian calendar by the 33-year cycle of leap years, which holds for 1178 to 1633.

    Raises:
        ValueError: the calendar has no such day.
    """
    if not 1 <= month <= 12 or not 1 <= day <= _jalali_length(year, month):  # noqa: PLR2004 - months of a year
        msg = f"no day {year}-{month}-{day} in the Iranian calendar"
        raise ValueError(msg)
    before = (month - 1) * 31 - max(0, month - 1 - _LONG_MONTHS)
    leaps = (year * 8 + 21) // 33
    return date.fromordinal(_JALALI_EPOCH + (year - 1) * 365 + leaps + before + day - 1)


def jalali_month(year: int, month: int) -> tuple[date, date]:
    """The first and the last day of a month of the Iranian calendar.

    Raises:
        ValueError: the calendar has no such month.
    """
    return jalali_day(year, month, 1), jalali_day(year, month, _jalali_length(year, month))


def _jalali_length(year: int, month: int) -> int:
    if month <= _LONG_MONTHS:
        return 31
    leap = (year * 8 + 29) // 33 > (year * 8 + 21) // 33
    return 30 if month < 12 or leap else 29  # noqa: PLR2004 - the last month
