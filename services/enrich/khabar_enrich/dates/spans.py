"""Spans of time counted from the day of publication: قبل يومين, منذ شهرين, الأيام القليلة الماضية, آخر ثلاثة أيام."""

from datetime import date
from typing import Final

from khabar_enrich.dates import period as periods
from khabar_enrich.dates.period import Period
from khabar_enrich.dates.rule import Context, Found, Meaning, rule
from khabar_enrich.dates.units import Length, length, shifted, span, unit_around

_ABOUT: Final = "(?:<about:about><of>?)?"
_LATEST, _MEASURED = span("_latest", one=False), span("_measured", one=False)
# How far "the last days, weeks …" reach when nothing counts them: readings agreed with the desk, marked approximate.
_FEW_DAYS: Final = 3
_VAGUE_DAYS: Final = {"hour": 1, "day": 7, "week": 21, "month": 92}


@rule(f"(?:<ago:ago>|<since:since>|<after:after>){_ABOUT}{span()}(?:<from_now:now>)?")
def ago(found: Found, context: Context) -> Meaning:
    """قبل يومين: that day · منذ شهرين: the interval since · بعد أسبوع; not بعد يومين من الهجوم.

    What comes after something told before is no such span: words must say that it lies ahead.
    """
    if not found.has("now") and _of_something(found):
        return None
    if found.has("after") and not (found.has("now") or found.awaited or found.begins):
        return None
    if found.has("one") and any(map(found.precedes, ("count", "month", "hijri"))):
        return None
    far, approx = length(found), found.has("about") or found.has("half")
    then = shifted(context.today, far, 1 if found.has("after") else -1, context.minutes)
    if found.has("since"):
        return periods.interval(then, context.today, approx=approx)
    there = unit_around(then, far.unit, 0)
    return Period(there.first, there.last, there.precision, there.grain, approx or there.approx)


@rule("(?:<ago:ago>|<since:since>|<after:after>)(?:<some><many:unit>|<many:plain><few>?)")
def some_time_ago(found: Found, context: Context) -> Meaning:
    """قبل أيام · منذ أسابيع قليلة · قبل بضعة أشهر: some time in the weeks before; of years nothing can be said."""
    unit = found.word("unit") or found.word("plain") or ""
    if unit not in _VAGUE_DAYS or _of_something(found):
        return None
    if found.has("after"):
        ahead = found.awaited or found.begins
        return _reach(context, Length(_VAGUE_DAYS[unit], "day"), "next", approx=True) if ahead else None
    return _reach(context, Length(_VAGUE_DAYS[unit], "day"), "last", approx=True)


@rule(f"<within>{_ABOUT}{span()}")
def within(found: Found, context: Context) -> Meaning:
    """خلال عامين · في غضون 48 ساعة: from publication on, where words say that it lies ahead."""
    if not found.awaited or _of_something(found):
        return None
    return _reach(context, length(found), "next", approx=found.has("about"))


@rule("<in>?<many:unit>(?:<few:few>|<article>?<count:count>)?<relation:relation>")
def stretch(found: Found, context: Context) -> Meaning:
    """خلال الأيام القليلة الماضية · الأيام الثلاثة المقبلة · الساعات الـ48 الماضية."""
    unit, relation = found.word("unit") or "day", found.word("relation")
    if (count := found.number("count")) is not None:
        return _reach(context, Length(count, unit), relation)
    if unit not in _VAGUE_DAYS:
        return None
    days = _FEW_DAYS if found.has("few") and unit == "day" else _VAGUE_DAYS[unit]
    return _reach(context, Length(days, "day"), relation, approx=True)


@rule(f"<in>?(?:<latest>{_LATEST}|{_MEASURED}<relation:relation>)")
def measured(found: Found, context: Context) -> Meaning:
    """آخر ثلاثة أيام · اليومين الماضيين · الـ24 ساعة الماضية."""
    relation = found.word("relation")
    return _reach(context, length(found, "_measured" if relation else "_latest"), relation)


def _of_something(found: Found) -> bool:
    """Whether it is counted from something told: قبل يومين من الهجوم; not منذ ثلاث سنوات من الجفاف."""
    return not found.has("since") and any(map(found.precedes, ("of", "clitic", "upon")))


def _reach(context: Context, far: Length, relation: str | None, *, approx: bool = False) -> Period | None:
    ahead = relation == "next"
    then = shifted(context.today, far, 1 if ahead else -1, context.minutes)
    first, last = _ordered(context.today, then)
    return periods.interval(first, last, approx=approx)


def _ordered(one: date, other: date) -> tuple[date, date]:
    return min(one, other), max(one, other)


RULES = (ago, some_time_ago, within, stretch, measured)
