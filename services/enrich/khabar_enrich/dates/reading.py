"""Reading the dates of an article: find every expression, keep the longest, understand them in order."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
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
from khabar_enrich.dates.joining import Item, joined
from khabar_enrich.dates.lexing import UNKNOWN, Token, letters, tokens
from khabar_enrich.dates.period import Period
from khabar_enrich.dates.rule import Context, Found, Rule
from khabar_enrich.dates.units import length, shifted

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
_TELLING_KINDS: Final = (
    *("month", "foreign", "hijri", "jalali", "weekday", "deictic", "relation", "same", "very", "following", "of_it"),
    *("year", "hijri_year", "numeric", "clock", "dotted", "hour", "decade", "one", "two", "many", "latest", "part"),
)
_SEGMENT: Final = re.compile(f"[^{UNKNOWN}]+")
_TELLING: Final = re.compile("[" + "".join(map(letters, _TELLING_KINDS)) + "]")
_SLACK_DAYS: Final = 1
_NEAR: Final = 2


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
        items = [item for rule, match in _longest(row) for item in self._understood(rule, match, row)]
        for item in joined(items, row, self.context):
            if isinstance(item.meaning, Period):
                start, end = row[item.first].start, row[item.after - 1].end
                lasted = item.lasted_days
                yield Reading(zone, start, end, item.meaning, item.consistent, item.relative, item.anchor, lasted)

    def _understood(self, rule: Rule, match: re.Match[str], row: list[Token]) -> Iterator[Item]:
        """Yield what an expression means; what is no range may still be two dates."""
        item = self._understand(rule, Found(match, row, rule.kinds))
        if item:
            yield item
        elif rule in ranges.RULES:
            for part, found in _kept(_matches(match.string, *match.span(), _SINGLE_RULES), row):
                single = self._understand(part, Found(found, row, part.kinds))
                if single:
                    yield single

    def _understand(self, rule: Rule, found: Found) -> Item | None:
        context = self.context
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


def _longest(row: list[Token]) -> list[tuple[Rule, re.Match[str]]]:
    """Find all matches of all rules and keep the longest."""
    symbols = "".join(token.symbol for token in row)
    found = [
        pair
        for segment in _SEGMENT.finditer(symbols)
        if _TELLING.search(symbols, *segment.span())
        for pair in _matches(symbols, segment.start(), segment.end() + 1, _RULES)
    ]
    return _kept(found, row)


def _matches(symbols: str, start: int, end: int, rules: Sequence[Rule]) -> list[tuple[Rule, re.Match[str]]]:
    return [(rule, match) for rule in rules for match in rule.pattern.finditer(symbols, start, end)]


def _kept(found: list[tuple[Rule, re.Match[str]]], row: list[Token]) -> list[tuple[Rule, re.Match[str]]]:
    """Keep the matches that no longer one overlaps, in the order of the text."""
    found.sort(key=lambda pair: row[pair[1].start()].start - row[pair[1].end() - 1].end)
    taken = bytearray(len(row))
    kept = []
    for rule, match in found:
        start, end = match.span()
        if not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            kept.append((rule, match))
    return sorted(kept, key=lambda pair: pair[1].start())
