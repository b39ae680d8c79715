"""The terms of an article: light stems of its words, without stop words, the headline counted twice."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final, Self

from khabar.arabic import Word, fold, stem
from khabar.models import Revision
from khabar_enrich.page import Page

_LETTERS: Final = range(2, 41)
_MOST: Final = 600  # a very long page is told by its first terms as well as by all
_NUMBER: Final = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Terms:
    """How often each term occurs, and the word that a reader saw for it."""

    counts: dict[str, int]
    shown: dict[str, str]

    @classmethod
    def of(cls, revision: Revision) -> Self:
        """Count the terms of a revision."""
        counts: Counter[str] = Counter()
        shown: dict[str, str] = {}
        for zone in Page.of(revision).zones:
            for word in zone.words:
                term = _term(word)
                if term and (term in counts or len(counts) < _MOST):
                    counts[term] += 2 if zone.name == "headline" else 1
                    shown.setdefault(term, word.text)
        return cls(dict(counts), shown)


def _term(word: Word) -> str:
    term = stem(word.folded)
    if len(term) not in _LETTERS or not _stop_words().isdisjoint((word.folded, term)) or _NUMBER.fullmatch(term):
        return ""
    return term


@cache
def _stop_words() -> frozenset[str]:
    text = files("khabar_enrich").joinpath("tables", "stop-words.txt").read_text("utf-8")
    return frozenset(fold(text).split())
