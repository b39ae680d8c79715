"""A first look at texts: most begin like no label and hold no word of a note, and need not be read."""

import re
from functools import cache
from typing import Final

from khabar_ingest.tables import tables
from khabar_ingest.text import is_even

_ALEFS: Final = "\u0622\u0623\u0625\u0627\u0671"
_LETTER: Final = r"[A-Za-z\u0621-\u063a\u0641-\u064a\u067e\u0686\u0698\u06a9\u06af\u06cc]"
_TATWEEL: Final = "\u0640"
_LETTERS: Final = 5


class Look:
    """What all of a text tells about its parts: whether one could be furniture by its words.

    ``is_even`` says that no part of it needs more than its white space mended.
    """

    __slots__ = ("_is_loose", "is_even")

    def __init__(self, whole: str) -> None:
        self.is_even = is_even(whole)
        is_plain = self.is_even and _TATWEEL not in whole
        self._is_loose = not is_plain or any(group in whole for group in tables().within)

    def doubts(self, part: str) -> bool:
        """Whether a part must be read: it is no label and no note where it need not."""
        return self._is_loose or _ordinary().match(part) is None


@cache
def _ordinary() -> re.Pattern[str]:
    """How a text begins that is none of the table: with five letters that fold one by one, and other ones.

    Two letters with a point or a stroke behind them are the initials of an agency.
    """
    begins = "|".join(sorted({"".join(map(_shapes, begin[:_LETTERS])) for begin in tables().begins}))
    return re.compile(rf"\s*(?!{begins})(?:{_LETTER}\s?){{{_LETTERS}}}")


def _shapes(letter: str) -> str:
    """What folds to a letter."""
    if letter == "\u0627":
        return f"[{_ALEFS}]"
    return r"\s" if letter == " " else f"[{letter}{letter.upper()}]" if letter.isascii() else re.escape(letter)
