"""When a feed is polled next. Pure."""

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self

from khabar.fetching import Fetched
from khabar_ingest.schedule.hints import Hints, fresh_for, hints
from khabar_ingest.schedule.pace import recent
from khabar_ingest.settings import IngestSettings

_HOUR: Final = 3600.0
_OK: Final = 200
_POLLS_A_NEWS: Final = 2.0
"""A feed is asked twice in the time in which it usually brings one news: half of that is the most that news is late."""

_PUSHED_SECONDS: Final = 1800.0
"""How often a feed is still asked that a hub pushes: now and then, for a hub may fail silently."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The seconds between two polls: the fewest, those of a feed of unknown pace, and the most."""

    fastest: float
    usual: float
    slowest: float

    @classmethod
    def read(cls, settings: IngestSettings) -> Self:
        """The bounds as the service is set."""
        fastest, usual = settings.feed_fastest_seconds, settings.feed_interval_seconds
        return cls(min(fastest, usual), usual, max(settings.feed_slowest_seconds, usual))

    def hold(self, seconds: float) -> float:
        """The number of seconds, brought between the fewest and the most."""
        return min(max(seconds, self.fastest), self.slowest)


def learn(memory: MutableMapping[str, str], answer: Fetched) -> None:
    """Note what an answer says about how often to ask; one without a feed in it speaks by its headers alone."""
    if answer.status == _OK:
        memory["hints"] = str(hints(answer.content))
    memory["fresh_for"] = f"{fresh_for(answer.headers):.0f}"


def next_poll(memory: Mapping[str, str], now: datetime, bounds: Bounds) -> float:
    """Seconds until the next poll.

    A feed is asked as often as it brings news, but not sooner than it or its server wishes, though at the latest after
    the most seconds; in hours that it skips it is left alone.
    """
    seconds = bounds.hold(_wanted(memory, now, bounds))
    if float(memory.get("push_until", "0")) > now.timestamp():
        seconds = max(seconds, _PUSHED_SECONDS)
    said = Hints.read(memory.get("hints", ""))
    rest = max(said.rest, float(memory.get("fresh_for", "0")))
    return said.after(now, max(seconds, min(rest, bounds.slowest)))


def _wanted(memory: Mapping[str, str], now: datetime, bounds: Bounds) -> float:
    """Seconds by the news of late, or by what the week leads us to expect now, whichever is sooner."""
    rates = [recent(memory.get("arrivals", ""), now.timestamp()), float(memory["pace"]) if "pace" in memory else None]
    known = [rate for rate in rates if rate is not None]
    if not known:
        return bounds.usual
    return _HOUR / max(known) / _POLLS_A_NEWS if max(known) > 0 else bounds.slowest
