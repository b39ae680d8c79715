"""When a target is open, in its newsroom's zone. No clock, network or disk."""

from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

from khabar.target_rules import DAYS, Hours

LOOK_AGAIN_MS: Final = 900_000
"""What waits for an opening is looked at each quarter of an hour all the same: the hours may have been changed."""

_A_DAY: Final = timedelta(days=1)


def is_open(hours: Hours, zone: tzinfo, moment: datetime) -> bool:
    """Whether a target takes revisions at a moment."""
    return any(opens <= moment < closes for opens, closes in _near(hours, zone, moment))


def next_opening(hours: Hours, zone: tzinfo, moment: datetime) -> datetime:
    """When a target that is closed at a moment opens next."""
    return min(opens for opens, closes in _near(hours, zone, moment) if opens > moment)


def put_off(hours: Hours, zone: tzinfo, now: int) -> int:
    """Until when what a target is too late or too early for waits; 0 while it is open. Both are Unix milliseconds.

    It is one moment for all that waits: the opening, or the next quarter of an hour if that comes first.
    """
    moment = datetime.fromtimestamp(now / 1000, UTC)
    if is_open(hours, zone, moment):
        return 0
    opening = int(next_opening(hours, zone, moment).timestamp() * 1000)
    return min(opening, (now // LOOK_AGAIN_MS + 1) * LOOK_AGAIN_MS)


def _near(hours: Hours, zone: tzinfo, moment: datetime) -> list[tuple[datetime, datetime]]:
    """The openings from yesterday on to a week ahead, each with its end.

    On a day on which the clock is put forward an hour that does not exist counts as the one after it; on the day on
    which it is put back an hour that comes twice is meant the first time to open, and the second time to close.
    """
    today = moment.astimezone(zone).date()
    over_midnight = hours.closes < hours.opens
    spans = []
    for day in (today + n * _A_DAY for n in range(-1, 9)):
        if DAYS[day.weekday()] in hours.days:
            opens = datetime.combine(day, hours.opens, zone)
            closes = datetime.combine(day + _A_DAY if over_midnight else day, hours.closes, zone)
            last = max(closes.astimezone(UTC), closes.replace(fold=1).astimezone(UTC))
            spans.append((opens.astimezone(UTC), last))
    return spans
