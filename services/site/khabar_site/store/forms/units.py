"""What a text is made of for the search: words, numbers with their separators, English words with their apostrophes."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from khabar.arabic import Word, fold_with_offsets, words

POINT: Final = "ٱ"  # the index parts words at points; folded texts have no such letter
_FRONT: Final = r"(?<![\w.,٫٬])[وف]?[بكل]?(?:ال)?"
_THOUSANDS: Final = re.compile(_FRONT + r"(\d{1,3}([,٬،'’ .])\d{3}(?:\2\d{3})*)(?!\w)(?![.,٫٬]\d)")
_DECIMAL: Final = re.compile(_FRONT + r"(\d+[.,٫]\d+)(?!\w)(?![.,٫٬]\d)")
_DIGIT: Final = re.compile(r"\d")
_APOSTROPHES: Final = frozenset("'’ʼ")
_RUN: Final = re.compile(r"[\u0600-\u06ff]+|[^\u0600-\u06ff]+")
_ARABIC: Final = re.compile(r"[\u0600-\u06ff]+")
_STUCK: Final = re.compile(r"[وف]?[بكل]?(?:ال)?|لل")


class Unit(NamedTuple):
    """Something to be found: where it stands in the text, its letters as written, and the ways to read it, folded."""

    start: int
    end: int
    written: str
    readings: tuple[str, ...]


def units(text: str) -> Iterator[Unit]:
    """Return the units of a text in order; a number's separators and an apostrophe part none."""
    folded = fold_with_offsets(text)
    numbers = _numbers(folded.text)
    spans = [(*folded.span(start, end), readings) for start, end, readings in numbers]
    waiting, at = list(reversed(spans)), -1
    rest: Word | None = None
    for word in words(text, folded):
        while waiting and waiting[-1][1] <= word.start:
            waiting.pop()
        if waiting and waiting[-1][0] <= word.start:
            start, end, readings = waiting[-1]
            if start != at:
                if rest:
                    yield _unit(rest)
                rest, at = None, start
                yield Unit(start, end, text[start:end], readings)
        elif rest and _apostrophe(text, rest, word):
            yield _contracted(text, rest, word)
            rest = None
        else:
            if rest:
                yield _unit(rest)
            rest = word
    if rest:
        yield _unit(rest)


def _numbers(folded: str) -> list[tuple[int, int, tuple[str, ...]]]:
    """Where numbers with separators stand in a folded text, with their readings; 1.500 may be two numbers."""
    if not _DIGIT.search(folded):
        return []
    found = {}
    for match in _DECIMAL.finditer(folded):
        found[match.start()] = (match.start(), match.end(), (re.sub("[.,٫]", POINT, match[1]),))
    for match in _THOUSANDS.finditer(folded):
        whole = "".join(letter for letter in match[1] if letter.isdecimal())
        also = found[match.start()][2] if match[2] == "." and match.start() in found else ()
        found[match.start()] = (match.start(), match.end(), (whole, *also))
    return sorted(found.values())


def _unit(word: Word) -> Unit:
    if _ARABIC.fullmatch(word.folded):
        return Unit(word.start, word.end, word.text, (word.folded,))
    runs = _RUN.findall(word.folded)
    parts = [run for run in runs if not _STUCK.fullmatch(run)] if len(runs) > 1 else []
    return Unit(word.start, word.end, word.text, (word.folded, *parts))


def _apostrophe(text: str, word: Word, following: Word) -> bool:
    between = text[word.end : following.start]
    return between in _APOSTROPHES and word.folded.isascii() and following.folded.isascii()


def _contracted(text: str, word: Word, following: Word) -> Unit:
    """``Lebanon’s`` is one word; ``l'Orient`` is also found without its article."""
    joined = word.folded + following.folded
    alone = () if len(following.folded) == 1 else (following.folded,)
    return Unit(word.start, following.end, text[word.start : following.end], (joined, *alone))
