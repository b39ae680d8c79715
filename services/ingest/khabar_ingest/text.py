"""Text as it is kept: normalised once, here, when an item comes in."""

import re
import unicodedata
from typing import Final

# What is never seen, and what turns the text around it: controls, fillers, halves of characters, embeddings, overrides.
_UNSEEN_LETTERS: Final = (
    r"\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u180e\u200b\u202a-\u202e\u2060-\u2065\u206a-\u206f"
    r"\u3164\ufdd0-\ufdef\ufeff\uffa0\ufff9-\ufffc\ufffe\uffff\ud800-\udfff"
)
_UNSEEN = re.compile(f"[{_UNSEEN_LETTERS}]")
_ODD = re.compile(f"[{_UNSEEN_LETTERS}\\u2066-\\u2069\\U000e0000-\\U000e007f]")
_TAGS = re.compile(r"(\U0001f3f4[\U000e0020-\U000e007e]{1,8}\U000e007f)|[\U000e0000-\U000e007f]")
_ISOLATES = re.compile(r"([\u2066-\u2069])")
_JOINERS: Final = "\u200c\u200d"
_DIRECTIONS: Final = "\u200e\u200f\u061c"
_SOUP_LETTERS: Final = r"\u200c-\u200f\u061c\ufe00-\ufe0f\U000e0100-\U000e01ef"
_SOUP = re.compile(f"[{_SOUP_LETTERS}][{_SOUP_LETTERS}]+")
_PILED: Final = (  # wherever Unicode has combining marks, without the letters that most texts are made of
    r"\u0300-\u036f\u0483-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u1fff\u20d0-\u20ff\u2cef-\u2cf1\u2d7f-\u2dff"
    r"\u302a-\u302f\u3099\u309a\ua66f-\uabff\ufb1e\ufe20-\ufe2f\U00010000-\U0001ffff"
)
_PILE = re.compile(f"[{_PILED}][{_PILED}]{{30,}}")
_RARE = re.compile(f"[\\u3164\\uffa0\\ufe00-\\ufe0f\\U000e0100-\\U000e01ef{_PILED}]")
_SHOWN: Final = bytes(code for code in range(0x7F) if chr(code).isprintable() or chr(code).isspace())
_COMMON = re.compile(r"[\x00-\u02ff\u0620-\u064a\u0660-\u066f\u0671-\u06d5\u2000-\u20cf]*+")
"""What most texts are made of wholly, none of it rare: it is faster to see that than that nothing is rare."""
_HIGHEST_PILE: Final = 30  # Unicode's Stream-Safe Text Format (UAX #15); ordering higher ones takes quadratic time
_VOWEL_SIGNS = re.compile(r"[\u064b-\u0652\u0670\u0640]")
_ALEFS: Final = "أإآٱ"
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


def visible(text: str) -> str:
    """Normalise to NFC and leave only what can be `seen`; white space stays as it is."""
    if text.isascii() and text.isprintable():
        return text
    return unicodedata.normalize("NFC", seen(text))


def seen(text: str) -> str:
    """Remove control characters, fillers, direction overrides and unbalanced isolates, soups of joiners and high piles.

    Of several invisible characters in a row, the first of each kind stays; of marks piled on a letter, the first 30.
    """
    if text.isprintable() and not _has_rare(text):
        return text
    if _ODD.search(text):
        # letters of a flag's name; elsewhere they carry unseen messages
        text = _balanced(_TAGS.sub(lambda found: found[1] or "", _UNSEEN.sub("", text)))
    return _PILE.sub(_lowered, _SOUP.sub(_thinned, text))


def normalise(text: str) -> str:
    """Normalise a line of text: `visible`, every run of white space one space, none at the ends."""
    line = spaced(text)
    if line.isascii() and line.isprintable():
        return line
    plain = visible(line)
    return line if plain is line else " ".join(plain.split())


def spaced(text: str) -> str:
    """Make every run of white space one space, with none at the ends: all that an `is_even` text needs."""
    if "  " not in text and text.isprintable():
        return text.strip(" ")
    return " ".join(text.split())


def is_even(text: str) -> bool:
    """Whether `normalise` would only mend the white space of a text, of any part of it, and of parts put together."""
    if text.isascii():
        return not text.encode().translate(None, _SHOWN)
    line = text.replace("\n", " ").replace("\xa0", " ")
    if not line.isprintable() and not spaced(text).isprintable():
        return False
    return not _has_rare(line) and unicodedata.is_normalized("NFC", line)


def fold(text: str) -> str:
    """Reduce a text to what labels are compared by: no vowel signs or tatweel, one alef, lower case."""
    line = normalise(text)
    if line.isascii():
        return line.lower()
    line = _VOWEL_SIGNS.sub("", line)
    for shape in _ALEFS:
        line = line.replace(shape, "ا")
    return line.casefold()


def ascii_digits(text: str) -> str:
    """Write Arabic-Indic and Persian digits as 0-9."""
    return text.translate(_DIGITS)


def _has_rare(text: str) -> bool:
    return _COMMON.fullmatch(text) is None and _RARE.search(text) is not None


def _balanced(text: str) -> str:
    """Remove the isolates (U+2066-2068) that no U+2069 closes, and each U+2069 that closes none."""
    parts = _ISOLATES.split(text)
    opened: list[int] = []
    for at in range(1, len(parts), 2):
        if parts[at] != "\u2069":
            opened.append(at)
        elif opened:
            opened.pop()
        else:
            parts[at] = ""
    for at in opened:
        parts[at] = ""
    return "".join(parts)


def _thinned(run: re.Match[str]) -> str:
    """The first of each kind: joiners, direction marks, variation selectors."""
    kept: dict[int, str] = {}
    for letter in run[0]:
        kept.setdefault(1 if letter in _JOINERS else 2 if letter in _DIRECTIONS else 3, letter)
    return "".join(kept.values())


def _lowered(run: re.Match[str]) -> str:
    """The run without the marks that are piled too high, each counted as the marks that it is made of."""
    kept, height = [], 0
    for letter in run[0]:
        height = height + len(unicodedata.normalize("NFD", letter)) if unicodedata.combining(letter) else 0
        if height <= _HIGHEST_PILE:
            kept.append(letter)
    return "".join(kept)
