"""The one-letter words that Arabic writes onto the next word: and, so, in, to, like, will, the."""

from collections.abc import Container, Iterable
from functools import lru_cache
from typing import Final, NamedTuple

_SHORTEST: Final = 3
_REMEMBERED: Final = 65_536
_LONGEST_REMEMBERED: Final = 24
_CONJUNCTIONS: Final = "وف"
_PREPOSITIONS: Final = "بلك"
_ARTICLE: Final = "ال"
_LETTERS: Final = frozenset("وفبلكس")
_BEGINNINGS: Final = _LETTERS | {_ARTICLE[0]}
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
    if folded_word[:1] not in (_BEGINNINGS if article else _LETTERS) or folded_word in known:
        return ()
    cuts = _remainders(folded_word, article=article)
    return tuple(Cut(cuts[rest], folded_word[: cuts[rest]], rest) for rest in _longest_first(cuts))


def bare(folded_word: str, *, article: bool = True) -> tuple[str, ...]:
    """Return what may remain of a word when its proclitics are taken off, as `clitics` does."""
    if folded_word[:1] not in (_BEGINNINGS if article else _LETTERS):
        return ()
    if len(folded_word) > _LONGEST_REMEMBERED:
        return _rests(folded_word, article)
    return _known_rests(folded_word, article)


def _rests(word: str, article: bool) -> tuple[str, ...]:  # noqa: FBT001 - a keyword would slow the cache down
    return _longest_first(_remainders(word, article=article))


_known_rests: Final = lru_cache(_REMEMBERED)(_rests)  # a newspaper uses few words often


def _remainders(word: str, *, article: bool) -> dict[str, int]:
    """What is left of a word by every way to cut it, and how many letters are cut."""
    cuts: dict[str, int] = {}
    for start in (0, 1) if word[0] in _CONJUNCTIONS else (0,):
        form = word[start:]
        cuts[form] = start
        if form[:1] == _FUTURE and form[1:2] and form[1] in _VERB_BEGINS:
            cuts[form[1:]] = start + 1
        elif form[:1] and form[0] in _PREPOSITIONS:
            if form.startswith("لل"):  # ل before ال swallows its alef
                _put(cuts, start + 1, _ARTICLE + form[2:], article=article, whole=word)
            _put(cuts, start + 1, form[1:], article=article, whole=word)
        elif article and form.startswith(_ARTICLE):
            cuts[form[2:]] = start + 2
    del cuts[word]
    return cuts


def _put(cuts: dict[str, int], start: int, rest: str, *, article: bool, whole: str) -> None:
    cuts[rest] = start
    if article and rest.startswith(_ARTICLE):
        cuts[rest[2:]] = len(whole) - len(rest) + 2


def _longest_first(rests: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted((rest for rest in rests if len(rest) >= _SHORTEST), key=len, reverse=True))
