"""Whether one reading of a page holds a text of another, although the two part, join and space it unlike."""

import re
from typing import Final

from khabar_ingest.text import fold

_WORD = re.compile(r"\w+")
_JOINERS = re.compile(r"[\u200c\u200d]")
_RUN: Final = 4
_MOST: Final = 0.5


class Heard:
    """The words of some lines, to ask whether a text is among them."""

    def __init__(self, lines: list[str]) -> None:
        words = [_words(line) for line in lines]
        self._short = {" ".join(each) for each in words if len(each) < _RUN}
        self._all = [word for each in words for word in each]
        self._runs = set(_runs(self._all))

    def __bool__(self) -> bool:
        return bool(self._all)

    def holds(self, text: str) -> bool:
        """Whether most of a text is among the lines; one of a few words must be a line or stand in one."""
        words = _words(text)
        if len(words) < _RUN:
            joined = " ".join(words)
            return bool(words) and (joined in self._short or f" {joined} " in f" {' '.join(self._all)} ")
        runs = _runs(words)
        return sum(run in self._runs for run in runs) > _MOST * len(runs)


def _words(text: str) -> list[str]:
    return _WORD.findall(_JOINERS.sub("", fold(text)))


def _runs(words: list[str]) -> list[tuple[str, ...]]:
    return [tuple(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)]
