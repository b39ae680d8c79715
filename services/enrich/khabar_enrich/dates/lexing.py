"""A folded text as a row of symbols: one letter for what each word, number or mark may be in a date.

Rules are then patterns over a short row of letters, in which all that has nothing to do with time is one letter.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import accumulate
from typing import Final, cast

from khabar_enrich.dates.alphabet import MARKS, TELLING, UNKNOWN, Token, mark_kinds, symbol
from khabar_enrich.dates.numerals import number_kinds
from khabar_enrich.dates.vocabulary import Kinds, Phrases, vocabulary
from khabar_enrich.remembered import Remembered

_PIECE: Final = re.compile(r"[^\W\d_]+|[^\S\n]+|\d+|[^\w\s]|[\n_]")
"""A word, a blank, digits or a mark: its matches one after the other are the whole text."""
_NUMERIC_DATE: Final = r"(?<!\d[-/.])(?:\d{4}(?P<a>[-/.])\d{1,2}(?P=a)\d{1,2}|\d{1,2}(?P<b>[-/.])\d{1,2}(?P=b)\d{4})"
_NUMBER: Final = re.compile(
    rf"(?P<date>{_NUMERIC_DATE}(?:[t ]\d\d:\d\d(?::\d\d(?:\.\d{{1,6}})?)?(?:z|[+-]\d\d:?\d\d)?)?)(?![^\W_]|[-/.:]\d)"
    r"|(?P<clock>\d{1,2}:\d\d)(?!:?\d)"
    r"|(?P<other>\d+(?:[.,٫٬]\d+)+|\d+(?=\s?[%٪])|[%٪]\d+)"
    r"|(?P<digits>\d+)"
)
_PERCENT: Final = frozenset("%٪")
_BEFORE_DIGITS: Final = re.compile(r"[وفبلك]|[وفبك]?ال|[وف]?لل|[وف][بل]")
_AFTER_DIGITS: Final = frozenset(["م", "ه", "st", "nd", "rd", "th", "er"])
# Verbs that begin with the س of the future, but not nouns that begin alike: سيارة, سياسة, سيطرة, ستين, ستار.
_AHEAD: Final = re.compile(r"[وف]?س(?:ي(?!ار|اس|اح|اق|طر|ول|د[هتين]|نا|نم|را|ره)|ت(?!ين|ا|و|ي|را))[^\W\d_]{3}")
_WIDEST_BLANK: Final = 3  # a page of blanks parts what stands on both its sides
_NOTHING: Final[Kinds] = {}


def _phrases(rest: Phrases) -> tuple[re.Pattern[str], dict[str, tuple[Kinds, str]]]:
    """Return a pattern for what may follow a word, longest first, and what each makes of it."""
    forms = "|".join(re.escape(form).replace(r"\ ", r"[^\S\n]{1,3}") for form in rest)
    return re.compile(rf"[^\S\n]{{1,3}}(?:{forms})(?![^\W_])"), {
        form: (kinds, symbol(kinds)) for form, kinds in rest.items()
    }


_WORDS: Final = {word: (entry.cut, entry.kinds, symbol(entry.kinds)) for word, entry in vocabulary().words.items()}
_PHRASES: Final = {word: _phrases(rest) for word, rest in vocabulary().phrases.items()}
_MARKS: Final = {mark: (mark_kinds(mark), symbol(mark_kinds(mark))) for mark in MARKS}
_NO_MARK: Final = _NOTHING, UNKNOWN
_AND: Final[Kinds] = {"and": ""}
_CLITIC: Final[Kinds] = {"clitic": ""}
_BEFORE_WORD: Final = {True: (_AND, symbol(_AND)), False: (_CLITIC, symbol(_CLITIC))}
_FUTURE: Final = Token(0, 0, {"future": "next"}, symbol({"future": "next"}))
_MADE: Final = cast("Callable[[tuple[int, int, Kinds, str]], Token]", partial(tuple.__new__, Token))  # many an article
_STRANGE: Final = Token(0, 0, _NOTHING, UNKNOWN)
_BEGIN: Final = Token(0, 0, _NOTHING, UNKNOWN)


def tokens(folded: str) -> list[Token]:
    """Cut a folded text into what dates are made of.

    The words of a phrase (كانون الثاني) are one token, and so is whatever lies between two that may be of a date.
    """
    pieces = _PIECE.findall(folded)
    ends = [*accumulate(map(len, pieces))]
    row = _Row(folded, pieces)
    for at, sort in [(at, sort) for at, sort in enumerate(map(_SORTS.__getitem__, pieces)) if sort]:
        start = ends[at] - len(pieces[at])
        if start >= row.end:
            row.pass_over(at)
            row.add(sort, at, start, ends[at])
            row.upto = bisect_left(ends, row.end, at) + 1
    row.pass_over(len(pieces))
    return row.found


class _Row:
    """Tokens as they are found: ``end`` is where the last one ends, ``upto`` the first piece behind it."""

    __slots__ = ("_folded", "_last", "_pieces", "_sort", "end", "found", "upto")

    def __init__(self, folded: str, pieces: list[str]) -> None:
        self._folded, self._pieces = folded, pieces
        self._sort = self._last = ""
        self.found: list[Token] = [_BEGIN]
        self.end = self.upto = 0

    def pass_over(self, at: int) -> None:
        """Take in the words up to a piece that tell nothing of time: together they are one token."""
        between = at - self.upto
        touches = between > 0 and not self._pieces[self.upto].isspace()
        if touches or between > 1:
            if touches and self._sort == "digits":
                self.found[-1] = _STRANGE
            else:
                self._part()
            self._sort, self._last = "word", self._pieces[at - 1]

    def add(self, sort: str, at: int, start: int, end: int) -> None:
        """Add a piece that tells something, and what follows of the same phrase or figure."""
        piece = self._pieces[at]
        touched = self._sort if at and not self._pieces[at - 1].isspace() else ""
        self.end, self._sort = end, sort
        if sort == "word":
            self._add_word(piece, start, spoilt=touched == "digits")
        elif sort == "figure" and (match := _NUMBER.match(self._folded, start)):
            self._add_number(match, strange=touched == "word" and not _may_touch(self._last))
        elif sort == "blank":
            if at + 1 < len(self._pieces):
                self._part()
        else:
            self.found.append(_MADE((start, end, *_MARKS.get(piece, _NO_MARK))))
        self._last = piece

    def _add_word(self, word: str, start: int, *, spoilt: bool) -> None:
        """Add a word, or the phrase that it begins, and what is written onto it."""
        entry = _WORDS.get(word)
        if entry and (not spoilt or word in _AFTER_DIGITS):
            cut, kinds, letter = entry
            if cut:
                self.found.append(_MADE((start, start + cut, *_BEFORE_WORD[word[:cut] == "و"])))
            if phrase := _phrase(word[cut:], self._folded, self.end):
                self.end, kinds, letter = phrase
            self.found.append(_MADE((start + cut, self.end, kinds, letter)))
        elif _AHEAD.match(word):
            self.found.append(_FUTURE)
        elif spoilt:
            self.found[-1] = _STRANGE

    def _add_number(self, match: re.Match[str], *, strange: bool) -> None:
        self._sort, self.end = str(match.lastgroup), match.end()
        kinds = _NOTHING if strange else number_kinds(self._sort, match[0])
        self.found.append(Token(match.start(), self.end, kinds, symbol(kinds)))

    def _part(self) -> None:
        """Put something strange behind the last token, unless it is that already."""
        if self.found[-1] is not _STRANGE:
            self.found.append(_STRANGE)


def _sort(piece: str) -> str:
    """Tell whether a piece is a word, figure or mark that tells something, or a blank too wide to be passed over."""
    if piece.isspace():
        return "mark" if piece == "\n" else "blank" if len(piece) > _WIDEST_BLANK else ""
    if piece.isdecimal() or piece in _PERCENT:
        return "figure"
    if piece == "_" or not piece[0].isalnum():
        return "mark"
    return "word" if piece in _WORDS or (piece[0] in "وفس" and _AHEAD.match(piece)) else ""


def may_tell(folded_words: Sequence[str]) -> bool:
    """Tell whether there may be a temporal expression in a text with these words: half of all paragraphs have none."""
    return not (_TELLING.isdisjoint(folded_words) and all(map(str.isalpha, folded_words)))


def _telling() -> Iterator[str]:
    """Yield the words that tell time by themselves or at the beginning of a phrase."""
    phrases = vocabulary().phrases
    for word, (cut, kinds, _) in _WORDS.items():
        every = (kinds, *phrases.get(word[cut:], {}).values())
        if not all(map(TELLING.isdisjoint, every)):
            yield word


def _may_touch(word: str) -> bool:
    """Whether digits may be written onto a word: و16, الـ3, and by a blank forgotten عام2006."""
    return word in _WORDS or _BEFORE_DIGITS.fullmatch(word) is not None


def _phrase(word: str, folded: str, after: int) -> tuple[int, Kinds, str] | None:
    """Return the end, kinds and symbol of the longest phrase that a word begins, or None."""
    if word not in _PHRASES:
        return None
    pattern, meanings = _PHRASES[word]
    match = pattern.match(folded, after)
    return (match.end(), *meanings[" ".join(match[0].split())]) if match else None


_TELLING: Final = frozenset(_telling())
_SORTS: Final = Remembered(_sort)
