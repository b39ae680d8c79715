"""What a model of sections looks at: the light stems of an article's words, without stop words and figures."""

from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

from khabar.arabic import fold, stem
from khabar_enrich.page import Page

_LETTERS: Final = range(2, 31)
_MOST_WORDS: Final = 3000  # what an article is about stands at its beginning
_HEADLINE: Final = 2


def counts(page: Page) -> dict[str, int]:
    """Count the terms of an article's first 3,000 words, those of the headline twice."""
    found: Counter[str] = Counter()
    left = _MOST_WORDS
    for zone in page.zones:
        terms = [term(word.folded) for word in zone.words[:left]]
        found.update(terms * _HEADLINE if zone.name == "headline" else terms)
        left = max(0, left - len(zone.words))
    del found[""]
    return dict(found)


@lru_cache(maxsize=65_536)
def term(folded: str) -> str:
    """Return the term of a folded word, nothing for what tells nothing."""
    if len(folded) not in _LETTERS or folded.isdecimal() or folded in stop_words():
        return ""
    made = stem(folded)
    return "" if len(made) not in _LETTERS or made.isdecimal() or made in stop_words() else made


@cache
def stop_words() -> frozenset[str]:
    """Return the words that tell nothing, folded."""
    text = files("khabar_enrich").joinpath("tables", "stop-words.txt").read_text("utf-8")
    return frozenset(fold(text).split())


def first_words(page: Page, wanted: Iterable[str]) -> tuple[str, ...]:
    """Return for each wanted term the first word of the page that has it, as written."""
    left = dict.fromkeys(wanted, "")
    for zone in page.zones:
        for word in zone.words if not all(left.values()) else ():
            if left.get(made := term(word.folded)) == "":
                left[made] = word.text
    return tuple(filter(None, left.values()))
