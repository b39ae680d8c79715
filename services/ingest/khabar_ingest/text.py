"""Text as it is kept: normalised once, here, when an item comes in."""

import re
import unicodedata

_UNSEEN = re.compile(
    r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u200b\u2060\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
_OVERRIDES = re.compile(r"[\u202a-\u202e]")
_ISOLATES = re.compile(r"[\u2066-\u2069]")
_VOWEL_SIGNS = re.compile(r"[\u064b-\u0652\u0670\u0640]")
_ALEFS = str.maketrans("أإآٱ", "اااا")
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


def visible(text: str) -> str:
    """Normalise to NFC and remove control characters and direction overrides; white space stays as it is."""
    text = _OVERRIDES.sub("", _UNSEEN.sub("", text))
    if not _balanced(text):
        text = _ISOLATES.sub("", text)
    return unicodedata.normalize("NFC", text)


def normalise(text: str) -> str:
    """Normalise a line of text: `visible`, every run of white space one space, none at the ends."""
    return " ".join(visible(text).split())


def fold(text: str) -> str:
    """Reduce a text to what labels are compared by: no vowel signs or tatweel, one alef, lower case."""
    return _VOWEL_SIGNS.sub("", normalise(text)).translate(_ALEFS).casefold()


def ascii_digits(text: str) -> str:
    """Write Arabic-Indic and Persian digits as 0-9."""
    return text.translate(_DIGITS)


def _balanced(text: str) -> bool:
    """Whether every isolate (U+2066-2068) is closed by a U+2069 and none is closed twice."""
    depth = 0
    for mark in _ISOLATES.findall(text):
        depth += -1 if mark == "\u2069" else 1
        if depth < 0:
            return False
    return depth == 0
