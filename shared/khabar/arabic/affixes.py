"""The one-letter words that Arabic writes onto the next word: and, so, in, to, like, will, the."""

from collections.abc import Container, Iterator
from functools import lru_cache
from typing import Final, NamedTuple

_SHORTEST: Final = 3
_REMEMBERED: Final = 65_536
_LONGEST_REMEMBERED: Final = 24
_CONJUNCTIONS: Final = "وف"
_PREPOSITIONS: Final = "بلك"
_ARTICLE: Final = "ال"
_BEGINNINGS: Final = frozenset("وفبلكسا")
_FUTURE: Final = "س"
_VERB_BEGINS: Final = "يتنا"


class Cut(NamedTuple):
    """One way to cut a word: the letters taken off its front, how many they are, and what remains.

    ``start`` counts folded letters; `Word.at` finds them in the text. Where ل has swallowed the alef of the article,
    ``rest`` has it again, so that ``للدفاع`` gives ``الدفاع`` behind a ``prefix`` of one letter.
    """

    start: int
    prefix: str
    rest: str


def clitics(folded_word: str, known: Container[str] = (), *, article: bool = True) -> tuple[Cut, ...]:
    """Return the ways to take the proclitics off a word, longest remainder first, never under three letters.

    A cut is a guess: ``للبنان`` gives both ``لبنان`` and ``بنان``; the caller keeps what it knows.

    Args:
        folded_word: a word from `fold` or `words`.
        known: folded words that are never cut, though they begin like a proclitic: بيروت, وزارة, كركوك.
        article: also take off the article; without it ``بالحسكه`` gives ``الحسكه`` alone.
    """
    if folded_word[:1] not in _BEGINNINGS or folded_word in known:
        return ()
    cuts = {rest: start for start, rest in _remainders(folded_word, article=article) if len(rest) >= _SHORTEST}
    cuts.pop(folded_word, None)
    longest_first = sorted(cuts.items(), key=lambda cut: len(cut[0]), reverse=True)
    return tuple(Cut(start, folded_word[:start], rest) for rest, start in longest_first)


def bare(folded_word: str, *, article: bool = True) -> tuple[str, ...]:
    """Return what may remain of a word when its proclitics are taken off, as `clitics` does."""
    if folded_word[:1] not in _BEGINNINGS:
        return ()
    if len(folded_word) > _LONGEST_REMEMBERED:
        return _rests(folded_word, article)
    return _known_rests(folded_word, article)


def _rests(word: str, article: bool) -> tuple[str, ...]:  # noqa: FBT001 - a keyword would slow the cache down
    return tuple(cut.rest for cut in clitics(word, article=article))


_known_rests: Final = lru_cache(_REMEMBERED)(_rests)  # a newspaper uses few words often


def _remainders(word: str, *, article: bool) -> Iterator[tuple[int, str]]:
    for start, form in _after_conjunction(word):
        yield start, form
        for cut, remainder in _after_preposition(form):
            yield start + cut, remainder
            if article and remainder.startswith(_ARTICLE):
                yield len(word) - len(remainder) + 2, remainder[2:]
        if article and form.startswith(_ARTICLE):
            yield start + 2, form[2:]
        if form[:1] == _FUTURE and form[1:2] and form[1:2] in _VERB_BEGINS:
            yield start + 1, form[1:]


def _after_conjunction(word: str) -> Iterator[tuple[int, str]]:
    yield 0, word
    if word[:1] and word[:1] in _CONJUNCTIONS:
        yield 1, word[1:]


def _after_preposition(word: str) -> Iterator[tuple[int, str]]:
    if word.startswith("لل"):
        yield 1, _ARTICLE + word[2:]  # ل before ال swallows its alef
    if word[:1] and word[:1] in _PREPOSITIONS:
        yield 1, word[1:]
