"""Cutting text as the corpora of names are cut: words with their clitics, and punctuation on its own."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from khabar.arabic import fold
from khabar_enrich.page import Zone

_TOKEN: Final = re.compile(r"[^\W_]+|[^\w\s]+|_+")
_MARKS: Final = str.maketrans("«»“”„‟’‘'`؛;،", '"""""""""",,,')
_LONGEST: Final = 30  # letters of a word that are looked at; no name has more in one word


class Token(NamedTuple):
    """A word or a run of punctuation: its code points in the original text and the form that is looked at."""

    start: int
    end: int
    form: str


def sentences_of(zone: Zone) -> Iterator[list[Token]]:
    """Yield the tokens of a zone sentence by sentence, in linear time; no sentence is empty."""
    ends = iter([sentence.end for sentence in zone.sentences])
    end = next(ends, len(zone.text))
    tokens: list[Token] = []
    for match in _TOKEN.finditer(zone.folded.text):
        start, stop = zone.folded.span(*match.span())
        while start >= end:
            if tokens:
                yield tokens
            tokens, end = [], next(ends, len(zone.text))
        tokens.append(Token(start, stop, _form(match.group())))
    if tokens:
        yield tokens


def form(token: str) -> str:
    """Return the form that a token of a corpus is looked at in: its first word, or else its first mark."""
    folded = fold(token)
    pieces = _TOKEN.findall(folded)
    words = [piece for piece in pieces if piece[0].isalnum()]
    return _form((words or pieces or [folded[:1] or "."])[0])


def _form(piece: str) -> str:
    if piece[0].isalnum():
        return piece[:_LONGEST]
    return piece[0].translate(_MARKS)
