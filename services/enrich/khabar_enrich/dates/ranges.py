"""Dates with two ends, and what leans on a date named before: بين الثالث من نوفمبر 2021 و16 منه, الشهر ذاته."""

import re
from datetime import date

from khabar_enrich.dates import choosing
from khabar_enrich.dates import period as periods
from khabar_enrich.dates import vocabulary as words
from khabar_enrich.dates.period import Period
from khabar_enrich.dates.rule import Context, Meaning, rule
from khabar_enrich.dates.units import span

_FROM = r"(?:(?:في\s+|خلال\s+)?(?:الفتره\s+)?(?:ما\s+)?(?:بين|من)\s+(?:يومي\s+)?)"
_TO = r"\s*(?:\s(?:و|الي|حتي)\s*|[-–]\s*)"
_MONTH = r"(?:\s+من)?(?:\s+شهر)?\s+"
_RELATION = words.any_of("relation", "relation")
_FIRST_MONTH = rf"{words.month('month')}(?:\s+{words.year('year')})?"
_LAST_MONTH = rf"{words.month('to_month')}(?:\s+{words.year('to_year')}|\s+{_RELATION})?"
_FIRST_DAY = rf"{words.day('day')}(?:{_MONTH}{_FIRST_MONTH})?"
_LAST_DAY = rf"{words.day('to')}(?:\s+(?P<same>منه)|{_MONTH}{_LAST_MONTH})"
_YEARS = rf"(?P<year>{words.YEAR}){_TO}(?:عام\s+|سنه\s+)?(?P<to>{words.YEAR})"
_CENTURY = rf"(?:\s+القرن\s+(?:{_RELATION}|{words.any_of('ordinal', 'century')}))?"


@rule(rf"{_FROM}?{_FIRST_DAY}{_TO}{_LAST_DAY}", "month")
def days(match: re.Match[str], context: Context) -> Meaning:
    """من 5 إلى 12 يونيو 2023 · بين الثالث من نوفمبر 2021 و16 منه · بين 28 فبراير و3 مارس الماضي."""
    to_month = words.number(match, "month", "month" if match["same"] else "to_month")
    month = words.number(match, "month", "month") or to_month
    to_year = match["to_year"] or match["year"]
    if month is None or to_month is None:
        return None
    first, last = words.day_number(match, "day") or 0, words.day_number(match, "to") or 0
    end = date(int(to_year), to_month, last) if to_year else _near(match, context, last, to_month)
    start = date(int(match["year"] or end.year - (month > to_month)), month, first)
    return periods.interval(start, end)


@rule(rf"{_FROM}(?:شهري?\s+)?{_FIRST_MONTH}{_TO}(?:شهر\s+)?{_LAST_MONTH}", "month")
def months(match: re.Match[str], context: Context) -> Meaning:
    """بين يناير ومارس 2022 · من تشرين الثاني 2021 حتى شباط 2022."""
    month, to_month = (words.number(match, "month", name) or 0 for name in ("month", "to_month"))
    if match["to_year"]:
        last = periods.month(int(match["to_year"]), to_month)
    else:
        last = choosing.month_near(context.today, to_month, words.meaning(match, "relation", "relation"))
    first = periods.month(int(match["year"] or last.first.year - (month > to_month)), month)
    return periods.interval(first.first, last.last, "month")


@rule(rf"(?:ما\s+)?(?:بين|من|منذ)\s+(?:عامي|سنتي|عام|سنه)\s+{_YEARS}", "digit")
def years(match: re.Match[str], _context: Context) -> Meaning:
    """بين عامي 2011 و2014."""
    return periods.interval(date(int(match["year"]), 1, 1), date(int(match["to"]), 12, 31), "year")


@rule(rf"(?:عقد\s+)?{words.any_of('decade', 'decade')}{_CENTURY}", "decade")
def decade(match: re.Match[str], context: Context) -> Meaning:
    """تسعينيات القرن الماضي; without a century the latest that is over."""
    tens, named = words.number(match, "decade", "decade") or 0, words.number(match, "ordinal", "century")
    century = context.today.year // 100
    if named is not None:
        century = named - 1
    elif (relation := words.meaning(match, "relation", "relation")) is not None:
        century += {"last": -1, "next": 1}.get(relation, 0)
    elif century * 100 + tens + 9 >= context.today.year:
        century -= 1
    first = century * 100 + tens
    return Period(date(first, 1, 1), date(first + 9, 12, 31), "decade", "year")


@rule(
    rf"(?:خلال\s+{span('_lasted')}\s+)?(?:(?:في|من)\s+)?(?P<what>اليوم|الشهر|العام|السنه)\s+{words.any_of('same')}",
    "same",
)
def same_as_before(match: re.Match[str], context: Context) -> Meaning:
    """الشهر ذاته · خلال أسبوعين في العام نفسه: the one named last; unknown when none was."""
    grain = words.meanings("one")[match["what"]]
    before = context.latest(grain)
    if before is None:
        return None
    if grain == "day":
        return before
    return periods.year(before.first.year) if grain == "year" else periods.month(before.first.year, before.first.month)


def _near(match: re.Match[str], context: Context, day: int, month: int) -> date:
    return choosing.day_near(context.today, day, month, words.meaning(match, "relation", "relation"))


RULES = (days, months, years, decade, same_as_before)
