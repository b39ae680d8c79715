"""Pairs of neighbouring words that the model knows, found without spelling out every pair of a text."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

KINDS: Final = ("bp=", "bn=", "sk=")  # with the word before, with the word after, and the two around


def pair_marks(before: str, core: str, after: str) -> Iterator[str]:
    """Yield the attributes of the pairs that a word stands in."""
    pairs = ((before, core), (core, after), (before, after))
    yield from (f"{kind}{one}|{other}" for kind, (one, other) in zip(KINDS, pairs, strict=True))


class Pairs:
    """The pairs among the attributes that a model weighs.

    Args:
        weighed: all attributes, and how the model spells them.
    """

    def __init__(self, weighed: Mapping[str, bytes]) -> None:
        self._previous, self._following, self._around = (_index(weighed, kind) for kind in KINDS)

    def of(self, before: str, core: str, after: str) -> Iterable[bytes]:
        """Return the attributes among those of `pair_marks` that the model weighs."""
        found = (
            self._previous.get(before, {}).get(core),
            self._following.get(core, {}).get(after),
            self._around.get(before, {}).get(after),
        )
        return [attribute for attribute in found if attribute] if any(found) else ()


def _index(weighed: Mapping[str, bytes], kind: str) -> dict[str, dict[str, bytes]]:
    index: dict[str, dict[str, bytes]] = {}
    for mark, attribute in weighed.items():
        if mark.startswith(kind):
            one, _, other = mark[len(kind) :].rpartition("|")
            index.setdefault(one, {})[other] = attribute
    return index
