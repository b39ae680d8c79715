"""Dates told from the day of publication: أمس الأحد, الخميس الماضي, الشهر الجاري, نهاية العام."""

from datetime import date, timedelta

from khabar_enrich.dates import choosing
from khabar_enrich.dates import period as periods
from khabar_enrich.dates.parting import part_of
from khabar_enrich.dates.rule import Context, Found, Meaning, rule
from khabar_enrich.dates.units import unit_around

_DAYPART = "<daypart:daypart>"
_PARTS_OF_DAY = f"(?:(?:{_DAYPART}(?:<of>)?)?<dayword>?)"
_AGENCY_DAYS = 1
_SENTENCE = 12


@rule(f"{_PARTS_OF_DAY}<deictic:deictic>(?:(?:<comma>|<open>)?<dayword>?<weekday:weekday><close>?)?")
def deictic(found: Found, context: Context) -> Meaning:
    """أمس · مساء أمس · أول من أمس السبت; a weekday that disagrees wins and is flagged."""
    weekday = found.number("weekday")
    if weekday is None and _is_no_day(found):
        return None
    when = context.today + timedelta(days=found.number("deictic") or 0)
    if weekday is None or when.weekday() == weekday:
        return periods.day(when)
    return periods.day(choosing.weekday_near(when, weekday)), False


@rule(f"{_PARTS_OF_DAY}<weekday:weekday><relation:relation>")
def weekday_related(found: Found, context: Context) -> Meaning:
    """الخميس الماضي · مساء الأحد المقبل."""
    weekday, relation = found.number("weekday") or 0, found.word("relation")
    return periods.day(choosing.weekday_from(context.today, weekday, relation))


@rule("(?:<daypart:daypart><of>?<dayword>?|<dayword:said>)<weekday:weekday>")
def weekday_said(found: Found, context: Context) -> Meaning:
    """يوم الأحد · مساء السبت: the latest one, today included; the next where words say that it lies ahead."""
    if found.follows("every"):
        return None
    return periods.day(_weekday(found, context))


@rule("<weekday:weekday>")
def weekday_bare(found: Found, context: Context) -> Meaning:
    """قال الوزير، الأحد، إن · أعلن الجيش الأحد: agencies name the day itself, or set it off by commas."""
    if found.follows("every") or any(map(found.precedes, ("and", "to", "dash"))):
        return None
    set_off = (found.follows("comma") or found.follows("open")) and (found.precedes("comma") or found.precedes("close"))
    told = found.follows("occasion") or found.follows("since")  # جلسة الخميس، منذ الخميس
    when = _weekday(found, context)
    near = abs((context.today - when).days) <= _AGENCY_DAYS
    return periods.day(when) if set_off or told or near or _is_ahead(found) else None


@rule(
    "<in>?(?:<part:part><of>?)?(?:<this_word><the:this>|<one:unit><relation:relation>|<very:very><the:again><relation>)"
)
def unit_related(found: Found, context: Context) -> Meaning:
    """الشهر الماضي · الأسبوع المقبل · نهاية العام الجاري · هذا العام."""
    unit = found.word("unit") or found.word("this") or ""
    if found.has("this") and (unit == "day" or found.follows("every")):  # هذا اليوم may be any day told before
        return None
    there = unit_around(context.today, unit, choosing.step(found.word("relation")))
    return part_of(there, found.word("part"))


@rule("<in>?<part:part><the:unit>")
def part_of_unit(found: Found, context: Context) -> Meaning:
    """مطلع العام · نهاية الشهر: of this one."""
    unit = found.word("unit") or ""
    if unit == "day" or found.precedes("school") or found.precedes("same") or found.precedes("which"):
        return None
    return part_of(unit_around(context.today, unit, 0), found.word("part"))


def _weekday(found: Found, context: Context) -> date:
    weekday = found.number("weekday") or 0
    if _is_ahead(found) and weekday != context.today.weekday():
        return choosing.weekday_from(context.today, weekday, "next")
    return choosing.weekday_from(context.today, weekday, None)


def _is_ahead(found: Found) -> bool:
    """Whether words say that it lies ahead: ستعقد الأحد · تستمر حتى الأحد; not تستمر منذ الأحد."""
    lasts = found.follows("to") and found.follows("lasting", _SENTENCE)
    return (found.awaited or lasts) and not found.follows("since")


def _is_no_day(found: Found) -> bool:
    """Whether it is a name (روسيا اليوم, «الغد»), any day (مرتين في اليوم), or a day of a series (اليوم الـ45)."""
    if not found.has("daypart") and found.follows("quote") and found.precedes("close"):
        return True
    if found.word("deictic") == "0" and not found.has("daypart"):
        any_day = found.follows("paper") or found.follows("in") or found.follows("clitic")
        series = found.precedes("not_today") or found.precedes("article") or found.precedes("count")
        return any_day or series or found.precedes("same") or found.precedes("following") or found.precedes("of_it")
    return found.follows("titled") or found.precedes("following")


RULES = (deictic, weekday_related, weekday_said, weekday_bare, unit_related, part_of_unit)
