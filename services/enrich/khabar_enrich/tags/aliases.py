"""Finding aliases in a text: a trie of folded words, walked once from every word.

A proclitic may stand before the first word of an alias, never inside it; a word that is an alias as it stands is
not cut, unless what remains begins one of more words (``وام``, but ``وأم بدة``). What remains has three letters at
least, or two where more words follow.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import compress
from typing import Any, Final, NamedTuple, Self

from khabar.arabic import Word, bare, fold
from khabar.models import TagType
from khabar_enrich.remembered import Remembered
from khabar_enrich.tags.table import Name

_GAP: Final = re.compile(r"[^\S\n]{0,3}[\"'“”«»‘’()\-–_.]{0,3}[^\S\n]{0,3}")
_WORD: Final = re.compile(r"[^\W_]+")
_PAIRS: Final = {"”": "“", "»": "«", '"': '"', ")": "(", "’": "‘"}
_HERE: Final = ""  # no word is empty, so the empty key can hold the names that end at a node
_ARTICLE: Final = "ال"
_TANWIN: Final = "\u064b"  # it ends adjectives and common nouns: سورياً is not سوريا
_SELDOM: Final = frozenset("فك")
_SHORT: Final = 4
_WHOLE: Final = 3
_BEFORE_TWO: Final = frozenset({"و", "ب", "ل", "وب", "ول"})
_LONGEST: Final = 40
_G: Final = "غ"  # Egypt and Yemen write the g of foreign names with ج: هانس جروندبرج


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

    def __init__(self, trie: dict[str, Any], leads: Mapping[TagType, Collection[str]]) -> None:
        self._trie = trie
        self._leads = leads
        self._remembered = Remembered(self._beginnings)

    @classmethod
    def of(cls, names: Iterable[Name]) -> Self:
        """Index every alias; topics, being common nouns, are also known with the article."""
        trie: dict[str, Any] = {}
        leads: dict[TagType, set[str]] = {}
        for name in names:
            for alias, ambiguous in _spellings(name):
                path = cls.words(alias)
                _plant(trie, path, Claim(name, ambiguous))
                leads.setdefault(name.type, set()).update(path[:1])
        return cls(trie, leads)

    @staticmethod
    def words(alias: str) -> list[str]:
        """Return the folded words of an alias."""
        return _WORD.findall(fold(alias))

    def find(self, text: str, found: Sequence[Word]) -> Iterator[Match]:
        """Yield every alias that begins at any word of a text, overlapping ones too."""
        for index in self.starts(found):
            yield from self.at(text, found, index)

    def starts(self, found: Sequence[Word]) -> list[int]:
        """Return the words of a text at which an alias may begin."""
        folded = [folded for _, _, _, folded in found]
        return [*compress(range(len(folded)), map(self._remembered.__getitem__, folded))]

    def exactly(self, alias: str) -> tuple[Claim, ...]:
        """Return what an alias, written in full, may stand for."""
        node: dict[str, Any] | None = self._trie
        for word in self.words(alias):
            node = node.get(word) if node is not None else None
        return tuple(node.get(_HERE, ())) if node else ()

    def lead_to(self, type_: TagType, folded_word: str) -> bool:
        """Tell whether an alias of a type begins with a word, proclitics aside."""
        leads = self._leads.get(type_, ())
        return any(form in leads for form in self._remembered[folded_word])

    def at(self, text: str, found: Sequence[Word], index: int, *, first: str = "") -> list[Match]:
        """Return every alias that begins at one word, shorter ones first.

        Args:
            text: the text.
            found: its words.
            index: which of them to begin at.
            first: a folded word to read in its place, such as its right spelling.
        """
        best: list[Match] = []
        for form in (first,) if first else self._remembered[found[index].folded]:
            matches = list(self._walk(text, found, index, form))
            if matches and (not best or matches[-1].length > best[-1].length):
                best = matches
        return best

    def _walk(self, text: str, found: Sequence[Word], index: int, first: str) -> Iterator[Match]:
        node = self._trie.get(first)
        start, last = found[index].start, index
        begun = len(first) < _WHOLE <= len(found[index].folded)
        while node is not None:
            if _HERE in node and _TANWIN not in found[last].text and not (begun and last == index):
                end = _closed(text, start, found[last].end)
                yield Match(start, end, last - index + 1, tuple(node[_HERE]))
            last += 1
            node = node.get(found[last].folded) if last < len(found) else None
            if node is not None and not _GAP.fullmatch(text, found[last - 1].end, found[last].start):
                return

    def _beginnings(self, folded: str) -> tuple[str, ...]:
        """What a word may be, of which an alias begins with each.

        ف and ك stand before a name so seldom that what is short behind them is a verb.
        """
        if len(folded) > _LONGEST:
            return ()
        forms = (folded, *bare(folded, article=False), *_two_letters(folded))
        if self._trie.keys().isdisjoint(forms):
            return ()
        return tuple(form for form in forms if form in self._trie and (form == folded or _apart(folded, form)))


def _two_letters(word: str) -> tuple[str, ...]:
    """What `bare` leaves out as too short to stand alone."""
    return (word[-_WHOLE + 1 :],) if word[: -_WHOLE + 1] in _BEFORE_TWO else ()


def _apart(word: str, rest: str) -> bool:
    return len(rest) > _SHORT or _SELDOM.isdisjoint(word[: -len(rest)])


def _closed(text: str, start: int, end: int) -> int:
    """Take in the closing mark of a quote or bracket that opened within the name: تنظيم “داعش”."""
    mark = text[end : end + 1]
    return end + 1 if mark in _PAIRS and text.count(_PAIRS[mark], start, end) == 1 else end


def _spellings(name: Name) -> Iterator[tuple[str, bool]]:
    for aliases, ambiguous in ((name.plain, False), (name.ambiguous, True)):
        for alias in aliases:
            yield alias, ambiguous
            if name.type == "person" and _G in alias and " " in alias:
                yield alias.replace(_G, "ج"), ambiguous
            if name.type == "topic" and " " not in alias and not alias.startswith(_ARTICLE):
                yield _ARTICLE + alias, ambiguous


def _plant(trie: dict[str, Any], path: list[str], claim: Claim) -> None:
    if not path:
        return
    node = trie
    for word in path:
        node = node.setdefault(word, {})
    node.setdefault(_HERE, []).append(claim)
