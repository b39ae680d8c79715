"""The one-letter words that Arabic writes onto the next word: and, so, in, to, like, will, the."""

from collections.abc import Iterator
from typing import Final

_SHORTEST: Final = 3
_CONJUNCTIONS: Final = "وف"
_PREPOSITIONS: Final = "بلك"
_ARTICLE: Final = "ال"
_BEGINNINGS: Final = frozenset("وفبلكسا")
_FUTURE: Final = "س"
_VERB_BEGINS: Final = "يتنا"


def bare(folded_word: str, *, article: bool = True) -> tuple[str, ...]:
    """Return what may remain of a word when its proclitics are taken off, longest first, never under three letters.

    A remainder is a guess: ``للبنان`` gives both ``لبنان`` and ``بنان``; the caller keeps what it knows.

    Args:
        folded_word: a word from `fold` or `words`.
        article: also take off the article; without it ``بالحسكه`` gives ``الحسكه`` alone.
    """
    if folded_word[:1] not in _BEGINNINGS:
        return ()
    found = dict.fromkeys(form for form in _remainders(folded_word, article=article) if len(form) >= _SHORTEST)
    found.pop(folded_word, None)
    return tuple(sorted(found, key=len, reverse=True))


def _remainders(word: str, *, article: bool) -> Iterator[str]:
    for form in _after_conjunction(word):
        yield form
        for remainder in _after_preposition(form):
            yield remainder
            if article and remainder.startswith(_ARTICLE):
                yield remainder[2:]
        if article and form.startswith(_ARTICLE):
            yield form[2:]
        if form[:1] == _FUTURE and form[1:2] and form[1:2] in _VERB_BEGINS:
            yield form[1:]


def _after_conjunction(word: str) -> Iterator[str]:
    yield word
    if word[:1] and word[:1] in _CONJUNCTIONS:
        yield word[1:]


def _after_preposition(word: str) -> Iterator[str]:
    if word.startswith("لل"):
        yield _ARTICLE + word[2:]  # ل before ال swallows its alef
    if word[:1] and word[:1] in _PREPOSITIONS:
        yield word[1:]
