"""Parts of longer times: the beginning of a month, a quarter of a year, the first week of August."""

from datetime import date, timedelta

from khabar_enrich.dates import period as periods
from khabar_enrich.dates.period import Period

_THIRDS = {"early": 0, "mid": 1, "late": 2}
_TEN = 10


def part_of(whole: Period, part: str | None) -> Period:
    """The beginning, middle or end of a period: a day for its very ends, a third for أوائل, أواسط and أواخر.

    Of weeks and of times longer than a year the words are not that exact.
    """
    if part is None:
        return whole
    if whole.precision == "week":
        return Period(whole.first, whole.last, "week", approx=True)
    if whole.last.year - whole.first.year >= _TEN - 1:
        return _years_of(whole, part)
    if part in _THIRDS:
        return _third(whole, _THIRDS[part])
    return periods.day({"start": whole.first, "end": whole.last}.get(part, _middle(whole)), approx=True)


def share_of(whole: Period, shares: int, which: int) -> Period:
    """One half, third or quarter of a period, counted from its end if negative; years are cut at month ends.

    Raises:
        ValueError: the period has no such share.
    """
    number = which if which > 0 else shares + 1 + which
    if not 1 <= number <= shares:
        msg = f"share {which} of {shares}"
        raise ValueError(msg)
    if whole.precision == "year":
        months = 12 // shares
        first = periods.month(whole.first.year, months * (number - 1) + 1)
        return Period(first.first, periods.month(whole.first.year, months * number).last, "interval")
    if whole.grain == "year":
        years = (whole.last.year - whole.first.year + 1) // shares
        first_year = whole.first.year + years * (number - 1)
        return Period(date(first_year, 1, 1), date(first_year + years - 1, 12, 31), "interval", "year", whole.approx)
    days = ((whole.last - whole.first).days + 1) // shares
    start = whole.first + timedelta(days=days * (number - 1))
    return Period(start, whole.last if number == shares else start + timedelta(days=days - 1), "interval")


def week_of(month: Period, which: int) -> Period:
    """The first to fourth week of a month, seven days each from its first, or its last seven days."""
    first = month.first + timedelta(days=7 * (which - 1)) if which > 0 else month.last - timedelta(days=6)
    return Period(first, first + timedelta(days=6), "interval", approx=True)


def _middle(whole: Period) -> date:
    """The first of July, the 15th of a month of any calendar."""
    return whole.first.replace(month=7) if whole.precision == "year" else whole.first + timedelta(days=14)


def _third(whole: Period, third: int) -> Period:
    if whole.precision == "year":
        first = periods.month(whole.first.year, 4 * third + 1)
        last = periods.month(whole.first.year, 4 * third + 4)
        return Period(first.first, last.last, "interval", "month", approx=True)
    start = whole.first + timedelta(days=_TEN * third)
    last_day = whole.last if third == len(_THIRDS) - 1 else start + timedelta(days=_TEN - 1)
    return Period(start, last_day, "interval", approx=True)


def _years_of(whole: Period, part: str) -> Period:
    """About a third of a decade or century."""
    third = (whole.last.year - whole.first.year + 1) // 3
    first, last = whole.first.year, whole.last.year
    ends = {"middle": (first + third, last - third), "mid": (first + third, last - third)}
    ends |= {"start": (first, first + third), "early": (first, first + third)}
    from_, to = ends.get(part, (last - third, last))
    return Period(date(from_, 1, 1), date(to, 12, 31), "interval", "year", approx=True)
