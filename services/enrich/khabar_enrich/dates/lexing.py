"""A folded text as a row of symbols: one letter for what each word, number or mark may be in a date.

Rules are then patterns over a short row of letters, in which all that has nothing to do with time is one letter.
"""

import re
from typing import Final, NamedTuple

from khabar_enrich.dates.numerals import number_kinds, numerals
from khabar_enrich.dates.vocabulary import Kinds, Phrases, vocabulary

UNKNOWN: Final = "x"
_NUMERIC_DATE: Final = r"(?<!\d[-/.])(?:\d{4}(?P<a>[-/.])\d{1,2}(?P=a)\d{1,2}|\d{1,2}(?P<b>[-/.])\d{1,2}(?P=b)\d{4})"
_TOKEN: Final = re.compile(
    r"(?P<word>[^\W\d_]+)"
    rf"|(?P<date>{_NUMERIC_DATE}(?:[t ]\d\d:\d\d(?::\d\d(?:\.\d{{1,6}})?)?(?:z|[+-]\d\d:?\d\d)?)?)(?![^\W_]|[-/.:]\d)"
    r"|(?P<clock>\d{1,2}:\d\d)(?!:?\d)"
    r"|(?P<other>\d+(?:[.,٫٬]\d+)+|\d+(?=\s?[%٪])|[%٪]\d+)"
    r"|(?P<digits>\d+)"
    r"|(?P<mark>[^\w\s]|[\n_])"
)
_MARKS: Final = {
    "،": "comma", ",": "comma", "(": "open", ")": "close", "/": "slash", "-": "dash", "–": "dash", "—": "dash",
    ".": "dot", "«": "open", "»": "close",
}  # fmt: skip
_BEFORE_DIGITS: Final = re.compile(r"[وفبلك]|[وفبك]?ال|[وف]?لل|[وف][بل]")
_AFTER_DIGITS: Final = frozenset(["م", "ه", "st", "nd", "rd", "th", "er"])
# Verbs that begin with the س of the future, but not nouns that begin alike: سيارة, سياسة, سيطرة, ستين, ستار.
_AHEAD: Final = re.compile(r"[وف]?س(?:ي(?!ار|اس|اح|اق|طر|ول|د[هتين]|نا|نم|را|ره)|ت(?!ين|ا|و|ي|را))[^\W\d_]{3}")
_WIDEST_BLANK: Final = 3  # a page of blanks parts what stands on both its sides
_NOTHING: Final[Kinds] = {}


class Token(NamedTuple):
    """A word, number or mark: its span in the folded text, what it may be, and the letter for that."""

    start: int
    end: int
    kinds: Kinds
    symbol: str


def _symbols() -> dict[frozenset[str], str]:
    """Give a letter to every set of kinds that occurs."""
    known = vocabulary()
    words = [entry.kinds for entry in known.words.values()]
    phrases = [kinds for rest in known.phrases.values() for kinds in rest.values()]
    marks: list[Kinds] = [{mark: ""} for mark in dict.fromkeys(_MARKS.values())]
    every = dict.fromkeys(
        frozenset(kinds) for kinds in (*words, *phrases, *marks, *numerals(), {"and": ""}, {"clitic": ""})
    )
    every.pop(frozenset(), None)
    return {frozenset(): UNKNOWN} | {kinds: chr(0xE000 + place) for place, kinds in enumerate(every)}


def _phrases(rest: Phrases) -> tuple[re.Pattern[str], dict[str, tuple[Kinds, str]]]:
    """Return a pattern for what may follow a word, longest first, and what each makes of it."""
    forms = "|".join(re.escape(form).replace(r"\ ", r"[^\S\n]{1,3}") for form in rest)
    meanings = {form: (kinds, _SYMBOLS[frozenset(kinds)]) for form, kinds in rest.items()}
    return re.compile(rf"[^\S\n]{{1,3}}(?:{forms})(?![^\W_])"), meanings


_SYMBOLS: Final = _symbols()
_WORDS: Final = {
    word: (entry.cut, entry.kinds, _SYMBOLS[frozenset(entry.kinds)]) for word, entry in vocabulary().words.items()
}
_PHRASES: Final = {word: _phrases(rest) for word, rest in vocabulary().phrases.items()}
_NO_WORD: Final = (0, _NOTHING, UNKNOWN)
_MARK: Final = {mark: Token(0, 0, {kind: ""}, _SYMBOLS[frozenset([kind])]) for mark, kind in _MARKS.items()}
_AND: Final = Token(0, 0, {"and": ""}, _SYMBOLS[frozenset(["and"])])
_CLITIC: Final = Token(0, 0, {"clitic": ""}, _SYMBOLS[frozenset(["clitic"])])
_FUTURE: Final = Token(0, 0, {"future": "next"}, _SYMBOLS[frozenset(["future"])])
_STRANGE: Final = Token(0, 0, _NOTHING, UNKNOWN)
_BEGIN: Final = Token(0, 0, _NOTHING, UNKNOWN)


def letters(kind: str) -> str:
    """Return all symbols of what may be of a kind.

    Raises:
        KeyError: nothing is of that kind.
    """
    found = "".join(letter for kinds, letter in _SYMBOLS.items() if kind in kinds)
    if not found:
        raise KeyError(kind)
    return found


def tokens(folded: str) -> list[Token]:
    """Cut a folded text into what dates are made of.

    The words of a phrase (كانون الثاني) are one token, and so is whatever lies between two that may be of a date.
    """
    found: list[Token] = [_BEGIN]
    last = ""
    kind: str | None = None
    end = 0
    for match in _TOKEN.finditer(folded):
        start, after = match.span()
        if start < end:
            continue
        if start - end > _WIDEST_BLANK and found[-1] is not _STRANGE:
            found.append(_STRANGE)
        before, glued, kind, word, end = kind, start == end, match.lastgroup, match[0], after
        if kind == "word":
            spoilt = glued and before == "digits"
            if (entry := _WORDS.get(word)) and not (spoilt and word not in _AFTER_DIGITS):
                end = _add_word(found, match, entry)
            elif word[0] in "سوف" and _AHEAD.match(word):
                found.append(_FUTURE)
            elif spoilt:
                found[-1] = _STRANGE
            elif found[-1] is not _STRANGE:
                found.append(_STRANGE)
        elif kind == "mark":
            found.append(_MARK.get(word, _STRANGE)._replace(start=start, end=end))
        else:
            _add_number(found, match, strange=glued and before == "word" and not _may_touch(last))
        last = word
    return found


def _may_touch(word: str) -> bool:
    """Whether digits may be written onto a word: و16, الـ3, and by a blank forgotten عام2006."""
    return word in _WORDS or _BEFORE_DIGITS.fullmatch(word) is not None


def _add_word(found: list[Token], match: re.Match[str], entry: tuple[int, Kinds, str]) -> int:
    """Add a word, or the phrase that it begins, and what is written onto it; return where it ends."""
    start, end = match.span()
    cut, kinds, symbol = entry
    if cut:
        found.append((_AND if match[0][:cut] == "و" else _CLITIC)._replace(start=start, end=start + cut))
    if phrase := _phrase(match[0][cut:], match.string, end):
        end, kinds, symbol = phrase
    found.append(Token(start + cut, end, kinds, symbol))
    return end


def _add_number(found: list[Token], match: re.Match[str], *, strange: bool) -> None:
    kinds = _NOTHING if strange else number_kinds(str(match.lastgroup), match[0])
    found.append(Token(*match.span(), kinds, _SYMBOLS[frozenset(kinds)]))


def _phrase(word: str, folded: str, after: int) -> tuple[int, Kinds, str] | None:
    """Return the end, kinds and symbol of the longest phrase that a word begins, or None."""
    if word not in _PHRASES:
        return None
    pattern, meanings = _PHRASES[word]
    match = pattern.match(folded, after)
    return (match.end(), *meanings[" ".join(match[0].split())]) if match else None
