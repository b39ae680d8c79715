"""What the words around a number say of it: نحو عشرين, أكثر من 5, خمسة قتلى على الأقل."""

from typing import Final, NamedTuple

from khabar.arabic.affixes import bare
from khabar.arabic.counting.numerals import phrases
from khabar.arabic.counting.row import Row

_LONGEST: Final = 4
_BETWEEN: Final = 3


class Hedge(NamedTuple):
    """Whether a number is only about right, a lower bound, an upper bound."""

    approx: bool = False
    at_least: bool = False
    at_most: bool = False


def hedges(row: Row, first: int, after: int) -> Hedge:
    """Return what is said before the words of a number or soon behind them."""
    kinds = {_before(row, first), _behind(row, after)}
    return Hedge("about" in kinds, "least" in kinds, "most" in kinds)


def _before(row: Row, first: int) -> str:
    """Look for the longest phrase that ends right before a number; clitics may stand before its first word."""
    kind, phrase = "", ""
    for index in range(first - 1, max(-1, first - 1 - _LONGEST), -1):
        word = row.words[index].folded
        forms = (word, *bare(word, article=False))
        if not row.follows(index + 1) or not (phrase or phrases().last.intersection(forms)):
            break
        kind = next(filter(None, (phrases().before.get(form + phrase) for form in forms)), kind)
        phrase = f" {word}{phrase}"
    return kind


def _behind(row: Row, after: int) -> str:
    """Look for a phrase behind a number and the few words that name what is counted."""
    for start in range(after, after + _BETWEEN):
        if not row.follows(start):
            return ""
        if row.words[start].folded in phrases().first:
            kind = _phrase_at(row, start)
            if kind:
                return kind
    return ""


def _phrase_at(row: Row, start: int) -> str:
    phrase = row.words[start].folded
    for index in range(start + 1, start + _LONGEST):
        if phrase in phrases().behind or not row.follows(index):
            break
        phrase = f"{phrase} {row.words[index].folded}"
    return phrases().behind.get(phrase, "")
