"""Known names in a row of words, each from the word it begins at, as far as the longest goes."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from khabar_enrich.crf.lexicon import Lexicon

Notes = tuple[str, ...]

_LONGEST: Final = 8  # words of a name; the longest in the tables has ten
_MANY: Final = 3


def known(words: Sequence[str], beginnings: Mapping[str, Sequence[str]], lexicon: Lexicon) -> list[Notes]:
    """Return for every word the places it has in known names: alone, first, or inside, with the classes.

    Args:
        words: the words of a sentence.
        beginnings: the forms in which a word may begin a known name, of the words that may.
        lexicon: the known names.
    """
    found: list[Notes] = [()] * len(words)
    for first in [place for place, word in enumerate(words) if word in beginnings]:
        length, classes = max([_longest(form, words, first, lexicon) for form in beginnings[words[first]]])
        if length:
            for place, marks in enumerate(_marks(length, classes), first):
                found[place] += marks
    return found


def _longest(form: str, words: Sequence[str], first: int, lexicon: Lexicon) -> tuple[int, str]:
    length, classes = 0, lexicon.phrases.get(form, "")
    if classes:
        length = 1
    longest = min(lexicon.longest[form], _LONGEST, len(words) - first)
    if longest > 1 and f"{form} {words[first + 1]}" in lexicon.pairs:
        for more in range(longest, 1, -1):
            phrase = " ".join((form, *words[first + 1 : first + more]))
            if phrase in lexicon.phrases:
                return more, lexicon.phrases[phrase]
    return length, classes


@lru_cache(4096)
def _marks(length: int, classes: str) -> tuple[Notes, ...]:
    """What a known name of some words tells of each of them."""
    common, letters = ("~", classes[1:]) if classes[:1] == "~" else ("", classes)
    if length <= 1:
        return (tuple([f"zS{common}{letter}" for letter in letters]),) * length
    first = [mark for letter in letters for mark in (f"zB{letter}{min(length, _MANY)}", f"zB{letter}")]
    return (tuple(first), *[tuple([f"zI{letter}" for letter in letters])] * (length - 1))
