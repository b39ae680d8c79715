"""Hijri and Iranian dates, and those in foreign names of months, which need their year."""

from collections.abc import Callable
from datetime import date

from khabar_enrich.dates import choosing
from khabar_enrich.dates import period as periods
from khabar_enrich.dates.calendars import hijri_day, hijri_month, hijri_year_of, jalali_day, jalali_month
from khabar_enrich.dates.parting import part_of, week_of
from khabar_enrich.dates.period import Period
from khabar_enrich.dates.rule import Context, Found, Meaning, rule
from khabar_enrich.dates.weekdays import WEEKDAY, agrees
from khabar_enrich.dates.years import far_off

_YEAR = "(?:<comma>?(?:<of>?<year_word>)?<hijri_year:year><hijri_mark>?)"
_OF_MONTH = "<of:of>?<month_word>?"
_ABROAD = "(?:<abroad:weekday><comma>?)?"
_SAFAR = 2


@rule(f"<in>?{WEEKDAY}(?:<article>?<ordinal:day>|<first>){_OF_MONTH}<hijri:month>(?:{_YEAR}|<relation:relation>)?")
def hijri_date(found: Found, context: Context) -> Meaning:
    """التاسع من ذي الحجة 1442 هـ · غرة محرم · العاشر من رمضان الماضي; Umm al-Qura."""
    month, day, year = found.number("month") or 0, found.number("day") or 1, found.number("year")
    if year:
        when = hijri_day(year, month, day)
    elif (
        found.follows("titled") or far_off(found) or (month == _SAFAR and not found.has("of"))
    ):  # صفر is also the nought of scores
        return None
    else:
        this = hijri_year_of(context.today)
        there = [hijri_day(near, month, day) for near in (this - 1, this, this + 1)]
        when = choosing.nearest(there, context.today, found.word("relation"))
    return periods.day(when), agrees(found, when)


@rule(f"<in>?(?:<part:part>)?<month_word>?<hijri:month>(?:{_YEAR}|<relation:relation>)")
def hijri_month_named(found: Found, context: Context) -> Meaning:
    """رمضان 1443 هـ · شهر رمضان المقبل: its days in the common calendar."""
    month, year = found.number("month") or 0, found.number("year")
    if year:
        return _part(hijri_month(year, month), found)
    this, relation = hijri_year_of(context.today), found.word("relation")
    there = [hijri_month(near, month) for near in (this - 1, this, this + 1)]
    if relation == "next":
        return _part(next(days for days in there if days[0] > context.today), found)
    if relation == "last":
        return _part([days for days in there if days[1] < context.today][-1], found)
    return next((_part(days, found) for days in there if days[0] <= context.today <= days[1]), None)


@rule(f"<in>?<the:week><which:which><of><month_word>?<hijri:month>(?:{_YEAR}|<relation:relation>)?")
def week_of_hijri_month(found: Found, context: Context) -> Meaning:
    """الأسبوع الثاني من رمضان: of the nearest one."""
    if found.word("week") != "week":
        return None
    month, year = found.number("month") or 0, found.number("year")
    if not year:
        this = hijri_year_of(context.today)
        there = [hijri_day(near, month, 1) for near in (this - 1, this, this + 1)]
        year = hijri_year_of(choosing.nearest(there, context.today, found.word("relation")))
    return week_of(Period(*hijri_month(year, month), "interval"), found.number("which") or 0)


@rule("<in>?<year_word>?<hijri_year:year><hijri_mark>")
def hijri_year(found: Found, _context: Context) -> Meaning:
    """عام 1443 هـ: its days in the common calendar."""
    year = found.number("year") or 0
    return periods.interval(hijri_month(year, 1)[0], hijri_month(year, 12)[1])


@rule("<in>?<ordinal:day><jalali:month><hijri_year:year>")
def jalali_date(found: Found, _context: Context) -> Meaning:
    """15 بهمن 1400, as papers in Persian write."""
    return periods.day(_of(found, jalali_day))


@rule("<in>?<jalali:month><hijri_year:year>")
def jalali_month_named(found: Found, _context: Context) -> Meaning:
    """بهمن 1400: its days in the common calendar."""
    return periods.interval(*jalali_month(found.number("year") or 0, found.number("month") or 0))


@rule(
    f"{_ABROAD}(?:<ordinal:day>(?:<common_mark>|<suffix>)?<of>?<foreign:month><dot>?<comma>?<year:year>"
    "|<foreign:named><dot>?<ordinal:day_after><suffix>?<comma>?<year:year_after>)"
)
def foreign_date(found: Found, _context: Context) -> Meaning:
    """7 February 2022 · February 7, 2022 · 1er mars 2022."""
    month = found.number("month") or found.number("named") or 0
    year, day = found.number("year") or found.number("year_after"), found.number("day") or found.number("day_after")
    when = date(year or 0, month, day or 0)
    return periods.day(when), agrees(found, when)


@rule("<foreign:month><dot>?<year:year>")
def foreign_month(found: Found, _context: Context) -> Meaning:
    """February 2022."""
    return periods.month(found.number("year") or 0, found.number("month") or 0)


def _of(found: Found, calendar: Callable[[int, int, int], date]) -> date:
    return calendar(found.number("year") or 0, found.number("month") or 0, found.number("day") or 0)


def _part(days: tuple[date, date], found: Found) -> Period:
    return part_of(Period(*days, "interval"), found.word("part"))


RULES = (
    hijri_date,
    hijri_month_named,
    week_of_hijri_month,
    hijri_year,
    jalali_date,
    jalali_month_named,
    foreign_date,
    foreign_month,
)
