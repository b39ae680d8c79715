"""The marks inside a line of text: which may stay, and the line without them."""

import html
import re
import unicodedata
from functools import cache
from typing import Final

import nh3

from khabar_ingest.sanitise.addresses import SCHEMES, link_url
from khabar_ingest.sanitise.settled import is_settled
from khabar_ingest.text import normalise, seen, visible

INLINE: Final = frozenset({"a", "b", "strong", "i", "em", "bdi", "q", "sup", "sub"})
_ATTRIBUTES: Final = {"*": {"dir", "lang"}, "a": {"href"}}
_TAG = re.compile(r"(<[^<>]*>)")
_MELTING = re.compile(">\u0338+")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8}){0,6}")
_EMPTY = re.compile(r"<(\w+)[^>]*>\s*</\1>")
_DIRECTIONS: Final = frozenset({"rtl", "ltr", "auto"})
MOST_TAGS: Final = 500  # of one block: cleaning takes the square of how deep they are nested
LONGEST_MARKUP: Final = 200_000  # of one block: cleaning takes the square of how many characters are written as names
_MOST_EMPTIED: Final = 8


def inline(markup: str) -> tuple[str, str | None]:
    """Return the plain text of some inline HTML, and the HTML cleaned if any mark is left in it.

    A block with more than 500 tags, or longer than any paragraph, keeps its words and loses its marks.
    """
    if "<" not in markup:
        return normalise(html.unescape(markup)), None
    if markup.count("<") > MOST_TAGS or len(markup) > LONGEST_MARKUP:
        return normalise(html.unescape(_TAG.sub("", markup))), None
    shown = visible(markup)
    cleaned = shown if is_settled(shown) else _settled(sanitised(shown)).replace("&nbsp;", " ")
    cleaned = " ".join(_emptied(" ".join(cleaned.split())).split())
    return normalise(html.unescape(_TAG.sub("", cleaned))), cleaned if "<" in cleaned else None


def sanitised(markup: str) -> str:
    """Return some HTML as nh3 writes what may stay of it."""
    return _cleaner().clean(markup)


@cache
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(INLINE),
        attributes=_ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes=set(SCHEMES),
        link_rel=None,
    )


def _settled(cleaned: str) -> str:
    """Make unseen again what was written as numbers, and normalise, piece by piece.

    In the normal form of the whole, a tag's end and a mark after it would melt into one character: ">" into "\u226f".
    """
    if cleaned.isascii():
        return cleaned
    pieces = _TAG.split(_MELTING.sub(">", seen(cleaned)))
    return "".join(unicodedata.normalize("NFC", piece) for piece in pieces)


def _emptied(cleaned: str) -> str:
    """Remove marks around nothing, and all that is in a block where they are nested without end."""
    for _ in range(_MOST_EMPTIED):
        shorter = _EMPTY.sub("", cleaned)
        if shorter == cleaned:
            return cleaned
        cleaned = shorter
    return _TAG.sub("", cleaned)


def _attribute(_: str, name: str, value: str) -> str | None:
    """An attribute's value, if it is one; an address as `link_url` has it: control characters hide a scheme."""
    if name == "href":
        return link_url(value)
    if name == "dir":
        return value.lower() if value.lower() in _DIRECTIONS else None
    return value if _LANGUAGE.fullmatch(value) else None
