"""Known names in a row of words, each from the word it begins at, as far as the longest goes."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import compress
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
    for first in compress(range(len(words)), map(beginnings.__contains__, words)):
        length, classes = max([_longest(form, words, first, lexicon) for form in beginnings[words[first]]])
        if length:
            for place, marks in enumerate(_marks(length, classes), first):
                found[place] += marks
    return found


def _longest(form: str, words: Sequence[str], first: int, lexicon: Lexicon) -> tuple[int, str]:
    following = words[first + 1 : first + min(lexicon.longest[form], _LONGEST)]
    if following and f"{form} {following[0]}" in lexicon.pairs:
        for more in range(len(following), 0, -1):
            phrase = " ".join((form, *following[:more]))
            if phrase in lexicon.phrases:
                return more + 1, lexicon.phrases[phrase]
    classes = lexicon.phrases.get(form, "")
    return (1 if classes else 0), classes


@lru_cache(4096)
def _marks(length: int, classes: str) -> tuple[Notes, ...]:
    """What a known name of some words tells of each of them."""
    common, letters = ("~", classes[1:]) if classes[:1] == "~" else ("", classes)
    if length <= 1:
        return (tuple([f"zS{common}{letter}" for letter in letters]),) * length
    first = [mark for letter in letters for mark in (f"zB{letter}{min(length, _MANY)}", f"zB{letter}")]
    return (tuple(first), *[tuple([f"zI{letter}" for letter in letters])] * (length - 1))
