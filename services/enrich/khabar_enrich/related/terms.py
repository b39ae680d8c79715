"""The terms of an article: light stems of its words, without stop words, the headline counted twice."""

import re
from collections import Counter
from collections.abc import Collection
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

from khabar.arabic import fold, stem, words
from khabar.models import Revision
from khabar_enrich.page import zone_texts

_LETTERS: Final = range(2, 41)
_MOST: Final = 600  # a very long page is told by its first terms as well as by all
_WORD: Final = re.compile(r"[^\W_]+")


def terms(revision: Revision) -> dict[str, int]:
    """Count the terms of a revision, the first 600 different ones."""
    counts: Counter[str] = Counter()
    for zone, text, _ in zone_texts(revision):
        found = [term for word in _WORD.findall(fold(text)) if (term := _term(word))]
        counts.update(found + found if zone == "headline" else found)
    return dict(list(counts.items())[:_MOST])


def as_written(revision: Revision, wanted: Collection[str]) -> dict[str, str]:
    """Return the first word that a reader sees for each wanted term."""
    seen: dict[str, str] = {}
    for _, text, _ in zone_texts(revision):
        for word in words(text):
            if (term := _term(word.folded)) in wanted:
                seen.setdefault(term, word.text)
    return seen


@lru_cache(maxsize=65_536)
def _term(folded: str) -> str:
    """Return the term of a word, or nothing for stop words, numbers and what is too long to be a word."""
    term = stem(folded)
    if len(term) not in _LETTERS or term.isdecimal() or not _stop_words().isdisjoint((folded, term)):
        return ""
    return term


@cache
def _stop_words() -> frozenset[str]:
    text = files("khabar_enrich").joinpath("tables", "stop-words.txt").read_text("utf-8")
    return frozenset(fold(text).split())
