"""The words of a text, each as written and as compared."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from khabar.arabic.folding import Folded, fold_with_offsets

_WORD: Final = re.compile(r"[^\W_]+")


class Word(NamedTuple):
    """A word: its code points in the original text, its letters as written, and its folded letters."""

    start: int
    end: int
    text: str
    folded: str


def words(text: str, folded: Folded | None = None) -> Iterator[Word]:
    """Yield the words of a text in order; punctuation and symbols part them, vowel signs and tatweel do not.

    Args:
        text: the original text.
        folded: what `fold_with_offsets` made of it, if the caller has that already.
    """
    folded = folded or fold_with_offsets(text)
    for match in _WORD.finditer(folded.text):
        start, end = folded.span(*match.span())
        yield Word(start, end, text[start:end], match.group())
