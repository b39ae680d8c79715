"""Where sentences end: at full stops that are not part of a number or an abbreviation, and at line ends."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

# Runs are taken whole and only from their first letter, so that a page of dots costs no more than a page of words.
_END: Final = re.compile(r"[.!?؟…\n](?:(?<=\n)|(?<![.!?؟…]{2})[.!?؟…]*+[\"'”»)\]]*+(?=\s|$))")
_ABBREVIATION: Final = re.compile(r"(?:^|[\s.(])(?:[^\W\d_]|أ\.د)\.$")


class Sentence(NamedTuple):
    """A sentence and its code points in the text."""

    start: int
    end: int
    text: str


def sentences(text: str) -> Iterator[Sentence]:
    """Yield the sentences of a text in order, without the white space around them; none is empty."""
    start = 0
    for match in _END.finditer(text):
        if _ABBREVIATION.search(text, max(start, match.start() - 6), match.start() + 1):
            continue
        yield from _sentence(text, start, match.end())
        start = match.end()
    yield from _sentence(text, start, len(text))


def _sentence(text: str, start: int, end: int) -> Iterator[Sentence]:
    body = text[start:end].strip()
    if body:
        begin = start + text[start:end].index(body)
        yield Sentence(begin, begin + len(body), body)
