"""What a feed and its server say about how often to ask. Pure.

``ttl``, ``skipHours`` and ``skipDays`` are those of RSS 2.0 (https://www.rssboard.org/rss-specification), hours and
days in GMT; ``updatePeriod`` and ``updateFrequency`` those of the RSS 1.0 syndication module; ``max-age`` that of
RFC 9111.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

_HEAD_BYTES: Final = 16_384
_FIRST_ITEM = re.compile(rb"<(?:\w{1,20}:)?(?:item|entry)[\s>]")
_TTL = re.compile(rb"<ttl>\s{0,9}(\d{1,6})\s{0,9}</ttl>")
_HOUR = re.compile(rb"<hour>\s{0,9}(\d{1,2})\s{0,9}</hour>")
_DAY = re.compile(rb"<day>\s{0,9}([A-Z][a-z]{5,8})\s{0,9}</day>")
_PERIOD = re.compile(rb"<\w{1,20}:updatePeriod>\s{0,9}(hourly|daily|weekly|monthly|yearly)\s{0,9}<")
_FREQUENCY = re.compile(rb"<\w{1,20}:updateFrequency>\s{0,9}([1-9]\d{0,4})\s{0,9}<")
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s{0,9}=\s{0,9}\"?(\d{1,9})", re.IGNORECASE)
_PERIODS: Final = {b"hourly": 3600.0, b"daily": 86_400.0, b"weekly": 604_800.0, b"monthly": 2.6e6, b"yearly": 3.2e7}
_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_HOUR_LONG: Final = timedelta(hours=1)
_WEEK_HOURS: Final = 168


@dataclass(frozen=True, slots=True)
class Hints:
    """The seconds that a feed wishes between two polls, and the hours (GMT) and days (0 = Monday) that it skips."""

    rest: float = 0.0
    hours: frozenset[int] = frozenset()
    days: frozenset[int] = frozenset()

    def __str__(self) -> str:
        """As they are remembered: ``900;1,2,3;5``."""
        return ";".join((f"{self.rest:.0f}", _listed(self.hours), _listed(self.days)))

    @classmethod
    def read(cls, text: str) -> "Hints":
        """Read what was remembered."""
        rest, hours, days = text.split(";") if text else ("0", "", "")
        return cls(float(rest), _numbers(hours), _numbers(days))

    def after(self, at: datetime, seconds: float) -> float:
        """Seconds until the next poll, when it is wanted in so many but not in what is skipped; ``at`` is in UTC."""
        due = at + timedelta(seconds=seconds)
        for _ in range(_WEEK_HOURS):
            if due.hour not in self.hours and due.weekday() not in self.days:
                return (due - at).total_seconds()
            due = due.replace(minute=0, second=0, microsecond=0) + _HOUR_LONG
        return seconds  # a feed that skips every hour of the week does not mean it


def hints(content: bytes) -> Hints:
    """Read what the head of a feed says; what makes no sense is left out."""
    head = content[:_HEAD_BYTES]
    items = _FIRST_ITEM.search(head)
    head = head[: items.start()] if items else head
    hours = frozenset(int(hour) % 24 for hour in _HOUR.findall(head) if int(hour) <= 24)  # noqa: PLR2004 - 24 is 0
    names = {day.decode() for day in _DAY.findall(head)}
    days = frozenset(number for number, day in enumerate(_DAYS) if day in names)
    return Hints(max(_ttl(head), _period(head)), hours, days)


def fresh_for(headers: Mapping[str, str]) -> float:
    """Seconds for which the server calls its answer fresh."""
    said = headers.get("cache-control", "")
    found = _MAX_AGE.search(said)
    return float(found[1]) if found and "no-cache" not in said.lower() else 0.0


def _ttl(head: bytes) -> float:
    found = _TTL.search(head)
    return int(found[1]) * 60.0 if found else 0.0


def _period(head: bytes) -> float:
    period, frequency = _PERIOD.search(head), _FREQUENCY.search(head)
    return _PERIODS[period[1]] / (int(frequency[1]) if frequency else 1) if period else 0.0


def _listed(numbers: Iterable[int]) -> str:
    return ",".join(map(str, sorted(numbers)))


def _numbers(text: str) -> frozenset[int]:
    return frozenset(map(int, filter(None, text.split(","))))
