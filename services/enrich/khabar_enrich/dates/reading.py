"""Reading the dates of an article: find every expression, keep the longest, understand them in order."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from khabar_enrich.dates import absolute, ranges, relative, spans
from khabar_enrich.dates.period import Period
from khabar_enrich.dates.rule import Context, Rule
from khabar_enrich.dates.sentences import sentences
from khabar_enrich.dates.units import length, shifted

_RULES: Final = (*ranges.RULES, *absolute.RULES, *relative.RULES, *spans.RULES)
_SLACK_DAYS: Final = 1
_NEAR: Final = 2


class Reading(NamedTuple):
    """An expression and what it means: its zone, its span there (folded), its period, whether its words agree.

    ``relative`` says that it was told from the day of publication.
    """

    zone: str
    start: int
    end: int
    period: Period
    consistent: bool = True
    relative: bool = False
    lasted_days: int | None = None


@dataclass(slots=True)
class Reader:
    """Reads zone after zone of one article, so that الشهر ذاته finds what was named before."""

    context: Context

    @classmethod
    def on(cls, today: date) -> "Reader":
        """Make a reader for an article published on a day."""
        return cls(Context(today))

    def read(self, zone: str, folded: str) -> Iterator[Reading]:
        """Yield the expressions of one folded text in order; those that mean no real day are left out."""
        for rule, match in _longest(folded):
            found = self._understand(zone, rule, match)
            if found is not None:
                self.context.before.append(found.period)
                yield found

    def _understand(self, zone: str, rule: Rule, match: re.Match[str]) -> Reading | None:
        self.context.leaned_on_today = False
        try:
            meaning = rule.resolve(match, self.context)
            relative = self.context.leaned_on_today
            lasted = _lasted(match, self.context.today)
        except (ValueError, OverflowError):  # the calendar has no such day: 31 فبراير, قبل 9999 سنة
            return None
        if meaning is None:
            return None
        period, consistent = meaning if isinstance(meaning, tuple) else (meaning, True)
        return Reading(zone, *match.span(), period, consistent, relative, lasted)


def doubtful(readings: list[Reading]) -> list[Reading]:
    """Flag what a neighbour contradicts: a span said to lie in a month, then dated, just as long, outside of it.

    Example: "for two weeks of the same month …" followed by "between the third and the 16th" of another month.
    """
    return [
        reading._replace(consistent=False)
        if any(_contradicts(reading, other) for other in readings[index + 1 : index + 1 + _NEAR])
        else reading
        for index, reading in enumerate(readings)
    ]


def _contradicts(reading: Reading, other: Reading) -> bool:
    if reading.lasted_days is None or other.period.precision != "interval" or other.period.approx:
        return False
    days = (other.period.last - other.period.first).days + 1
    return abs(days - reading.lasted_days) <= _SLACK_DAYS and not reading.period.holds(other.period)


def _lasted(match: re.Match[str], today: date) -> int | None:
    if not any(name.endswith("_lasted") and value for name, value in match.groupdict().items()):
        return None
    return (shifted(today, *length(match, "_lasted")) - today).days


def _longest(folded: str) -> list[tuple[Rule, re.Match[str]]]:
    """Find all matches of all rules and keep those that no longer one overlaps, in the order of the text."""
    found = [
        (rule, match)
        for sentence in sentences(folded)
        for rule in _RULES
        if not rule.needs.isdisjoint(sentence.kinds)
        for match in rule.pattern.finditer(folded, sentence.start, sentence.end)
    ]
    found.sort(key=lambda pair: pair[1].start() - pair[1].end())
    taken = bytearray(len(folded))
    kept = []
    for rule, match in found:
        start, end = match.span()
        if not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            kept.append((rule, match))
    return sorted(kept, key=lambda pair: pair[1].start())
