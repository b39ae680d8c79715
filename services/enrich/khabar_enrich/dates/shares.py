"""Shares of longer times: النصف الثاني من العام الماضي, الربع الأول من عام 2023, الأشهر الستة الأولى من العام."""

from khabar_enrich.dates import choosing
from khabar_enrich.dates import period as periods
from khabar_enrich.dates.parting import part_of, share_of, week_of
from khabar_enrich.dates.period import Period
from khabar_enrich.dates.rule import Context, Found, Meaning, rule
from khabar_enrich.dates.units import unit_around
from khabar_enrich.dates.years import WHEN, month, month_in, month_number

_UNIT = "(?:<one:unit><relation:relation>|<this_word><the:this>|<year_word>?<year:year>|<the:the>)"
_WHICH = "<which:which>"
_CENTURY = "<century><relation:century_relation>|<century><ordinal:century_number>"
_THIS_CENTURY = 21


@rule(f"<in>?(?:<part:part>)?<share:share>{_WHICH}<of>{_UNIT}")
def share_of_unit(found: Found, context: Context) -> Meaning:
    """النصف الثاني من العام الماضي · نهاية الربع الأول من عام 2023 · الربع الأخير من العام."""
    if found.precedes("school") or found.precedes("same"):
        return None
    there = share_of(_whole(found, context), found.number("share") or 1, found.number("which") or 0)
    edge = {"start": there.first, "end": there.last}.get(found.word("part") or "")
    return periods.day(edge, approx=True) if edge else there


@rule(f"<in>?<share:share>{_WHICH}<of><month_word>?{month('month')}{WHEN}?")
def share_of_month(found: Found, context: Context) -> Meaning:
    """النصف الأول من شباط الجاري."""
    there = month_in(found, context, month_number(found, "month")[0])
    return share_of(there, found.number("share") or 1, found.number("which") or 0) if there else None


@rule(f"<in>?<the:week>{_WHICH}<of>(?:<month_word>?{month('month')}{WHEN}?|<month_word><relation:relation_of_month>)")
def week_of_month(found: Found, context: Context) -> Meaning:
    """الأسبوع الأول من آب المقبل · الأسبوع الأخير من الشهر الماضي."""
    if found.word("week") != "week":
        return None
    if relation := found.word("relation_of_month"):
        there: Period | None = unit_around(context.today, "month", choosing.step(relation))
    else:
        there = month_in(found, context, month_number(found, "month")[0])
    return week_of(there, found.number("which") or 0) if there else None


@rule(f"<in>?<many:months><article>?<count:count>{_WHICH}<of>{_UNIT}")
def months_of_year(found: Found, context: Context) -> Meaning:
    """الأشهر الستة الأولى من العام الجاري · الأشهر التسعة الأولى من 2021."""
    whole, count = _whole(found, context), found.number("count") or 0
    if found.word("months") != "month" or whole.precision != "year" or found.number("which") not in (1, -1):
        return None
    first = 1 if found.number("which") == 1 else 13 - count
    year = whole.first.year
    return periods.interval(periods.month(year, first).first, periods.month(year, first + count - 1).last)


@rule(f"<in>?(?:<part:part>|<share:share>{_WHICH}<of>)?<one>?<decade:decade>(?:<of>?(?:{_CENTURY}))?")
def decade(found: Found, context: Context) -> Meaning:
    """تسعينيات القرن الماضي; without a century the latest that is over; not رجل في الستينيات من العمر."""
    told = found.has("century_relation") or found.has("century_number")
    if not told and (found.precedes("of_life") or found.precedes("of") or found.follows("person")):
        return None
    tens, century = found.number("decade") or 0, _century(found, context)
    if century is None:
        century = context.today.year // 100
        century -= century * 100 + tens + 9 >= context.today.year
    there = periods.decade(century * 100 + tens)
    if share := found.number("share"):
        return share_of(there, share, found.number("which") or 0)
    return part_of(there, found.word("part"))


@rule(f"<in>?(?:<part:part>|<share:share>{_WHICH}<of>)?<century><ordinal:number>")
def century(found: Found, _context: Context) -> Meaning:
    """القرن التاسع عشر · مطلع القرن العشرين."""
    number = found.number("number") or 0
    if number > _THIS_CENTURY or found.precedes("bc"):
        return None
    there = periods.century(number)
    if share := found.number("share"):
        return share_of(there, share, found.number("which") or 0)
    return part_of(there, found.word("part"))


def _century(found: Found, context: Context) -> int | None:
    """The hundreds of the decade's years, or None where no century is told."""
    if number := found.number("century_number"):
        return number - 1
    if relation := found.word("century_relation"):
        return context.today.year // 100 + choosing.step(relation)
    return None


def _whole(found: Found, context: Context) -> Period:
    if year := found.number("year"):
        return periods.year(year)
    unit = found.word("unit") or found.word("this") or found.word("the") or ""
    return unit_around(context.today, unit, choosing.step(found.word("relation")))


RULES = (share_of_unit, share_of_month, week_of_month, months_of_year, decade, century)
