"""Characters and references in text that is to be XML."""

import re
import sys
from html import escape
from html.entities import html5
from typing import Final

_REFERENCE = re.compile(r"&(#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z_][\w.:-]{0,63};)?")
_ILLEGAL = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_OF_XML: Final = frozenset({"amp;", "lt;", "gt;", "quot;", "apos;"})


def legal(text: str) -> str:
    """Remove the characters that XML does not know."""
    return _ILLEGAL.sub("", text)


def with_references(text: str, own: frozenset[str] = frozenset()) -> str:
    """Put HTML's named characters in and escape bare ampersands; entities of the document's ``own`` vanish."""

    def one(match: re.Match[str]) -> str:
        reference = match[1] or ""
        if reference.startswith("#"):
            return _number(reference)
        if reference in _OF_XML:
            return match[0]
        if reference in own:
            return ""
        return escape(html5[reference], quote=False) if reference in html5 else f"&amp;{reference}"

    return _REFERENCE.sub(one, text) if "&" in text else text


def _number(reference: str) -> str:
    """The same reference if XML knows its character, else what the character is replaced with."""
    digits = reference[1:-1]
    code = int(digits[1:], 16) if digits[0] in "xX" else int(digits)
    if code > sys.maxunicode:
        return "\ufffd"
    return "" if _ILLEGAL.match(chr(code)) else f"&#{code};"
