"""Finding aliases in a text: a trie of folded words, walked once from every word.

A proclitic may stand before the first word of an alias, never inside it; a word that begins an alias as it stands is
not cut.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple, Self

from khabar.arabic import Word, clitics, fold
from khabar_enrich.tags.table import Name

_GAP: Final = re.compile(r"[^\S\n]{0,3}[\"'“”«»‘’()\-–_.]{0,3}[^\S\n]{0,3}")
_WORD: Final = re.compile(r"[^\W_]+")
_PAIRS: Final = {"”": "“", "»": "«", '"': '"', ")": "(", "’": "‘"}
_HERE: Final = ""  # no word is empty, so the empty key can hold the names that end at a node
_ARTICLE: Final = "ال"
_TANWIN: Final = "\u064b"  # it ends adjectives and common nouns: سورياً is not سوريا
_SELDOM: Final = frozenset("فك")
_SHORT: Final = 4
_LONGEST: Final = 40


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
    """An index over the names of a table."""

    def __init__(self, trie: dict[str, Any]) -> None:
        self.trie = trie

    @classmethod
    def of(cls, names: Iterable[Name]) -> Self:
        """Index every alias; topics, being common nouns, are also known with the article."""
        trie: dict[str, Any] = {}
        for name in names:
            for alias, ambiguous in _spellings(name):
                _plant(trie, cls.words(alias), Claim(name, ambiguous))
        return cls(trie)

    @staticmethod
    def words(alias: str) -> list[str]:
        """Return the folded words of an alias."""
        return _WORD.findall(fold(alias))

    def find(self, text: str, found: Sequence[Word]) -> Iterator[Match]:
        """Yield every alias that begins at any word of a text, overlapping ones too."""
        for index in range(len(found)):
            yield from self.at(text, found, index)

    def at(self, text: str, found: Sequence[Word], index: int, *, first: str = "") -> list[Match]:
        """Return every alias that begins at one word, shorter ones first.

        Args:
            text: the text.
            found: its words.
            index: which of them to begin at.
            first: a folded word to read in its place, such as its right spelling.
        """
        for form in (first,) if first else _forms(found[index].folded):
            if form in self.trie and (matches := list(self._walk(text, found, index, form))):
                return matches
        return []

    def _walk(self, text: str, found: Sequence[Word], index: int, first: str) -> Iterator[Match]:
        node = self.trie.get(first)
        start, last = found[index].start, index
        while node is not None:
            if _HERE in node and _TANWIN not in found[last].text:
                end = _closed(text, start, found[last].end)
                yield Match(start, end, last - index + 1, tuple(node[_HERE]))
            last += 1
            if last == len(found) or not _GAP.fullmatch(text, found[last - 1].end, found[last].start):
                return
            node = node.get(found[last].folded)


@lru_cache(65_536)
def _forms(folded: str) -> tuple[str, ...]:
    """A word and what it may be without proclitics; ف and ك stand before a name so seldom that short ones are verbs."""
    cuts = clitics(folded, article=False) if len(folded) <= _LONGEST else ()
    kept = (cut.rest for cut in cuts if len(cut.rest) > _SHORT or not set(cut.prefix) & _SELDOM)
    return folded, *kept


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
