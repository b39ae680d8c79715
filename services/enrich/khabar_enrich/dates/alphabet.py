"""The alphabet of rows of symbols: one letter for each set of what a word, number or mark may be in a date."""

from typing import Final, NamedTuple

from khabar_enrich.dates.numerals import numerals
from khabar_enrich.dates.vocabulary import Kinds, vocabulary

UNKNOWN: Final = "x"
MARKS: Final = {
    "،": "comma", ",": "comma", "(": "open", ")": "close", "/": "slash", "-": "dash", "–": "dash", "—": "dash",
    ".": "dot", "«": "open quote", "»": "close",
}  # fmt: skip


TELLING: Final = frozenset(
    (
        *("month", "foreign", "hijri", "jalali", "weekday", "deictic", "relation", "same", "very", "following"),
        *("of_it", "year", "hijri_year", "numeric", "clock", "dotted", "hour", "decade", "one", "two", "many"),
        *("latest", "part"),
    )
)
"""What every expression has one of."""


class Token(NamedTuple):
    """A word, number or mark: its span in the folded text, what it may be, and the letter for that."""

    start: int
    end: int
    kinds: Kinds
    symbol: str


def mark_kinds(mark: str) -> Kinds:
    """Return what a mark may be, nothing for one that stands in no date."""
    return dict.fromkeys(MARKS.get(mark, "").split(), "")


def letters(kind: str) -> str:
    """Return all symbols of what may be of a kind.

    Raises:
        KeyError: nothing is of that kind.
    """
    found = "".join(letter for kinds, letter in _SYMBOLS.items() if kind in kinds)
    if not found:
        raise KeyError(kind)
    return found


def symbol(kinds: Kinds) -> str:
    """Return the letter for a set of kinds."""
    return _SYMBOLS[frozenset(kinds)]


def _symbols() -> dict[frozenset[str], str]:
    """Give a letter to every set of kinds that occurs."""
    known = vocabulary()
    words = [entry.kinds for entry in known.words.values()]
    phrases = [kinds for rest in known.phrases.values() for kinds in rest.values()]
    marks = map(mark_kinds, MARKS)
    every = dict.fromkeys(
        frozenset(kinds) for kinds in (*words, *phrases, *marks, *numerals(), {"and": ""}, {"clitic": ""})
    )
    every.pop(frozenset(), None)
    return {frozenset(): UNKNOWN} | {kinds: chr(0xE000 + place) for place, kinds in enumerate(every)}


_SYMBOLS: Final = _symbols()
