"""A rule: what an expression looks like, and what it means on a given day."""

import re
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from khabar_enrich.dates.period import Period
from khabar_enrich.dates.vocabulary import END, START


class Context:
    """What the reader of an expression knows: the day of publication, and the periods named before."""

    def __init__(self, today: date) -> None:
        self._today = today
        self.leaned_on_today = False
        self.before: list[Period] = []

    @property
    def today(self) -> date:
        """The day of publication; asking for it is noted, so that a reading that rests on a guess can say so."""
        self.leaned_on_today = True
        return self._today

    def latest(self, grain: str) -> Period | None:
        """The period named last that is at least as exact as a grain (year, month or day)."""
        wanted = {"day": ("day",), "month": ("day", "month"), "year": ("day", "week", "month", "year")}[grain]
        return next((period for period in reversed(self.before) if period.precision in wanted), None)


Meaning = Period | tuple[Period, bool] | None
Resolver = Callable[[re.Match[str], Context], Meaning]


class Rule(NamedTuple):
    """A pattern over folded text and the function that understands its matches.

    ``needs`` are kinds of words; whatever the function understands has a word of at least one of them.
    """

    pattern: re.Pattern[str]
    resolve: Resolver
    needs: frozenset[str]


def rule(pattern: str, *needs: str) -> Callable[[Resolver], Rule]:
    """Make a function the meaning of a pattern, which begins and ends with whole words (proclitics aside).

    White space in it is bounded, so that a page of blanks costs no more than a page of words.
    """
    bounded = pattern.replace(r"\s+", r"\s{1,3}").replace(r"\s*", r"\s{0,3}")
    compiled = re.compile(f"{START}(?:{bounded}){END}")
    return lambda resolve: Rule(compiled, resolve, frozenset(needs))
