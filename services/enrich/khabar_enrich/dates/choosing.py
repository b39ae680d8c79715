"""Choosing the day that a writer meant where the words leave several."""

from datetime import date, timedelta

from khabar_enrich.dates import period as periods
from khabar_enrich.dates.period import Period


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
    if relation == "last":
        return max((when for when in there if when <= today), default=there[0])
    if relation == "next":
        return min((when for when in there if when >= today), default=there[-1])
    return min(there, key=lambda when: abs((when - today).days))


def weekday_near(around: date, weekday: int) -> date:
    """The day with that weekday (0 is Monday) that is nearest, three days away at most."""
    return around + timedelta(days=(weekday - around.weekday() + 3) % 7 - 3)


def weekday_from(today: date, weekday: int, relation: str | None) -> date:
    """The last or next such weekday, never today itself; without a word the latest, which may be today."""
    if relation == "next":
        return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    back = (today.weekday() - weekday) % 7
    return today - timedelta(days=back or (7 if relation == "last" else 0))


def part_of(whole: Period, part: str | None) -> Period:
    """The beginning, middle or end of a period: a day for its very ends, a stretch for أوائل and أواخر."""
    length = whole.last - whole.first
    third = timedelta(days=length.days // 3)
    match part:
        case "start":
            return periods.day(whole.first, approx=True)
        case "middle":
            return periods.day(whole.first + length / 2, approx=True)
        case "end":
            return periods.day(whole.last, approx=True)
        case "early":
            return Period(whole.first, whole.first + third, "interval", approx=True)
        case "late":
            return Period(whole.last - third, whole.last, "interval", approx=True)
        case _:
            return whole


def share_of(whole: Period, shares: int, which: int) -> Period:
    """One half, third or quarter of a year or month, cut at month ends where it can be.

    Raises:
        ValueError: the period has no such share.
    """
    if not 1 <= which <= shares:
        msg = f"share {which} of {shares}"
        raise ValueError(msg)
    if whole.precision == "year":
        months = 12 // shares
        first = periods.month(whole.first.year, months * (which - 1) + 1)
        return Period(first.first, periods.month(whole.first.year, months * which).last, "interval")
    days = ((whole.last - whole.first).days + 1) // shares
    start = whole.first + timedelta(days=days * (which - 1))
    return Period(start, whole.last if which == shares else start + timedelta(days=days - 1), "interval")


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
