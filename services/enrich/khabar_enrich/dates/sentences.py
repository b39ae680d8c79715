"""The sentences of a text and the kinds of date words in each, so that a rule need not try what cannot match."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from khabar_enrich.dates import vocabulary as words

# No expression goes on after a full stop; one behind a digit may be part of a date: 3. 2. 2022.
_END: Final = re.compile(r"(?<=[^\W\d_])[.!؟]\s")
_KINDS: Final = ("month", "weekday", "deictic", "relation", "one", "two", "many", "decade", "same", "share")
_DIGIT: Final = re.compile(r"\d")
_WORD: Final = re.compile(rf"{words.START}(?:{'|'.join(words.any_of(kind) for kind in _KINDS)})")
_KINDS_OF: Final = {
    word: frozenset(kind for kind in _KINDS if word in words.meanings(kind))
    for known in _KINDS
    for word in words.meanings(known)
}


class Sentence(NamedTuple):
    """Where a sentence stands in its text, and which kinds of words it has; ``digit`` is one."""

    start: int
    end: int
    kinds: frozenset[str]


def sentences(folded: str) -> Iterator[Sentence]:
    """Yield the sentences of a folded text that have a digit or a word of time."""
    start = 0
    for end in (*(match.start() + 1 for match in _END.finditer(folded)), len(folded)):
        found = {" ".join(match[0].split()) for match in _WORD.finditer(folded, start, end)}
        kinds = frozenset[str]().union(*(_KINDS_OF[word] for word in found))
        if _DIGIT.search(folded, start, end):
            kinds |= {"digit"}
        if kinds:
            yield Sentence(start, end, kinds)
        start = end
