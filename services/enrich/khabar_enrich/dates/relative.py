"""Dates told from the day of publication: أمس الأحد, الخميس الماضي, الشهر الجاري, نهاية العام."""

import re
from datetime import timedelta

from khabar_enrich.dates import choosing
from khabar_enrich.dates import period as periods
from khabar_enrich.dates import vocabulary as words
from khabar_enrich.dates.rule import Context, Meaning, rule
from khabar_enrich.dates.units import unit_around

_PARTS_OF_DAY = rf"(?:{words.any_of('daypart')}\s+)"
_WEEKDAY = words.any_of("weekday", "weekday")
_RELATION = words.any_of("relation", "relation")
_SET_OFF = rf"(?<=[،,(] ){words.any_of('weekday', 'alone')}(?=\s*[،,)])"
_DEICTIC = rf"(?<!المصري ){words.any_of('deictic', 'deictic')}"
_PART = rf"(?:{words.any_of('part', 'part')}\s+)?"
_UNIT = words.any_of("one", "unit")
_SHARE = rf"{words.any_of('share', 'share')}\s+{words.any_of('ordinal', 'which')}"
_NOT_TODAY = r"(?!\s+(?:الاول|الثاني|الثالث|السابع|التالي|السابق|العالمي|الوطني|الدولي|الاخير|ذاته|نفسه|الذي))"


@rule(rf"{_PARTS_OF_DAY}?{_DEICTIC}{_NOT_TODAY}(?:\s*[،,(]?\s*{_WEEKDAY}\)?)?", "deictic")
def deictic(match: re.Match[str], context: Context) -> Meaning:
    """أمس · مساء أمس · أول من أمس السبت; a weekday that disagrees wins and is flagged."""
    when = context.today + timedelta(days=words.number(match, "deictic", "deictic") or 0)
    weekday = words.number(match, "weekday", "weekday")
    if weekday is None or when.weekday() == weekday:
        return periods.day(when)
    return periods.day(choosing.weekday_near(when, weekday)), False


@rule(rf"{_PARTS_OF_DAY}{{0,2}}{_WEEKDAY}\s+{_RELATION}", "weekday")
def weekday_related(match: re.Match[str], context: Context) -> Meaning:
    """الخميس الماضي · مساء الأحد المقبل."""
    weekday, relation = words.number(match, "weekday", "weekday") or 0, words.meaning(match, "relation", "relation")
    return periods.day(choosing.weekday_from(context.today, weekday, relation))


@rule(rf"(?:{_PARTS_OF_DAY}{{1,2}}{_WEEKDAY}|{_SET_OFF})", "weekday")
def weekday_bare(match: re.Match[str], context: Context) -> Meaning:
    """يوم الأحد · قال الوزير، الأحد، إن: the latest one, today included."""
    weekday = words.number(match, "weekday", "weekday")
    if weekday is None:
        weekday = words.number(match, "weekday", "alone") or 0
    return periods.day(choosing.weekday_from(context.today, weekday, None))


@rule(rf"(?:في\s+)?{_PART}(?:(?:هذا|هذه)\s+{words.any_of('one', 'this')}|{_UNIT}\s+{_RELATION})", "one")
def unit_related(match: re.Match[str], context: Context) -> Meaning:
    """الشهر الماضي · الأسبوع المقبل · نهاية العام الجاري · هذا العام."""
    unit = words.meaning(match, "one", "unit") or words.meaning(match, "one", "this") or ""
    step = {"last": -1, "next": 1}.get(words.meaning(match, "relation", "relation") or "", 0)
    return choosing.part_of(unit_around(context.today, unit, step), words.meaning(match, "part", "part"))


@rule(rf"{_SHARE}\s+من\s+(?:{_UNIT}\s+{_RELATION}|(?:عام|سنه|العام)\s+(?P<year>{words.YEAR}))", "share")
def share_of_unit(match: re.Match[str], context: Context) -> Meaning:
    """النصف الثاني من العام الماضي · الربع الأول من عام 2023."""
    step = {"last": -1, "next": 1}.get(words.meaning(match, "relation", "relation") or "", 0)
    unit = words.meaning(match, "one", "unit") or "year"
    whole = periods.year(int(match["year"])) if match["year"] else unit_around(context.today, unit, step)
    which = words.number(match, "ordinal", "which") or 0
    return choosing.share_of(whole, words.number(match, "share", "share") or 1, which)


RULES = (deictic, weekday_related, weekday_bare, unit_related, share_of_unit)
