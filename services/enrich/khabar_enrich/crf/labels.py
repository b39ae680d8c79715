"""The labels of tokens, and the names that a row of labels tells of."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

TYPES: Final = ("PERS", "LOC", "ORG", "MISC")
OUTSIDE: Final = "O"
LABELS: Final = (OUTSIDE, *(f"{place}-{kind}" for kind in TYPES for place in "BI"))


class Named(NamedTuple):
    """A name among labelled tokens: the first token, the one after the last, and its type."""

    first: int
    after: int
    kind: str


def names(labels: Sequence[str]) -> Iterator[Named]:
    """Yield the names in order as the CoNLL scorer reads them: an ``I`` that continues nothing begins a name."""
    first, kind = 0, ""
    for place, label in enumerate([*labels, OUTSIDE]):
        begins, of = label[0], label[2:]
        if kind and (begins != "I" or of != kind):
            yield Named(first, place, kind)
            kind = ""
        if of and not kind:
            first, kind = place, of
