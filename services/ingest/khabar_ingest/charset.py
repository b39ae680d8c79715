"""Which characters some bytes are, when what they say about themselves may be wrong.

In order: a byte order mark, valid UTF-8, UTF-8 with a few broken bytes, and then whichever of the declared encoding and
windows-1256 reads more like Arabic.
"""

import codecs
import re
from typing import Final

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""(?:encoding|charset)\s*=\s*["']?\s*([A-Za-z0-9._:-]{2,40})""", re.IGNORECASE)
_ARABIC_WORD = re.compile(r"[\u0621-\u064a\u067e\u0686\u0698\u06af]{2,}")
_HIGH = re.compile(r"[^\x00-\x7f]")
_HEAD_BYTES: Final = 2048
_FEW_BROKEN: Final = 0.1
_ARABIC_ENOUGH: Final = 0.6


def decode(content: bytes, declared: str | None = None) -> str:
    """Turn bytes into text; ``declared`` is what the transport said, which the document's own words override."""
    for mark, name in _BOMS:
        if content.startswith(mark):
            return content[len(mark) :].decode(name, errors="replace")
    if wide := _wide(content):
        return content.decode(wide, errors="replace")
    try:
        return content.decode()
    except UnicodeDecodeError:
        return _guess(content, _named(content) or declared)


def _wide(content: bytes) -> str | None:
    """UTF-16 without a mark shows in the zero bytes around its first character."""
    match [byte == 0 for byte in content[:4]]:
        case [False, True, False, True]:
            return "utf-16-le"
        case [True, False, True, False]:
            return "utf-16-be"
    return None


def _named(content: bytes) -> str | None:
    found = _DECLARED.search(content[:_HEAD_BYTES])
    return found[1].decode("ascii") if found else None


def _guess(content: bytes, declared: str | None) -> str:
    as_utf8 = content.decode(errors="replace")
    if as_utf8.count("\ufffd") <= _FEW_BROKEN * len(_HIGH.findall(as_utf8)):
        return as_utf8
    arabic = content.decode("cp1256", errors="replace")
    other = _try(content, declared)
    if other is None:
        return arabic if _arabic(arabic) >= _ARABIC_ENOUGH else content.decode("cp1252", errors="replace")
    return arabic if _arabic(arabic) >= _ARABIC_ENOUGH > _arabic(other) else other


def _try(content: bytes, name: str | None) -> str | None:
    """Decode by a declared name, unless it is unknown, wrong, or not a text encoding."""
    try:
        return content.decode(name) if name else None
    except (LookupError, UnicodeError, ValueError):
        return None


def _arabic(text: str) -> float:
    """The share of a text's non-ASCII characters that stand in Arabic words of two letters or more."""
    high = len(_HIGH.findall(text))
    return sum(map(len, _ARABIC_WORD.findall(text))) / high if high else 0.0
