"""Cutting text as the corpora of names are cut: words with their clitics, and punctuation on its own."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from operator import add
from typing import Final, NamedTuple

from khabar.arabic import fold
from khabar_enrich.page import Zone
from khabar_enrich.remembered import Remembered

_TOKEN: Final = re.compile(r"[^\W_]+|[^\w\s]+|_+")
_MARKS: Final = str.maketrans("«»“”„‟’‘'`؛;،", '"""""""""",,,')
_LONGEST: Final = 30  # letters of a word that are looked at; no name has more in one word


class Tokens(NamedTuple):
    """The words and runs of punctuation of a sentence: their code points in the text, and the forms to look at."""

    starts: Sequence[int]
    ends: Sequence[int]
    forms: Sequence[str]


def sentences_of(zone: Zone) -> Iterator[Tokens]:
    """Yield the tokens of a zone sentence by sentence, in linear time; no sentence is empty."""
    folded = zone.folded
    found = _TOKEN.findall(folded.text)
    starts = _starts(folded.text, found)
    ends = list(map(add, starts, map(len, found)))
    if not folded.even:
        starts = [folded.starts[start] for start in starts]
        ends = [folded.ends[end - 1] for end in ends]
    forms = list(map(_FORMS.__getitem__, found))
    bounds = [0, *(bisect_left(starts, sentence.end) for sentence in zone.sentences[:-1]), len(found)]
    for first, after in pairwise(bounds):
        if first < after:
            yield Tokens(starts[first:after], ends[first:after], forms[first:after])


def _starts(folded: str, found: Sequence[str]) -> list[int]:
    """Where tokens stand that follow each other: between two there is nothing but blanks."""
    starts, at = [], 0
    for token in found:
        at = folded.index(token, at)
        starts.append(at)
        at += len(token)
    return starts


def form(token: str) -> str:
    """Return the form that a token of a corpus is looked at in: its first word, or else its first mark."""
    folded = fold(token)
    pieces = _TOKEN.findall(folded)
    words = [piece for piece in pieces if piece[0].isalnum()]
    return _form((words or pieces or [folded[:1] or "."])[0])


def _form(piece: str) -> str:
    first = piece[0]
    return piece[:_LONGEST] if first.isalnum() else first.translate(_MARKS)


_FORMS: Final = Remembered(_form)
