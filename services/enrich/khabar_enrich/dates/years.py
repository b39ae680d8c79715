"""Which year a day or month belongs to: named, said to be last or next, told by another date, or the nearest."""

from datetime import date
from itertools import islice

from khabar_enrich.dates import choosing
from khabar_enrich.dates import period as periods
from khabar_enrich.dates.period import Period
from khabar_enrich.dates.rule import Context, Found

_YEAR_DAYS = 366
_REMEMBERED = 8
_YEAR = "<comma>?(?:<of>?<year_word>)?<any_year:year>(?:<common_mark>)?"
_OF_YEAR = "<of>?<year_word><relation:year_relation>|<of><this_word><year_word:year_this>"
_SAME_YEAR = "<of>(?:<year_word><same:year_same>|<very:year_very><year_word>)"
WHEN = f"(?:{_YEAR}|{_OF_YEAR}|{_SAME_YEAR}|<relation:relation>)"
"""What may follow a month: 2021, من عام 2021, من العام الماضي, من العام ذاته, الماضي."""


def month(name: str) -> str:
    """Return a pattern for a month, also named twice as in سبتمبر/أيلول and شباط (فبراير)."""
    return f"<month:{name}>(?:<slash><month:{name}_twin>|<open><month:{name}_bracket><close>|<month:{name}_beside>)?"


def month_number(found: Found, name: str) -> tuple[int, bool]:
    """Return the number of a month captured by `month`, and whether both its names agree."""
    number = found.number(name) or 0
    twin = found.number(f"{name}_twin") or found.number(f"{name}_bracket") or found.number(f"{name}_beside") or number
    return number, twin == number


def day_in(found: Found, context: Context, month: int, day: int) -> date | None:
    """The day of a month in the year that the words after it tell, or the nearest; None where they lean on nothing.

    Raises:
        ValueError: there is no such day.
    """
    known, year = _year(found, context)
    if known:
        return date(year, month, day) if year else None
    relation = _relation(found)
    told_before = _year_of_month_before(context, month) if relation is None else None
    if told_before is not None:
        return date(told_before, month, day)
    return choosing.day_near(context.today, day, month, relation)


def month_in(found: Found, context: Context, month: int) -> Period | None:
    """The month in the year that the words after it tell, or the nearest; None where they lean on nothing."""
    known, year = _year(found, context)
    if known:
        return periods.month(year, month) if year else None
    return choosing.month_near(context.today, month, _relation(found))


def _year_of_month_before(context: Context, number: int) -> int | None:
    """The year of that month where it was told before, less than a year from publication: مارس الماضي … يوم 9 مارس."""
    for one in islice(reversed(context.before), _REMEMBERED):
        named = one.precision == "month" and one.first.month == number
        if named and abs((context.today - one.first).days) < _YEAR_DAYS:
            return one.first.year
    return None


def _relation(found: Found) -> str | None:
    return found.word("relation") or ("next" if found.awaited else None)


def undated_name(found: Found) -> bool:
    """Whether no word tells its year and it is part of a name (قوى 8 آذار), or of a year long ago (5 مايو 711 م)."""
    told = ("year", "year_relation", "year_this", "year_same", "year_very", "relation")
    named = found.follows("titled") or far_off(found)
    return named and not any(found.has(group) for group in told)


def far_off(found: Found) -> bool:
    """Whether the number of a year follows that is not understood: 635 هـ."""
    return found.precedes("count") and (found.precedes("common_mark", 1) or found.precedes("hijri_mark", 1))


def _year(found: Found, context: Context) -> tuple[bool, int]:
    """Whether the words tell a year, and which; 0 where they lean on one that was never named."""
    if found.has("year"):
        return True, found.number("year") or 0
    if found.has("year_relation") or found.has("year_this"):
        return True, context.today.year + choosing.step(found.word("year_relation"))
    if found.has("year_same") or found.has("year_very"):
        before = context.latest("year")
        return True, before.first.year if before else 0
    return False, 0
