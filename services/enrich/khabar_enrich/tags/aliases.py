"""Finding aliases in a text: a trie of folded words, walked once from every word.

A proclitic may stand before the first word of an alias, never inside it; a word that begins an alias as it stands is
not cut. Of overlapping names the longest counts, so a place within an organisation's name is not tagged from there.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple, Self

from khabar.arabic import Word, bare, words
from khabar_enrich.tags.table import Name, Table

_GAP: Final = re.compile(r"[^\S\n]{0,3}[\"'“”«»‘’()\-–_.]{0,3}[^\S\n]{0,3}")
_PAIRS: Final = {"”": "“", "»": "«", '"': '"', ")": "(", "’": "‘"}
_HERE: Final = ""  # no word is empty, so the empty key can hold the names that end at a node
_ARTICLE: Final = "ال"


class Claim(NamedTuple):
    """A name that an alias may stand for; an ambiguous one has to be borne out by the rest of the article."""

    name: Name
    ambiguous: bool


class Match(NamedTuple):
    """An alias found: its code points in the text, how many words it has, and what it may stand for."""

    start: int
    end: int
    length: int
    claims: tuple[Claim, ...]


class Aliases:
    """An index over a table of names."""

    def __init__(self, trie: dict[str, Any]) -> None:
        self._trie = trie

    @classmethod
    def of(cls, table: Table) -> Self:
        """Index every alias of a table; topics, being common nouns, are also known with the article."""
        trie: dict[str, Any] = {}
        for name in table.names:
            for alias, ambiguous in _spellings(name):
                _plant(trie, [word.folded for word in words(alias)], Claim(name, ambiguous))
        return cls(trie)

    def find(self, text: str, found: Sequence[Word]) -> Iterator[Match]:
        """Yield every alias that begins at any word of a text, overlapping ones too."""
        for index, word in enumerate(found):
            known = (form for form in (word.folded, *_bare(word.folded)) if form in self._trie)
            walks = (list(self._walk(text, found, index, form)) for form in known)
            yield from next(filter(None, walks), [])

    def _walk(self, text: str, found: Sequence[Word], index: int, first: str) -> Iterator[Match]:
        node = self._trie.get(first)
        start, last = found[index].start, index
        while node is not None:
            if _HERE in node:
                end = _closed(text, start, found[last].end)
                yield Match(start, end, last - index + 1, tuple(node[_HERE]))
            last += 1
            if last == len(found) or not _GAP.fullmatch(text, found[last - 1].end, found[last].start):
                return
            node = node.get(found[last].folded)


@lru_cache(maxsize=65_536)
def _bare(folded: str) -> tuple[str, ...]:
    return bare(folded, article=False)


def _closed(text: str, start: int, end: int) -> int:
    """Take in the closing mark of a quote or bracket that opened within the name: تنظيم “داعش”."""
    mark = text[end : end + 1]
    return end + 1 if mark in _PAIRS and text.count(_PAIRS[mark], start, end) == 1 else end


def _spellings(name: Name) -> Iterator[tuple[str, bool]]:
    for aliases, ambiguous in ((name.plain, False), (name.ambiguous, True)):
        for alias in aliases:
            yield alias, ambiguous
            if name.type == "topic" and " " not in alias and not alias.startswith(_ARTICLE):
                yield _ARTICLE + alias, ambiguous


def _plant(trie: dict[str, Any], path: list[str], claim: Claim) -> None:
    if not path:
        return
    node = trie
    for word in path:
        node = node.setdefault(word, {})
    node.setdefault(_HERE, []).append(claim)
