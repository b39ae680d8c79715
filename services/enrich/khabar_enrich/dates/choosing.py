"""Choosing the day that a writer meant where the words leave several."""

from collections.abc import Iterable
from datetime import date, timedelta

from khabar_enrich.dates import period as periods
from khabar_enrich.dates.period import Period

_STEPS = {"last": -1, "next": 1, "last2": -2, "next2": 2}


def step(relation: str | None) -> int:
    """How many units from this one a relation points: -1 for last, 1 for next, 0 for this."""
    return _STEPS.get(relation or "", 0)


def month_near(today: date, number: int, relation: str | None) -> Period:
    """The month of that number that is last, this, next, or (without a word) nearest to today."""
    there = {offset: periods.month(today.year + offset, number) for offset in (-1, 0, 1)}
    if relation == "last":
        return there[0] if there[0].last < today else there[-1]
    if relation == "next":
        return there[0] if there[0].first > today else there[1]
    if relation == "this":
        return there[0]
    return min(there.values(), key=lambda month: abs((month.first - today).days + 15))


def day_near(today: date, day: int, month: int, relation: str | None) -> date:
    """The day of a month that is last, this, next, or (without a word) nearest to today.

    Raises:
        ValueError: there is no such day.
    """
    there = [when for offset in (-1, 0, 1) if (when := _date(today.year + offset, month, day))]
    if not there:
        msg = f"no day {day} in month {month}"
        raise ValueError(msg)
    return nearest(there, today, relation)


def nearest(there: Iterable[date], today: date, relation: str | None) -> date:
    """Of several days the last, the next, or (without a word) the nearest to today."""
    days = sorted(there)
    if relation == "last":
        return max((when for when in days if when <= today), default=days[0])
    if relation == "next":
        return min((when for when in days if when >= today), default=days[-1])
    return min(days, key=lambda when: abs((when - today).days))


def weekday_near(around: date, weekday: int) -> date:
    """The day with that weekday (0 is Monday) that is nearest, three days away at most."""
    return around + timedelta(days=(weekday - around.weekday() + 3) % 7 - 3)


def weekday_from(today: date, weekday: int, relation: str | None) -> date:
    """The last or next such weekday, never today itself; without a word the latest, which may be today."""
    if relation == "this":
        return today + timedelta(days=weekday - today.weekday())
    if relation in ("next", "next2"):
        return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + (1 if relation == "next" else 8))
    back = (today.weekday() - weekday) % 7
    return today - timedelta(days=(back or (7 if relation else 0)) + (7 if relation == "last2" else 0))


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
