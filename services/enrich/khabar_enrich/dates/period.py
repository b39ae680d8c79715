"""A stretch of days, as exact as the words that named it."""

from calendar import monthrange
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Precision = Literal["minute", "day", "week", "month", "year", "decade", "interval"]
Grain = Literal["day", "month", "year"]


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day as told.

    ``certain`` says that the hour counts to 24; else the part of day decides (``am``, ``noon``, ``pm``, ``night``).
    ``zone`` is a name of the time zone database, empty where the time is that of the place. ``alone`` says that it
    tells a time also where no day is named beside it.
    """

    hour: int
    minute: int
    certain: bool
    daypart: str | None
    zone: str
    alone: bool


@dataclass(frozen=True, slots=True)
class Period:
    """The first and the last day; ``grain`` is how exactly the two ends of an interval are known.

    ``clock`` is the time of day (``10:15``, ``18:00Z``) of a minute.
    """

    first: date
    last: date
    precision: Precision
    grain: Grain = "day"
    approx: bool = False
    clock: str = ""

    @property
    def value(self) -> str:
        """The period as the contract writes it: ``2022-02-06``, ``2022-W07``, ``2022-02``, ``2022`` or ``A/B``."""
        if self.precision == "minute":
            return f"{self.first.isoformat()}T{self.clock}"
        if self.precision == "week":
            year, week, _ = self.first.isocalendar()
            return f"{year:04}-W{week:02}"
        if self.precision in ("interval", "decade"):
            return f"{_written(self.first, self.grain)}/{_written(self.last, self.grain)}"
        return _written(self.first, self.precision)

    def holds(self, other: "Period") -> bool:
        """Tell whether the other period lies wholly within this one."""
        return self.first <= other.first and other.last <= self.last

    def known_to(self, precisions: Collection[str]) -> bool:
        """Tell whether it is of one of the precisions; an interval within one month or year counts as that."""
        if self.precision == "minute":
            return "day" in precisions
        if self.precision == "interval" and not self.approx:
            within = self.first.year == self.last.year
            return within and ("year" in precisions or ("month" in precisions and self.first.month == self.last.month))
        return self.precision in precisions


def day(when: date, *, approx: bool = False) -> Period:
    """One day."""
    return Period(when, when, "day", approx=approx)


def week(of: date) -> Period:
    """The ISO week, Monday to Sunday, that holds a day."""
    monday = of - timedelta(days=of.weekday())
    return Period(monday, monday + timedelta(days=6), "week")


def month(year_: int, number: int) -> Period:
    """A calendar month; numbers beyond 1 to 12 run into the years beside."""
    years, index = divmod(number - 1, 12)
    first = date(year_ + years, index + 1, 1)
    return Period(first, first.replace(day=monthrange(first.year, first.month)[1]), "month", "month")


def year(number: int) -> Period:
    """A calendar year."""
    return Period(date(number, 1, 1), date(number, 12, 31), "year", "year")


def decade(first: int, *, approx: bool = False) -> Period:
    """Ten years from one that ends in nought."""
    return Period(date(first, 1, 1), date(first + 9, 12, 31), "decade", "year", approx)


def century(number: int) -> Period:
    """A century as calendars count, the twentieth from 1901; few who write of one mean its very first year."""
    return Period(date(number * 100 - 99, 1, 1), date(number * 100, 12, 31), "interval", "year", approx=True)


def interval(first: date, last: date, grain: Grain = "day", *, approx: bool = False) -> Period | None:
    """A closed interval, or None when it would end before it begins."""
    return Period(first, last, "interval", grain, approx) if first <= last else None


def months_later(when: date, count: int) -> date:
    """The same day some months later or earlier, or the last of a month that is too short."""
    there = month(when.year, when.month + count)
    return there.first.replace(day=min(when.day, there.last.day))


def _written(when: date, grain: str) -> str:
    """Write a date to its grain; strftime would drop leading zeros of early years."""
    length = {"day": 10, "month": 7, "year": 4}[grain]
    return when.isoformat()[:length]
