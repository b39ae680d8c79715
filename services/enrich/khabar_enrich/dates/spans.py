"""Spans of time counted from the day of publication: قبل يومين, منذ شهرين, الأيام القليلة الماضية, آخر ثلاثة أيام."""

import re
from datetime import date
from typing import Final

from khabar_enrich.dates import period as periods
from khabar_enrich.dates import vocabulary as words
from khabar_enrich.dates.period import Period
from khabar_enrich.dates.rule import Context, Meaning, rule
from khabar_enrich.dates.units import length, shifted, span, unit_around

_RELATION: Final = words.any_of("relation", "relation")
_SOME: Final = r"(?:(?:نحو|حوالي|قرابه|اكثر\s+من|اقل\s+من)\s+)?"
_DURING: Final = r"(?:(?:خلال|في)\s+)?"
# How far "the last days, weeks …" reach when nothing counts them: readings agreed with the desk, marked approximate.
_FEW_DAYS: Final = 3
_VAGUE_DAYS: Final = {"hour": 1, "day": 7, "week": 21, "month": 92, "year": 1096}
_VAGUE = rf"{words.any_of('many', 'vague')}(?:\s+(?P<few>القليله)|\s+{words.any_of('count', 'count')})?"
_UNITS_AGO = span("")
_LATEST, _MEASURED = span("_latest"), span("_measured", one=False)


@rule(rf"(?P<way>قبل|منذ|بعد)\s+{_SOME}{_UNITS_AGO}(?!\s+(?:من|علي|ل))", "one", "two", "many")
def ago(match: re.Match[str], context: Context) -> Meaning:
    """قبل يومين: that day · منذ شهرين: the interval since · بعد أسبوع; not بعد يومين من الهجوم."""
    count, unit = length(match, "")
    then = shifted(context.today, -count if match["way"] != "بعد" else count, unit)
    if match["way"] == "منذ":
        return periods.interval(then, context.today)
    return unit_around(then, unit, 0)


@rule(rf"{_DURING}{_VAGUE}\s+{_RELATION}", "many")
def stretch(match: re.Match[str], context: Context) -> Meaning:
    """خلال الأيام القليلة الماضية · السنوات الأخيرة · الأيام الثلاثة المقبلة."""
    unit, count = words.meaning(match, "many", "vague") or "day", words.number(match, "count", "count")
    relation = words.meaning(match, "relation", "relation")
    if count is not None:
        return _stretch(context.today, count, unit, relation)
    days = _FEW_DAYS if match["few"] and unit == "day" else _VAGUE_DAYS[unit]
    return _stretch(context.today, days, "day", relation, approx=True)


@rule(rf"{_DURING}(?:اخر\s+{_LATEST}|{_MEASURED}\s+{_RELATION})", "one", "two", "many")
def measured(match: re.Match[str], context: Context) -> Meaning:
    """آخر ثلاثة أيام · اليومين الماضيين · الـ24 ساعة الماضية."""
    relation = words.meaning(match, "relation", "relation")
    return _stretch(context.today, *length(match, "_measured" if relation else "_latest"), relation)


def _stretch(today: date, count: int, unit: str, relation: str | None, *, approx: bool = False) -> Period | None:
    if relation == "next":
        return periods.interval(today, shifted(today, count, unit), approx=approx)
    return periods.interval(shifted(today, -count, unit), today, approx=approx)


RULES = (ago, stretch, measured)
