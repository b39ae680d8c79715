"""Times of day: الساعة 10:30, عند الثامنة من مساء أمس, 18:00 ت غ."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from khabar_enrich.dates.alphabet import Token
from khabar_enrich.dates.period import Clock, Period
from khabar_enrich.dates.rule import Context, Found, Meaning, rule, shape

_NOON, _HOUR = 12, 60
_MIDDAY: Final = {10: 10, 11: 11, 12: 12, 1: 13, 2: 14, 3: 15}
_EVENING: Final = 6
_ZONE = "(?:<open>?(?:<local:local>|<clitic>?<zone_word><zone:zone>?|<zone_short:short>))?"
_ZONE_SHAPE, _ZONE_KINDS = shape(_ZONE)
_ZONE_TOKENS = 5
_DAYPART = "(?:<of>?<daypart:daypart>(?!<dayword>|<deictic>|<weekday>|<ordinal>|<numeric>))?"


@rule(
    "<at>?(?:<clock_word:word><article>?(?:<clock:told>|<dotted:dotted>|<hours:hours>)"
    f"|<clock:bare>|<dotted:bare_dotted>){_DAYPART}{_ZONE}"
)
def in_figures(found: Found, _context: Context) -> Meaning:
    """الساعة 10:30 صباحاً · 18:00 ت غ · الساعة 8 مساء بتوقيت دمشق."""
    zone = _zone(found)
    told = found.word("told") or found.word("dotted") or found.word("bare") or found.word("bare_dotted") or ""
    if found.has("bare_dotted") and zone != "UTC":  # 18,00 ت غ is how an agency writes, and 18,00 a price
        return None
    alone = found.has("word") or found.has("short")
    hour, minute = map(int, told.split(":")) if told else (found.number("hours") or 0, 0)
    certain = bool(told) or hour > _NOON
    return Clock(hour, minute, certain=certain, daypart=found.word("daypart"), zone=zone, alone=alone)


@rule(
    "(?:<at>?<clock_word:word>|<at>)<hour:hour>(?:<and><share:share>|<minutes:minutes>|<and><count:count><many>)?"
    f"{_DAYPART}{_ZONE}"
)
def in_words(found: Found, _context: Context) -> Meaning:
    """الساعة العاشرة صباحاً · عند الثامنة والنصف مساء · الثالثة إلا ربعاً فجراً."""
    more = found.number("minutes") or found.number("count") or 0
    if share := found.number("share"):
        more = _HOUR // share
    hour = (found.number("hour") or 0) - (more < 0)
    daypart, alone = found.word("daypart"), found.has("word")
    return Clock(hour or _NOON, more % _HOUR, certain=False, daypart=daypart, zone=_zone(found), alone=alone)


def zone_at(row: Sequence[Token], place: int) -> tuple[str, int]:
    """The zone that is told at a place, empty where none is, and where it ends: مساء اليوم بتوقيت دمشق."""
    match = _ZONE_SHAPE.match("".join(token.symbol for token in row[place : place + _ZONE_TOKENS]))
    found = Found(match, row[place:], _ZONE_KINDS) if match else None
    return (_zone(found), place + found.after) if found else ("", place)


def timed(when: date, clock: Clock, daypart: str | None) -> Period | None:
    """The minute of a day that a clock tells; None where it may be of the morning or the evening."""
    hour = _hour(clock, clock.daypart or daypart)
    if hour is None:
        return None
    return Period(when, when, "minute", clock=f"{hour:02}:{clock.minute:02}{_offset(when, hour, clock)}")


def _hour(clock: Clock, daypart: str | None) -> int | None:
    hour = clock.hour
    if hour > _NOON or (clock.certain and daypart is None):
        return hour if hour < 2 * _NOON else None
    match daypart:
        case "am":
            return hour % _NOON
        case "noon":
            return _MIDDAY.get(hour)
        case "pm":
            return hour + _NOON if hour < _NOON else None
        case "night":
            return None if hour == _NOON else hour + _NOON * (hour >= _EVENING)
        case _:
            return None


def _zone(found: Found) -> str:
    return found.word("zone") or found.word("short") or ""


def _offset(when: date, hour: int, clock: Clock) -> str:
    """How ISO 8601 writes the zone at that time; nothing where it is not told."""
    if clock.zone in ("", "UTC"):
        return "Z" if clock.zone else ""
    moment = datetime.combine(when, time(hour, clock.minute), ZoneInfo(clock.zone))
    return moment.strftime("%z")[:3] + ":" + moment.strftime("%z")[3:5]


RULES = (in_figures, in_words)
