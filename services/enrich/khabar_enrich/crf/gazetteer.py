"""Known names in a row of words, each from the word it begins at, as far as the longest goes."""

from collections.abc import Sequence
from typing import Final

from khabar_enrich.crf.lexicon import Lexicon
from khabar_enrich.crf.looks import Look

_LONGEST: Final = 8  # words of a name; the longest in the tables has ten
_MANY: Final = 3


def known(words: Sequence[str], looks: Sequence[Look], lexicon: Lexicon) -> list[list[str]]:
    """Return for every word the places it has in known names: alone, first, or inside, with the classes."""
    found: list[list[str]] = [[] for _ in words]
    for first, beginning in enumerate(looks):
        length, classes = 0, ""
        for form in beginning.beginnings:
            length, classes = max((length, classes), _longest(form, words, first, lexicon))
        if length:
            _mark(found, first, length, classes)
    return found


def _longest(form: str, words: Sequence[str], first: int, lexicon: Lexicon) -> tuple[int, str]:
    for length in range(min(lexicon.longest[form], _LONGEST, len(words) - first), 0, -1):
        phrase = " ".join((form, *words[first + 1 : first + length]))
        if phrase in lexicon.phrases:
            return length, lexicon.phrases[phrase]
    return 0, ""


def _mark(found: list[list[str]], first: int, length: int, classes: str) -> None:
    common, letters = ("~", classes[1:]) if classes[0] == "~" else ("", classes)
    for letter in letters:
        if length == 1:
            found[first].append(f"zS{common}{letter}")
            continue
        found[first].append(f"zB{letter}{min(length, _MANY)}")
        found[first].append(f"zB{letter}")
        for place in range(first + 1, first + length):
            found[place].append(f"zI{letter}")
