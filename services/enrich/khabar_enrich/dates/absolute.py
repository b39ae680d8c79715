"""Dates that name their day, month or year: 15 كانون الثاني 2022, في ال 3 من يناير الماضي, عام 2019."""

from datetime import timedelta

from khabar_enrich.dates import choosing
from khabar_enrich.dates import period as periods
from khabar_enrich.dates.parting import part_of
from khabar_enrich.dates.rule import Context, Found, Meaning, rule
from khabar_enrich.dates.weekdays import WEEKDAY, agrees
from khabar_enrich.dates.years import WHEN, day_in, month, month_in, month_number, undated_name

_OF_MONTH = "<of>?<month_word>?"
_DAY = "(?:<article>?<ordinal:day>|<first:first_day>)"
_MOST_ROUND = 100


@rule(f"<in>?{WEEKDAY}{_DAY}{_OF_MONTH}{month('month')}{WHEN}?")
def day_of_month(found: Found, context: Context) -> Meaning:
    """15 كانون الثاني 2022 · في الـ20 من يناير الفائت · الأحد 6 فبراير; not 14 جانفي من كل سنة."""
    if undated_name(found) or (found.precedes("of") and found.precedes("every", 1)):
        return None
    number, twin = month_number(found, "month")
    when = day_in(found, context, number, found.number("day") or 1)
    return (periods.day(when), twin and agrees(found, when)) if when else None


@rule(
    f"<in>?{WEEKDAY}{_DAY}(?:<of>?<this_word><month_word>|<of>?<month_word><relation:relation>|<of>?<current:current>)"
)
def day_of_that_month(found: Found, context: Context) -> Meaning:
    """في الـ20 من الشهر الماضي · 15 الجاري · الثالث من هذا الشهر."""
    there = periods.month(context.today.year, context.today.month + choosing.step(found.word("relation")))
    when = there.first.replace(day=found.number("day") or 1)
    return periods.day(when), agrees(found, when)


@rule(f"(?:<in>|<onward>)?(?:<part:part><of>?)?<month_word>?{month('month')}{WHEN}")
def month_with_year(found: Found, context: Context) -> Meaning:
    """في تشرين أول 2019 · مطلع كانون الأول الماضي · في شهر ديسمبر الماضي."""
    number, twin = month_number(found, "month")
    there = month_in(found, context, number)
    return (part_of(there, found.word("part")), twin) if there else None


@rule(f"<in>?(?:<part:part><month_word>?|<month_word>){month('month')}|(?:<in>|<by>|<onward>)<plain:plain>")
def month_alone(found: Found, context: Context) -> Meaning:
    """في شهر نوفمبر · أواخر آذار · في يناير: the one nearest to publication."""
    if undated_name(found) or found.precedes("titled"):
        return None
    number, twin = month_number(found, "month") if found.has("month") else (found.number("plain") or 0, True)
    relation = "next" if found.awaited else None
    if found.count("since") or found.follows("since"):
        relation = "this" if number == context.today.month else "last"
    return part_of(choosing.month_near(context.today, number, relation), found.word("part")), twin


@rule(f"<in>?(?:<part:part>)?<month_word><month_number:month>{WHEN}")
def month_by_number(found: Found, context: Context) -> Meaning:
    """شهر 3 الماضي · شهر 12 من عام 2021."""
    there = month_in(found, context, found.number("month") or 0)
    return part_of(there, found.word("part")) if there else None


@rule("<in:in>?(?:<part:part>)?<year_word><year:year><common_mark>?")
def year_named(found: Found, _context: Context) -> Meaning:
    """عام 2019 · نهاية عام 2020م; not the year that names a law: القانون رقم 10 لعام 2018."""
    numbered = found.follows("count") and found.follows("law", 3)
    if not found.has("in") and (numbered or found.follows("law_name")):
        return None
    if found.precedes("bc"):
        return None
    return part_of(periods.year(found.number("year") or 0), found.word("part"))


@rule("(?:<in>|<by>|<onward>|<part:part>)<likely_year:year>")
def year_alone(found: Found, _context: Context) -> Meaning:
    """في 2019 · منذ 2011 · مطلع 2020; not a round number of things: في 2000 قرية."""
    year = found.number("year") or 0
    if year % _MOST_ROUND == 0 and not found.has("part"):
        return None
    return part_of(periods.year(year), found.word("part"))


@rule("<in>?<season:season>(?:<of>?<year_word>?<year:year>|(?:<of>?<year_word>)?<relation:relation>)")
def season(found: Found, context: Context) -> Meaning:
    """صيف 2021 · الربيع المقبل; winters lie in two years, so their year is not told by one number."""
    first = found.number("season") or 0
    if first == 12:  # noqa: PLR2004 - winter begins in December
        return None
    step, year = found.word("relation"), found.number("year") or context.today.year
    if step == "last" and periods.month(year, first + 2).last >= context.today:
        year -= 1
    if step == "next" and periods.month(year, first).first <= context.today:
        year += 1
    return periods.interval(
        periods.month(year, first).first, periods.month(year, first + 3).first - timedelta(days=1), "month", approx=True
    )


RULES = (
    day_of_month,
    day_of_that_month,
    month_with_year,
    month_alone,
    month_by_number,
    year_named,
    year_alone,
    season,
)
