"""How much some characters are like prose: what tells the right reading of bytes from the wrong ones."""

import re
from typing import Final

_LETTER: Final = "\u0621-\u063a\u0641-\u064a\u067e\u0679\u0686\u0688\u0691\u0698\u06a9\u06af\u06be\u06c1\u06cc\u06d2"
_SIGN: Final = "\u0640\u064b-\u0652\u0670\u200c\u200d"
_RUN = re.compile(r"(?:[^\W\d_]|[\u0640\u064b-\u0652\u0670\u200c\u200d])+")
_ARABIC = re.compile(rf"[{_LETTER}][{_LETTER}{_SIGN}]*")
_MISPLACED = re.compile(
    rf"[\u0629\u0649](?=[{_LETTER}])|\u0621(?=[\u0622\u0623\u0625])"
    rf"|[\u064c\u064d](?=[{_LETTER}])|\u064b(?=[{_LETTER}]{{2}})"
)
"""Letters and vowel signs that only end a word, and hamzas that never meet."""
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]+")
_HIGH = re.compile(r"[^\x00-\x7f]")
_ODD = re.compile(r"[\x80-\x9f\ufffd\u2500-\u259f]")
_SAMPLE_CHARACTERS: Final = 20_000
_LATIN_HALF: Final = 0.5


def sample(text: str) -> str:
    """Return enough of a text to judge it by: the lines' beginnings say nothing, what is not ASCII does."""
    first = _HIGH.search(text)
    begin = max(first.start() - 200, 0) if first else 0
    return text[begin : begin + _SAMPLE_CHARACTERS]


def likeness(text: str) -> float:
    """Tell how much of what is not ASCII in a text stands in words that could be words: 1 all of it, -1 none."""
    high = len(_HIGH.findall(text))
    if not high:
        return 1.0
    good = bad = 0
    for run in _RUN.findall(text):
        letters = len(_HIGH.findall(run))
        if letters and _is_word(run):
            good += letters
        else:
            bad += letters
    bad += 2 * len(_ODD.findall(text))
    return max((good - bad) / high, -1.0)


def _is_word(run: str) -> bool:
    """Whether letters make a word of one script: Arabic ones in their places, or Latin ones with few accents."""
    if _ARABIC.fullmatch(run):
        return len(run) > 1 and not _MISPLACED.search(run)
    if not _LATIN.fullmatch(run):
        return not _mixed(run)
    accents = _HIGH.findall(run)
    return len(accents) <= _LATIN_HALF * len(run) and not any(mark.isupper() for mark in run[1:] if mark in accents)


def _mixed(run: str) -> bool:
    """Whether letters of two scripts stand in one word, which is how a wrong reading looks."""
    scripts = {_script(letter) for letter in run}
    return len(scripts - {""}) > 1


def _script(letter: str) -> str:
    if letter in "\u200c\u200d" or "\u064b" <= letter <= "\u0670":
        return ""
    code = ord(letter)
    return "latin" if code < 0x250 else "arabic" if 0x600 <= code < 0x780 else "other"  # noqa: PLR2004 - Unicode's blocks
