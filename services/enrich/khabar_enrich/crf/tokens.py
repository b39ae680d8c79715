"""Cutting text as the corpora of names are cut: words with their clitics, and punctuation on its own."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import accumulate, compress, pairwise
from typing import Final, NamedTuple

from khabar.arabic import fold
from khabar_enrich.page import Zone
from khabar_enrich.remembered import Remembered

_TOKEN: Final = re.compile(r"[^\W_]+|[^\w\s]+|_+")
_PART: Final = re.compile(rf"{_TOKEN.pattern}|\s+")
"""A token or what stands between two: its matches one after the other are the whole text."""
_MARKS: Final = str.maketrans("«»“”„‟’‘'`؛;،", '"""""""""",,,')
_LONGEST: Final = 30  # letters of a word that are looked at; no name has more in one word


class Tokens(NamedTuple):
    """The words and runs of punctuation of a sentence: their code points in the text, and the forms to look at."""

    starts: list[int]
    ends: list[int]
    forms: list[str]


def sentences_of(zone: Zone) -> Iterator[Tokens]:
    """Yield the tokens of a zone sentence by sentence, in linear time; no sentence is empty."""
    folded = zone.folded
    parts = _PART.findall(folded.text)
    every = [*map(_FORMS.__getitem__, parts)]
    beyond = [*accumulate(map(len, parts))]
    starts, ends = [*compress([0, *beyond], every)], [*compress(beyond, every)]
    if not folded.even:
        starts = [folded.starts[start] for start in starts]
        ends = [folded.ends[end - 1] for end in ends]
    forms = [*filter(None, every)]
    bounds = [0, *(bisect_left(starts, sentence.end) for sentence in zone.sentences[:-1]), len(forms)]
    for first, after in pairwise(bounds):
        if first < after:
            yield Tokens(starts[first:after], ends[first:after], forms[first:after])


def form(token: str) -> str:
    """Return the form that a token of a corpus is looked at in: its first word, or else its first mark."""
    folded = fold(token)
    pieces = _TOKEN.findall(folded)
    words = [piece for piece in pieces if piece[0].isalnum()]
    return _form((words or pieces or [folded[:1] or "."])[0])


def _form(piece: str) -> str:
    """The form of a piece of text, none of a blank one."""
    first = piece[0]
    if first.isspace():
        return ""
    return piece[:_LONGEST] if first.isalnum() else first.translate(_MARKS)


_FORMS: Final = Remembered(_form)
