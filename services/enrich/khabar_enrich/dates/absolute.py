"""Dates that name their day, month or year: 15 كانون الثاني 2022, في ال 3 من يناير الماضي, 2022-02-07, عام 2019."""

import re
from datetime import date

from khabar_enrich.dates import choosing
from khabar_enrich.dates import period as periods
from khabar_enrich.dates import vocabulary as words
from khabar_enrich.dates.period import Period
from khabar_enrich.dates.rule import Context, Meaning, rule

_IN = r"(?:في\s+)?"
_WEEKDAY = rf"(?:(?:يوم\s+)?{words.any_of('weekday', 'weekday')}\s*[،,(]?\s*(?:الموافق\s*(?:ل\s?)?|في\s+)?)?"
_RELATION = words.any_of("relation", "relation")
_PART = rf"(?:{words.any_of('part', 'part')}\s+)?"
_WHEN = rf"(?:\s*[،,]?\s+{words.year('year')}|\s+{_RELATION})"


@rule(rf"{_IN}{_WEEKDAY}{words.day('day')}(?:\s+من)?(?:\s+شهر)?\s+{words.month('month')}{_WHEN}?", "month")
def day_of_month(match: re.Match[str], context: Context) -> Meaning:
    """15 كانون الثاني 2022 · في الـ20 من يناير الفائت · الأحد 6 فبراير."""
    day, month = words.day_number(match, "day") or 0, words.number(match, "month", "month") or 0
    if match["year"]:
        when = date(int(match["year"]), month, day)
    else:
        when = choosing.day_near(context.today, day, month, words.meaning(match, "relation", "relation"))
    weekday = words.number(match, "weekday", "weekday")
    return periods.day(when), weekday is None or when.weekday() == weekday


@rule(
    rf"{_IN}{_WEEKDAY}{words.day('day')}(?:\s+من)?\s+(?:(?:هذا\s+)?الشهر(?:\s+{_RELATION})?|(?:الجاري|الحالي))",
    "one",
    "relation",
)
def day_of_that_month(match: re.Match[str], context: Context) -> Meaning:
    """في الـ20 من الشهر الماضي · 15 الجاري."""
    step = {"last": -1, "next": 1}.get(words.meaning(match, "relation", "relation") or "", 0)
    month = periods.month(context.today.year, context.today.month + step)
    when = month.first.replace(day=words.day_number(match, "day") or 0)
    weekday = words.number(match, "weekday", "weekday")
    return periods.day(when), weekday is None or when.weekday() == weekday


@rule(rf"{_IN}{_PART}(?:شهر\s+)?{words.month('month')}{_WHEN}", "month")
def month_with_year(match: re.Match[str], context: Context) -> Meaning:
    """في تشرين أول 2019 · مطلع كانون الأول الماضي · في شهر ديسمبر الماضي."""
    number = words.number(match, "month", "month") or 0
    if match["year"]:
        month = periods.month(int(match["year"]), number)
    else:
        month = choosing.month_near(context.today, number, words.meaning(match, "relation", "relation"))
    return choosing.part_of(month, words.meaning(match, "part", "part"))


@rule(rf"{_IN}{_PART}شهر\s+{words.month('month')}", "month")
def month_alone(match: re.Match[str], context: Context) -> Meaning:
    """في شهر نوفمبر: the one nearest to publication."""
    month = choosing.month_near(context.today, words.number(match, "month", "month") or 0, None)
    return choosing.part_of(month, words.meaning(match, "part", "part"))


@rule(rf"{_IN}{_PART}(?:(?:عام|العام|سنه)\s+(?P<year>{words.YEAR}))(?!\d)م?", "digit")
def year_named(match: re.Match[str], _context: Context) -> Meaning:
    """عام 2019 · نهاية عام 2020."""
    return choosing.part_of(periods.year(int(match["year"])), words.meaning(match, "part", "part"))


@rule(
    rf"(?:في|منذ|حتي|{words.any_of('part', 'part')})\s+(?P<year>(?:19[4-9]|20[0-4])\d)(?!\d|[.,٫/-]\d|\s*[%٪])", "digit"
)
def year_alone(match: re.Match[str], _context: Context) -> Meaning:
    """في 2019 · منذ 2011 · مطلع 2020."""
    return choosing.part_of(periods.year(int(match["year"])), words.meaning(match, "part", "part"))


@rule(rf"(?P<year>{words.YEAR})(?P<mark>[-/.])(?P<month>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}})(?:t[\d:]*\w*)?", "digit")
def year_first(match: re.Match[str], _context: Context) -> Period:
    """2022-02-07, as ISO 8601 writes it."""
    return periods.day(date(int(match["year"]), int(match["month"]), int(match["day"])))


@rule(
    rf"{_IN}{_WEEKDAY}(?P<day>\d{{1,2}})\s?(?P<mark>[-/.])\s?(?P<month>\d{{1,2}})\s?(?P=mark)\s?(?P<year>{words.YEAR})",
    "digit",
)
def day_first(match: re.Match[str], _context: Context) -> Meaning:
    """7/2/2022, as Arab papers write it: the day comes first."""
    when = date(int(match["year"]), int(match["month"]), int(match["day"]))
    weekday = words.number(match, "weekday", "weekday")
    return periods.day(when), weekday is None or when.weekday() == weekday


RULES = (
    day_of_month,
    day_of_that_month,
    month_with_year,
    month_alone,
    year_named,
    year_alone,
    year_first,
    day_first,
)
