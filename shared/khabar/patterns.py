r"""Regular expressions that cannot blow up, whatever text they are given.

Every repetition says how often at most (``\d{1,4}``, never ``\d+``), and the ways in which a pattern may match from one
place are counted and limited, so that the time it takes grows with the length of the text and with nothing else.
Groups, classes, alternatives and the escapes of Python's ``re`` are understood; what looks around, refers back or names
is not.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NoReturn

MOST_WAYS: Final = 400
_LONGEST: Final = 500
_DEEPEST: Final = 20
_COUNTED = re.compile(r"\{(\d{0,4})(,?)(\d{0,4})\}")
_ESCAPES: Final = frozenset("bBdDsSwWntr")
_ENDLESS: Final = "repeats without an end; say how often at most, such as {0,200}, in place of * and +"


@lru_cache(maxsize=2_048)
def bounded(pattern: str) -> re.Pattern[str]:
    """Compile a pattern.

    Raises:
        ValueError: it is no regular expression, could take too long, or matches where there is nothing.
    """
    if len(pattern) > _LONGEST:
        msg = f"is longer than {_LONGEST} characters"
        raise ValueError(msg)
    _Reader(pattern).whole()
    try:
        made = re.compile(pattern)
    except re.error as error:
        msg = f"is no regular expression ({error})"
        raise ValueError(msg) from error
    if made.search(""):
        msg = "matches where there is nothing; let it begin with what must be there"
        raise ValueError(msg)
    return made


@dataclass(slots=True)
class _Reader:
    """Reads a pattern once, from left to right, and counts the ways in which it may match from one place."""

    pattern: str
    at: int = 0
    depth: int = 0

    def whole(self) -> None:
        self._alternatives()
        if self.at < len(self.pattern):
            self._refuse("has a ) without its (")

    def _alternatives(self) -> int:
        ways = self._sequence()
        while self._peek() == "|":
            self.at += 1
            ways = self._limited(ways + self._sequence())
        return ways

    def _sequence(self) -> int:
        ways = 1
        while (mark := self._peek()) and mark not in "|)":
            ways = self._limited(ways * self._repeated(self._atom(mark)))
        return ways

    def _atom(self, mark: str) -> int:
        self.at += 1
        if mark in "*+?{":
            self._refuse(_ENDLESS if mark in "*+" else f"repeats nothing at {mark}")
        if mark == "(":
            return self._group()
        if mark == "[":
            self._class()
        elif mark == "\\":
            self._escape()
        return 1

    def _group(self) -> int:
        self.depth += 1
        if self.depth > _DEEPEST:
            self._refuse(f"has groups more than {_DEEPEST} deep")
        if self.pattern.startswith("?:", self.at):
            self.at += 2
        elif self._peek() == "?":
            self._refuse("uses (?…) for more than grouping")
        ways = self._alternatives()
        if self._peek() != ")":
            self._refuse("has a ( without its )")
        self.at += 1
        self.depth -= 1
        return ways

    def _class(self) -> None:
        self.at += self._peek() == "^"
        self.at += self._peek() == "]"
        while (mark := self._peek()) != "]":
            if not mark:
                self._refuse("has a [ without its ]")
            self.at += 1
            if mark == "\\":
                self._escape()
        self.at += 1

    def _escape(self) -> None:
        mark = self._peek()
        self.at += 1
        if not mark or (mark.isalnum() and mark not in _ESCAPES):
            self._refuse(f"uses \\{mark}, which is not understood here")

    def _repeated(self, ways: int) -> int:
        mark = self._peek()
        if mark and mark in "*+":
            self._refuse(_ENDLESS)
        if mark not in {"?", "{"}:
            return ways
        most = self._most()
        self.at += self._peek() == "?"  # a lazy one has as many ways
        if self._peek() in {"?", "{", "*", "+"}:
            self._refuse("repeats a repetition")
        return self._limited(most + 1) if ways == 1 else self._powers(ways, most)

    def _most(self) -> int:
        if self._peek() == "?":
            self.at += 1
            return 1
        found = _COUNTED.match(self.pattern, self.at)
        if not found or not (found[1] or found[3]):
            self._refuse("has a { that counts nothing; write \\{ for the sign itself")
        if found[2] and not found[3]:
            self._refuse(_ENDLESS)
        self.at = found.end()
        return int(found[3] or found[1])

    def _powers(self, ways: int, most: int) -> int:
        total = power = 1
        for _ in range(most):
            power = self._limited(power * ways)
            total = self._limited(total + power)
        return total

    def _limited(self, ways: int) -> int:
        if ways > MOST_WAYS:
            self._refuse(f"may match in more than {MOST_WAYS} ways from one place; repeat less, or less often")
        return ways

    def _peek(self) -> str:
        return self.pattern[self.at : self.at + 1]

    def _refuse(self, why: str) -> NoReturn:
        raise ValueError(why)
