"""A rule: what an expression looks like, and what it means on a given day."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from khabar_enrich.dates.alphabet import Token, letters
from khabar_enrich.dates.period import Clock, Period

_NAME: Final = re.compile(r"<(!?)(\w+)(?::(\w+))?>")
_FAR: Final = 12


class Context:
    """What the reader of an expression knows: the day of publication, and the periods named before.

    ``anchor`` is what the last reading leaned on: that day, or the value of a period named before.
    """

    def __init__(self, today: date, minutes: int | None = None, *, day_first: bool = True) -> None:
        self._today = today
        self.minutes = minutes
        self.day_first = day_first
        self.anchor: str | None = None
        self.leaned_on_today = False
        self.before: list[Period] = []

    @property
    def today(self) -> date:
        """The day of publication; asking for it is noted, so that a reading that rests on a guess can say so."""
        self.leaned_on_today = True
        self.anchor = self._today.isoformat()
        return self._today

    def latest(self, grain: str) -> Period | None:
        """The period named last that is at least as exact as a grain (year, month or day)."""
        exact = {"day": ("day",), "month": ("day", "month"), "year": ("day", "week", "month", "year")}
        wanted = exact.get(grain, ())
        found = next((period for period in reversed(self.before) if period.known_to(wanted)), None)
        if found:
            self.anchor = found.value
        return found


class Found:
    """A match of a rule: the words it captured and what stands around it.

    Args:
        match: it, in some symbols of a row.
        tokens: the row.
        kinds: the kind of each of the rule's groups.
        begin: where in the row those symbols begin.
    """

    def __init__(self, match: re.Match[str], tokens: Sequence[Token], kinds: Mapping[str, str], begin: int = 0) -> None:
        self._match = match
        self._tokens = tokens
        self._kinds = kinds
        self._begin = begin
        self.first, self.after = begin + match.start(), begin + match.end()

    def word(self, group: str) -> str | None:
        """What a captured word stands for, or None where it is not there."""
        place = self._match.start(group) if group in self._kinds else -1
        return None if place < 0 else self._tokens[self._begin + place].kinds[self._kinds[group]]

    def number(self, group: str) -> int | None:
        """The number that a captured word stands for, or None where it is not there."""
        word = self.word(group)
        return None if word is None else int(word)

    def has(self, group: str) -> bool:
        """Tell whether a group was captured."""
        return group in self._kinds and self._match.start(group) >= 0

    def count(self, kind: str) -> int:
        """How many of its words may be of a kind."""
        return sum(kind in token.kinds for token in self._tokens[self.first : self.after])

    def follows(self, kind: str, within: int = 1) -> bool:
        """Tell whether one of the words before the expression is of a kind."""
        return any(kind in token.kinds for token in self._tokens[max(0, self.first - within) : self.first])

    def precedes(self, kind: str, distance: int = 0) -> bool:
        """Tell whether the word after the expression, or one farther off, is of a kind."""
        place = self.after + distance
        return place < len(self._tokens) and kind in self._tokens[place].kinds

    @property
    def begins(self) -> bool:
        """Whether the text begins with it."""
        return self.first == 1

    @property
    def awaited(self) -> bool:
        """Whether words before it in the sentence say that it lies ahead: من المقرر, ستعقد."""
        for token in reversed(self._tokens[max(0, self.first - _FAR) : self.first]):
            if "future" in token.kinds or "dot" in token.kinds:
                return "future" in token.kinds
        return False


Meaning = Period | Clock | tuple[Period, bool] | None
Resolver = Callable[[Found, Context], Meaning]


class Rule(NamedTuple):
    """A pattern over a row of symbols, the kind of each of its groups, and the function that understands it."""

    pattern: re.Pattern[str]
    kinds: Mapping[str, str]
    resolve: Resolver


def rule(pattern: str) -> Callable[[Resolver], Rule]:
    """Make a function the meaning of a pattern, which is written as `shape` tells."""
    compiled, kinds = shape(pattern)
    return lambda resolve: Rule(compiled, kinds, resolve)


def shape(pattern: str) -> tuple[re.Pattern[str], dict[str, str]]:
    """Return a pattern over rows of symbols, and the kind of each of its groups.

    ``<month>`` is a word that may be a month, ``<month:first>`` captures it under a name, ``<!month>`` is a word that
    is none; the rest is a regular expression, in which white space means nothing.

    Raises:
        KeyError: no word is of a kind that the pattern asks for.
    """
    kinds = {group: kind for _, kind, group in _NAME.findall(pattern) if group}
    return re.compile(_NAME.sub(_letters, "".join(pattern.split()))), kinds


def _letters(match: re.Match[str]) -> str:
    none, kind, group = match.groups()
    chosen = f"[{'^' * bool(none)}{letters(kind)}]"
    return f"(?P<{group}>{chosen})" if group else chosen
