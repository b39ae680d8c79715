"""The words of a text as a reader of numbers sees them: what each tells, and which follow each other directly."""

import re
from collections.abc import Sequence
from itertools import compress, count
from operator import not_
from typing import Final

from khabar.arabic.counting.digits import Digits, digits, has_digits
from khabar.arabic.counting.numerals import Atom, atoms
from khabar.arabic.words import Word

_GAP: Final = re.compile(r"(?:[^\S\n]|[\u061c\u200b-\u200f\u202a-\u202e\u2066-\u2069]){1,4}")


class Row:
    """The words of one text; what is in digits is read once, from its first word on."""

    def __init__(self, text: str, words: Sequence[Word]) -> None:
        self._text = text
        self.words = words
        self._atoms = atoms()
        self._digits: dict[int, Digits | None] = {}

    def candidates(self) -> list[int]:
        """Return the indexes of the words that may begin a number; most words tell nothing of numbers."""
        folded = [folded for _, _, _, folded in self.words]
        told = compress(count(), map(self._atoms.__contains__, folded))
        figures = compress(count(), map(not_, map(str.isalpha, folded)))
        return sorted({*told, *figures})

    def atom(self, index: int) -> Atom | None:
        """Return what a word tells of a number, None for most words."""
        word = self.words[index]
        atom = self._atoms.get(word.folded)
        return atom if atom is not None and atom.spelled in word.text else None

    def digits(self, index: int) -> Digits | None:
        """Return the number in digits that begins at a word; digits have to be asked for in the order of the text."""
        if not has_digits(self.words[index]):
            return None
        if index not in self._digits:
            found, after = digits(self._text, self.words, index)
            self._digits |= dict.fromkeys(range(index, after))
            self._digits |= {number.first: number for number in found}
        return self._digits[index]

    def follows(self, index: int) -> bool:
        """Tell whether nothing but a space stands between a word and the one before it."""
        if not 0 < index < len(self.words):
            return False
        end, start = self.words[index - 1].end, self.words[index].start
        return self._text[end:start] == " " or _GAP.fullmatch(self._text, end, start) is not None

    def next(self, index: int, *kinds: str, joined: bool = False) -> Atom | None:
        """Return what a word adds to the one before it: an atom of these kinds, with و written onto it or without."""
        atom = self.atom(index) if self.follows(index) else None
        return atom if atom is not None and atom.joined == joined and atom.kind in kinds else None
