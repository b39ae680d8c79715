"""How long ago something was, in the words of an interface, and for how long those words stay true."""

from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple

from babel.dates import format_timedelta

from khabar_site.phrases import Phrases

FOREVER = datetime.max.replace(tzinfo=UTC)
"""Until when words are true that name a moment by itself."""
_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class Elapsed(NamedTuple):
    """What a reader is told of a moment; ``words`` is empty where only the moment itself says it well."""

    words: str
    until: datetime
    yesterday: bool = False


def elapsed(value: datetime, now: datetime, phrases: Phrases) -> Elapsed:
    """Tell a moment of the last day by its distance, and one of yesterday as that; both moments are aware.

    The words are those of CLDR, but for the three that it words as nobody speaks: now, one minute and one hour.
    """
    passed = now.astimezone(UTC) - value.astimezone(UTC)  # of one zone, Python would subtract what the clocks showed
    if passed < timedelta():
        return Elapsed("", value)
    if passed < _MINUTE:
        return Elapsed(phrases.say("dates.now"), value + _MINUTE)
    if passed < _HOUR:
        return _told(value, passed // _MINUTE, _MINUTE, phrases)
    if passed < _DAY:
        return _told(value, passed // _HOUR, _HOUR, phrases)
    today = now.date()
    if value.astimezone(now.tzinfo).date() == today - _DAY:
        return Elapsed("", datetime.combine(today + _DAY, time(), now.tzinfo), yesterday=True)
    return Elapsed("", FOREVER)


def _told(value: datetime, number: int, unit: timedelta, phrases: Phrases) -> Elapsed:
    until = (value.astimezone(UTC) + (number + 1) * unit).astimezone(value.tzinfo)
    if number == 1:
        return Elapsed(phrases.say("dates.minute_ago" if unit == _MINUTE else "dates.hour_ago"), until)
    said = format_timedelta(
        -number * unit, granularity="minute", threshold=1, add_direction=True, locale=phrases.language
    )
    return Elapsed(phrases.number(said), until)
