"""Reading the dates of an article: find every expression, keep the longest, understand them in order."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final, NamedTuple

from khabar_enrich.dates import (
    absolute,
    clock,
    numeric,
    other_calendars,
    ranges,
    relative,
    same,
    shares,
    spans,
)
from khabar_enrich.dates.alphabet import TELLING, UNKNOWN, Token, letters
from khabar_enrich.dates.joining import Item, joined
from khabar_enrich.dates.lexing import tokens
from khabar_enrich.dates.period import Period
from khabar_enrich.dates.rule import Context, Found, Rule
from khabar_enrich.dates.units import length, shifted
from khabar_enrich.remembered import Remembered

_SINGLE_RULES: Final = (
    *absolute.RULES,
    *numeric.RULES,
    *other_calendars.RULES,
    *same.RULES,
    *relative.RULES,
    *spans.RULES,
    *shares.RULES,
    *clock.RULES,
)
_RULES: Final = (*ranges.RULES, *_SINGLE_RULES)
_SEGMENT: Final = re.compile(f"[^{UNKNOWN}]+{UNKNOWN}?")
_TELLING: Final = re.compile("[" + "".join(map(letters, TELLING)) + "]")
_SLACK_DAYS: Final = 1
_NEAR: Final = 2
_REMEMBERED: Final = 4096


class _Place(NamedTuple):
    """Where a rule holds in a row: the tokens from ``first`` to before ``after``, by a match in some of its symbols."""

    first: int
    after: int
    rule: Rule
    match: re.Match[str]


class Reading(NamedTuple):
    """An expression and what it means: its zone, its span there (folded), its period, whether its words agree.

    ``relative`` says that it was told from the day of publication, ``anchor`` from what, in ISO 8601.
    """

    zone: str
    start: int
    end: int
    period: Period
    consistent: bool = True
    relative: bool = False
    anchor: str | None = None
    lasted_days: int | None = None


@dataclass(slots=True)
class Reader:
    """Reads zone after zone of one article, so that الشهر ذاته finds what was named before."""

    context: Context

    @classmethod
    def on(cls, today: date, minutes: int | None = None, *, day_first: bool = True) -> "Reader":
        """Make a reader for an article published on a day, at so many minutes of it if that is known.

        Args:
            today: the day of publication.
            minutes: how much of that day had passed.
            day_first: whether 3/4/2022 is the third of April; if not, it stays unresolved.
        """
        return cls(Context(today, minutes, day_first=day_first))

    def read(self, zone: str, folded: str) -> Iterator[Reading]:
        """Yield the expressions of one folded text in order; those that mean no real day are left out."""
        row = tokens(folded)
        items = [item for place in _longest(row) for item in self._understood(place, row)]
        for item in joined(items, row, self.context):
            if isinstance(item.meaning, Period):
                start, end = row[item.first].start, row[item.after - 1].end
                lasted = item.lasted_days
                yield Reading(zone, start, end, item.meaning, item.consistent, item.relative, item.anchor, lasted)

    def _understood(self, place: _Place, row: list[Token]) -> Iterator[Item]:
        """Yield what an expression means; what is no range may still be two dates."""
        item = self._understand(place, row)
        if item:
            yield item
        elif place.rule in ranges.RULES:
            for part in _kept(_places(_SINGLES[place.match[0]], place.first), row):
                single = self._understand(part, row)
                if single:
                    yield single

    def _understand(self, place: _Place, row: list[Token]) -> Item | None:
        rule, context = place.rule, self.context
        found = Found(place.match, row, rule.kinds, place.first - place.match.start())
        context.leaned_on_today, context.anchor = False, None
        try:
            meaning = rule.resolve(found, context)
            relative, anchor = context.leaned_on_today, context.anchor
            lasted = _lasted(found, context.today)
        except (ValueError, OverflowError):  # the calendar has no such day: 31 فبراير, قبل 9999 سنة
            return None
        if meaning is None:
            return None
        told, consistent = meaning if isinstance(meaning, tuple) else (meaning, True)
        if isinstance(told, Period):
            context.before.append(told)
        return Item(found.first, found.after, told, consistent, relative, anchor, lasted, found.word("daypart"))


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


def _lasted(found: Found, today: date) -> int | None:
    if not any(found.has(f"{group}_lasted") for group in ("one", "two", "count")):
        return None
    return (shifted(today, length(found, "_lasted")) - today).days


def _longest(row: list[Token]) -> list[_Place]:
    """Find all matches of all rules and keep the longest."""
    symbols = "".join([token.symbol for token in row])
    found = [
        place
        for segment in _SEGMENT.finditer(symbols)
        if _TELLING.search(segment[0])
        for place in _places(_ALL[segment[0]], segment.start())
    ]
    return _kept(found, row)


def _places(found: Sequence[tuple[Rule, re.Match[str]]], segment: int) -> list[_Place]:
    return [_Place(segment + match.start(), segment + match.end(), rule, match) for rule, match in found]


def _kept(found: list[_Place], row: list[Token]) -> list[_Place]:
    """Keep the matches that no longer one overlaps, in the order of the text."""
    found.sort(key=lambda place: row[place.first].start - row[place.after - 1].end)
    taken = bytearray(len(row))
    kept = []
    for place in found:
        if not any(taken[place.first : place.after]):
            taken[place.first : place.after] = b"\1" * (place.after - place.first)
            kept.append(place)
    return sorted(kept, key=lambda place: place.first)


def _matches(rules: Sequence[Rule], symbols: str) -> tuple[tuple[Rule, re.Match[str]], ...]:
    return tuple([(rule, match) for rule in rules for match in rule.pattern.finditer(symbols)])


_ALL: Final = Remembered(partial(_matches, _RULES), most=_REMEMBERED)  # of segments, which repeat as phrases do
_SINGLES: Final = Remembered(partial(_matches, _SINGLE_RULES), most=_REMEMBERED)
