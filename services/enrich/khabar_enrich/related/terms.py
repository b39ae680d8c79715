"""The terms of an article: light stems of its words, without stop words, and what its tags name.

The headline's words count twice. A tag is the term ``@<tag id>``, which is the same in every language.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import Final

from khabar.arabic import fold, stem, words
from khabar.models import Revision, Tag
from khabar_enrich.page import zone_texts
from khabar_enrich.remembered import Remembered

_LETTERS: Final = range(2, 41)
_NAMES: Final = frozenset({"person", "organisation", "event"})
_MOST: Final = 600  # a very long page is told by its first terms as well as by all
_WORD: Final = re.compile(r"[^\W_]+")


def terms(revision: Revision, tags: Iterable[Tag] = ()) -> dict[str, int]:
    """Count the terms of a revision, the first 600 different ones, and its tags, those aside that await an editor."""
    texts = [revision.headline, *(text for _, text, _ in zone_texts(revision))]
    counts = Counter(map(_TERMS.__getitem__, _WORD.findall(fold("\n".join(texts)))))
    counts.pop("", None)
    named = {tag_term(tag): max(len(tag.mentions), 1) for tag in tags if not tag.suggested}
    return dict(islice(counts.items(), _MOST)) | named


def tag_term(tag: Tag) -> str:
    """Return the term that stands for a tag."""
    return f"@{tag.id}"


def names(tags: Iterable[Tag]) -> frozenset[str]:
    """Return the terms of those tags that name somebody or something.

    Towns and subjects are shared by articles that have nothing else to do with each other.
    """
    return frozenset(tag_term(tag) for tag in tags if tag.type in _NAMES and not tag.suggested)


def is_tag(term: str) -> bool:
    """Tell whether a term stands for a tag; no word has its sign."""
    return term.startswith("@")


def as_written(revision: Revision) -> Iterator[tuple[str, str]]:
    """Yield the term of each word that a reader sees, and the word, in reading order."""
    for _, text, _ in zone_texts(revision):
        for word in words(text):
            yield _TERMS[word.folded], word.text


def _term(folded: str) -> str:
    """Return the term of a word, or nothing for stop words, numbers and what is too long to be a word."""
    term = stem(folded)
    if len(term) not in _LETTERS or term.isdecimal() or not _stop_words().isdisjoint((folded, term)):
        return ""
    return term


_TERMS: Final = Remembered(_term)


@cache
def _stop_words() -> frozenset[str]:
    text = files("khabar_enrich").joinpath("tables", "stop-words.txt").read_text("utf-8")
    return frozenset(fold(text).split())
