"""What leans on a date named before: الشهر ذاته, في 16 منه, اليوم التالي."""

from khabar_enrich.dates import period as periods
from khabar_enrich.dates.period import Period
from khabar_enrich.dates.rule import Context, Found, Meaning, rule
from khabar_enrich.dates.units import span, unit_around

_SAME = "(?:<the:what><same:same>|<very><the:very_what>|<very><one:any_what>)"


@rule(f"(?:<in>?{span('_lasted')})?(?:<in>|<of>)?{_SAME}")
def same_as_before(found: Found, context: Context) -> Meaning:
    """الشهر ذاته · خلال أسبوعين في العام نفسه · نفس اليوم: the one named last; unknown when none was."""
    return _again(found.word("what") or found.word("very_what") or found.word("any_what") or "", context)


@rule("<in>?<article>?<ordinal:day>(?:<of_it:of_it>|<of>(?:<month_word><same:same>|<very><month_word>))")
def day_of_same_month(found: Found, context: Context) -> Meaning:
    """في 16 منه · الثالث من الشهر نفسه."""
    before = context.latest("month")
    return periods.day(before.first.replace(day=found.number("day") or 0)) if before else None


@rule("<in>?<the:unit><following:following>")
def following(found: Found, context: Context) -> Meaning:
    """في اليوم التالي: after the one named last."""
    unit = found.word("unit") or ""
    before = context.latest(unit)
    if before is None or before.precision not in (unit, "minute"):
        return None
    return unit_around(before.first, unit, 1)


def _again(unit: str, context: Context) -> Period | None:
    before = context.latest(unit)
    if before is None or unit not in ("day", "month", "year"):
        return None
    return periods.day(before.first) if unit == "day" else unit_around(before.first, unit, 0)


RULES = (same_as_before, day_of_same_month, following)
