"""When a source usually speaks: what was heard in each of the 168 hours of the week, Monday 00:00 UTC first. Pure.

For every hour of the week it is counted in how many weeks it was listened to, in how many of them it brought news, and
how many. The counts are halved now and then, so that old weeks weigh less and the numbers stay small.
"""

from dataclasses import dataclass
from typing import Final

HOURS: Final = 168
_DAY: Final = 24
_EPOCH_OFFSET: Final = 72
"""Hours from a Monday to Thursday 1970-01-01, with which Unix time begins."""

_MOST_WEEKS: Final = 8
_SILENT_ONCE_IN: Final = 1000.0
_WEIGHT_OF_OTHER_DAYS: Final = 2.0
_SUREST: Final = 0.95
"""No hour is surer to bring news than this, so that a source is never silent before three hours."""

_KNOWN_HOURS: Final = 48
"""A source has been listened to for so long before its quiet means anything."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The counts, each for the 168 hours of the week."""

    weeks: tuple[int, ...] = (0,) * HOURS
    spoke: tuple[int, ...] = (0,) * HOURS
    news: tuple[int, ...] = (0,) * HOURS

    @classmethod
    def read(cls, text: str) -> "Rhythm":
        """Read what is kept; nothing kept is nothing known."""
        if not text:
            return cls()
        weeks, spoke, news = (tuple(map(int, part.split(","))) for part in text.split(";"))
        return cls(weeks, spoke, news)

    def __str__(self) -> str:
        """As it is kept."""
        return ";".join(",".join(map(str, each)) for each in (self.weeks, self.spoke, self.news))

    @property
    def known(self) -> bool:
        """Whether it was listened to for long enough to judge a quiet."""
        return sum(self.weeks) >= _KNOWN_HOURS

    def heard(self, hour: int, news: int) -> "Rhythm":
        """The rhythm once an hour has passed; ``hour`` counts from the beginning of Unix time."""
        at = slot(hour)
        weeks, spoke, total = self.weeks[at] + 1, self.spoke[at] + (news > 0), self.news[at] + news
        if weeks > _MOST_WEEKS:
            weeks, spoke, total = weeks // 2, spoke // 2, total // 2
        return Rhythm(_put(self.weeks, at, weeks), _put(self.spoke, at, spoke), _put(self.news, at, total))

    def chance(self, hour: int) -> float:
        """How likely an hour is to bring news: as in other weeks, with the same hour of other days as a guide."""
        at = slot(hour)
        same = range(at % _DAY, HOURS, _DAY)
        weeks = sum(self.weeks[each] for each in same)
        usual = sum(self.spoke[each] for each in same) / weeks if weeks else 0.0
        weight = _WEIGHT_OF_OTHER_DAYS
        return min((self.spoke[at] + weight * usual) / (self.weeks[at] + weight), _SUREST)

    def silent(self, since: int, until: int) -> bool:
        """Whether whole hours without news, the first and the one after the last, are more than chance explains."""
        if not self.known:
            return False
        likely = 1.0
        for hour in range(max(since, until - 2 * HOURS), until):
            likely *= 1.0 - self.chance(hour)
            if likely < 1.0 / _SILENT_ONCE_IN:
                return True
        return False

    def pace(self, hour: int) -> float | None:
        """News an hour to be expected in an hour or the next; None where that is not known."""
        slots = [slot(each) for each in (hour, hour + 1)]
        if not all(self.weeks[at] for at in slots):
            return None
        return max(self.news[at] / self.weeks[at] for at in slots)


def slot(hour: int) -> int:
    """The hour of the week that an hour of Unix time is."""
    return (hour + _EPOCH_OFFSET) % HOURS


def _put(counts: tuple[int, ...], at: int, count: int) -> tuple[int, ...]:
    return (*counts[:at], count, *counts[at + 1 :])
