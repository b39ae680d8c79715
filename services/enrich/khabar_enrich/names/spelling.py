"""One slip of the pen: a letter too many, missing, changed or swapped, never the first one.

Words are found by the forms they have with one letter left out, so looking one up costs as many look-ups as it has
letters.
"""

from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import Final, Self

_LONGEST: Final = 20
_KEPT: Final = 2


class Spelling:
    """An index over words that may be misspelt."""

    def __init__(self, words: Collection[str], *, ends: int) -> None:
        self._words = words
        self._ends = ends
        self._near = {part for word in words for part in self._parts(word)}
        self._forms: dict[str, list[str]] = {}
        for word in words:
            for form in _forms(word):
                self._forms.setdefault(form, []).append(word)
        self.meant = lru_cache(16_384)(self._meant)

    @classmethod
    def of(cls, words: Iterable[str], *, shortest: int, ends: int = 0) -> Self:
        """Index the words that are long enough to be known by.

        Args:
            words: folded words.
            shortest: the letters that a word must have, five at least, seven where ends must be right.
            ends: how many letters at the end must be right; endings change meaning in Arabic (``لبنان``, ``لبناني``).
        """
        long = dict.fromkeys(word for word in words if shortest <= len(word) <= _LONGEST)
        return cls(long, ends=ends)

    def _meant(self, word: str) -> str | None:
        """Return the one word that a folded word is a slip of, None for a right one and where two are possible."""
        if word in self._words or len(word) > _LONGEST + 1 or self._near.isdisjoint(self._parts(word)):
            return None
        near = dict.fromkeys(other for form in _forms(word) for other in self._forms.get(form, ()))
        close = [other for other in near if _one_slip(word, other) and self._same_end(word, other)]
        return close[0] if len(close) == 1 else None

    def _parts(self, word: str) -> tuple[str, str]:
        """What a slip leaves as it was: the beginning of a word or else its end."""
        kept = _KEPT + bool(self._ends)
        return word[:kept] + " " + word[len(word) - self._ends :], word[:1] + " " + word[-kept:]

    def _same_end(self, word: str, other: str) -> bool:
        return word[0] == other[0] and (not self._ends or word[-self._ends :] == other[-self._ends :])


def _forms(word: str) -> list[str]:
    return [word, *(word[:at] + word[at + 1 :] for at in range(1, len(word)))]


def _one_slip(word: str, other: str) -> bool:
    if abs(len(word) - len(other)) == 1:
        short, long = sorted((word, other), key=len)
        return any(long[:at] + long[at + 1 :] == short for at in range(1, len(long)))
    wrong = [at for at, (one, two) in enumerate(zip(word, other, strict=False)) if one != two]
    swapped = len(wrong) == _SWAPPED and wrong[1] == wrong[0] + 1 and word[wrong[0]] == other[wrong[1]]
    return len(word) == len(other) and (len(wrong) == 1 or (swapped and word[wrong[1]] == other[wrong[0]]))


_SWAPPED: Final = 2
