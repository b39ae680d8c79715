"""Dates with two ends: بين الثالث من نوفمبر 2021 و16 منه, من 5 إلى 12 يونيو, بين عامي 2011 و2014."""

from datetime import date, timedelta

from khabar_enrich.dates import choosing
from khabar_enrich.dates import period as periods
from khabar_enrich.dates.calendars import hijri_day, hijri_year_of
from khabar_enrich.dates.period import Period
from khabar_enrich.dates.rule import Context, Found, Meaning, rule
from khabar_enrich.dates.years import WHEN, month, month_in, month_number

_FROM = "(?:<in>?(?:<article>?<period>)?(?:<between:between>|<since:since>)(?:<yomay>|<dayword>)?|<in>?<yomay>|<in>)"
_TO = "(?:<comma>?<and:joined>(?:<to:until><between>?)?|<comma>?<to>|<dash>)(?:<dayword>)?"
_AND = "(?:<and><to>?|<to>|<dash>)<dayword>?"
_OF_MONTH = "<of>?<month_word>?"
_WEEKDAYS = "(?:<weekday><and><dayword>?<weekday><comma>?<matching>?)?"
_DAY = "(?:<article>?<ordinal:day>)"
_LAST = "(?:<article>?<ordinal:to>)"
_FIRST_YEAR = "(?:<of>?<year_word>?<year:first_year>)"
_FIRST_WHEN = f"(?:{_FIRST_YEAR}|<relation:first_relation>)"


@rule(
    f"{_FROM}?{_WEEKDAYS}{_DAY}(?:{_OF_MONTH}{month('month')}{_FIRST_WHEN}?)?(?:<and><article>?<ordinal>){{0,5}}{_TO}{_LAST}"
    f"(?:<of_it:of_it>|{_OF_MONTH}{month('to_month')}{WHEN}?)"
)
def days(found: Found, context: Context) -> Meaning:
    """من 5 إلى 12 يونيو 2023 · بين الثالث من نوفمبر 2021 و16 منه · بين 28 فبراير و3 مارس الماضي."""
    last_month = month_number(found, "month" if found.has("of_it") else "to_month")[0]
    first_month = month_number(found, "month")[0] or last_month
    if not last_month:
        return None
    start_year, first, last = found.number("first_year"), found.number("day") or 0, found.number("to") or 0
    if start_year and not found.has("year"):
        start = date(start_year, first_month, first)
        return periods.interval(start, date(start_year + (last_month < first_month), last_month, last))
    there = month_in(found, context, last_month)
    if there is None:
        return None
    end = there.first.replace(day=last)
    if relation := found.word("first_relation"):
        return periods.interval(choosing.day_near(context.today, first, first_month, relation), end)
    start = date(start_year or end.year - (first_month > last_month), first_month, first)
    return None if _listed(found) and (end - start).days + 1 != found.count("ordinal") else periods.interval(start, end)


@rule(
    f"{_FROM}?{_WEEKDAYS}{_DAY}{_TO}{_LAST}(?:<of>?<month_word><relation:relation>|<of>?<this_word><month_word>|<current>)"
)
def days_of_that_month(found: Found, context: Context) -> Meaning:
    """بين 3 و10 من الشهر الجاري · يومي 5 و6 الجاري."""
    there = periods.month(context.today.year, context.today.month + choosing.step(found.word("relation")))
    return periods.interval(
        there.first.replace(day=found.number("day") or 0), there.first.replace(day=found.number("to") or 0)
    )


@rule(
    f"(?:<in>?<period>?<between:between>|<since:since>|<in>)?<months_word>?<month_word>?{month('month')}{_FIRST_YEAR}?{_TO}"
    f"<month_word>?{month('to_month')}{WHEN}?"
)
def months(found: Found, context: Context) -> Meaning:
    """بين يناير ومارس 2022 · من تشرين الثاني 2021 حتى شباط 2022 · شهري أيار وحزيران الماضيين."""
    first, last = month_number(found, "month")[0], month_number(found, "to_month")[0]
    start_year = found.number("first_year")
    if start_year and not found.has("year"):
        end: Period | None = periods.month(start_year + (last < first), last)
    else:
        end = month_in(found, context, last)
    if end is None:
        return None
    start = periods.month(start_year or end.first.year - (first > last), first)
    if _listed(found) and periods.month(start.first.year, first + 1) != end:
        return None
    return periods.interval(start.first, end.last, "month")


@rule(
    f"<in>?<period>?(?:(?:<between:between>|<since:since>)(?:<years_word>|<year_word>)|<years_word>)<year:year><common_mark>?"
    f"(?:<and><year>){{0,8}}(?:{_TO}|<slash>)<year_word>?<year:to><common_mark>?"
)
def years(found: Found, _context: Context) -> Meaning:
    """بين عامي 2011 و2014 · من عام 2011 حتى 2014 · العام الدراسي 2021/2022."""
    return _years(found)


@rule(
    f"(?:<in>?<period>?<between:between>|<in>?<period:since>)<likely_year:year>(?:{_TO})<year_word:named>?<likely_year:to>(?!x)"
)
def years_alone(found: Found, _context: Context) -> Meaning:
    """من 2011 إلى 2014; not بين 2000 و2020 شخصاً."""
    return _years(found)


@rule(
    f"(?:<in>|<between>)?<yomay><weekday:first>{_AND}<weekday:last><relation:relation>?"
    f"|<weekday:one>{_AND}<weekday:other><relation:both>"
    f"|(?=<!of>)<between><dayword>?<weekday:start>{_AND}<weekday:end>"
)
def weekdays(found: Found, context: Context) -> Meaning:
    """يومي السبت والأحد الماضيين · بين الجمعة والأحد."""
    relation = found.word("relation") or found.word("both") or ("next" if found.awaited else None)
    first, last = (
        next((day for name in names if (day := found.number(name)) is not None), 0)
        for names in (("first", "one", "start"), ("last", "other", "end"))
    )
    if relation == "next":
        start = choosing.weekday_from(context.today, first, relation)
        return periods.interval(start, start + timedelta(days=(last - first) % 7))
    end = choosing.weekday_from(context.today, last, relation)
    return periods.interval(end - timedelta(days=(last - first) % 7), end)


@rule("<in>?<night:night><dayword>?<weekday:first>(?:<dash>|<slash>|<to>|<and>)?<weekday:last>(?:<relation:relation>)?")
def night_between(found: Found, context: Context) -> Meaning:
    """ليل الخميس - الجمعة: the two days that the night lies between."""
    end = choosing.weekday_from(context.today, found.number("last") or 0, found.word("relation"))
    if (end.weekday() - 1) % 7 != found.number("first"):
        return None
    return periods.interval(end - timedelta(days=1), end)


@rule(f"{_FROM}?{_DAY}{_TO}{_LAST}{_OF_MONTH}<hijri:month>(?:<of>?<year_word>?<hijri_year:year><hijri_mark>?)?")
def hijri_days(found: Found, context: Context) -> Meaning:
    """من 8 إلى 12 ذي الحجة 1442 هـ."""
    month, year = found.number("month") or 0, found.number("year")
    if not year:
        this = hijri_year_of(context.today)
        near = choosing.nearest([hijri_day(this + n, month, 1) for n in (-1, 0, 1)], context.today, None)
        year = hijri_year_of(near)
    first, last = (hijri_day(year, month, found.number(name) or 0) for name in ("day", "to"))
    return periods.interval(first, last)


def _listed(found: Found) -> bool:
    """Whether its times are told one by one (في 27 يوليو و8 أغسطس): no range, unless they follow one another."""
    return found.has("joined") and not (found.has("until") or found.has("between") or found.has("since"))


def _years(found: Found) -> Period | None:
    first, last = found.number("year") or 0, found.number("to") or 0
    if _listed(found) and last - first + 1 != found.count("year"):
        return None
    return periods.interval(date(first, 1, 1), date(last, 12, 31), "year") if first < last else None


RULES = (days, days_of_that_month, months, years, years_alone, weekdays, night_between, hijri_days)
