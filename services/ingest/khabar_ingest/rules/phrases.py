"""Whether the newsroom's phrases stand in a text. Pure."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from khabar_ingest.text import fold

_WORD = re.compile(r"\w+")


def spaced(text: str) -> str:
    """The folded words of a text, each between two spaces, so that a phrase is found at whole words alone."""
    return f" {' '.join(_WORD.findall(fold(text)))} "


def standing(phrases: Iterable[str], text: str) -> Iterator[str]:
    """The phrases that stand in a text."""
    words = spaced(text)
    return (phrase for phrase in phrases if _folded(phrase) in words)


def holds(pattern: str, link: str) -> bool:
    """Whether a link has this piece in it; ``*`` stands for anything."""
    at = 0
    for piece in pattern.split("*"):
        at = link.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    return True


@lru_cache(maxsize=4_096)
def _folded(phrase: str) -> str:
    return spaced(phrase)
