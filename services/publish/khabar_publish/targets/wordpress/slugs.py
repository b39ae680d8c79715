"""Slugs as WordPress keeps them: percent-encoded in a column of 200 bytes, of which it needs some itself."""

import re
import unicodedata
from typing import Final
from urllib.parse import quote, unquote

from khabar.events import short_id

MOST_BYTES: Final = 190
"""Leaves room for the ending of a post in the trash (``__trashed``), which would be cut into the slug otherwise."""

TRASHED: Final = "__trashed"
_BREAK = re.compile(r"[\W_]+")


def post_slug(article: str, words: str) -> str:
    """The slug of an article's post: its words, as far as there is room, and its short id."""
    end = short_id(article)
    kept = _cut(term_slug(words), MOST_BYTES - len(end) - 1)
    return f"{kept}-{end}" if kept else end


def term_slug(text: str) -> str:
    """Text as the slug of a category or tag: what WordPress would make of it otherwise is not foreseen."""
    letters = "".join(_plain(letter) for letter in unicodedata.normalize("NFC", text).lower())
    return _cut("-".join(word for word in _BREAK.split(letters) if word), MOST_BYTES)


def readable(slug: str) -> str:
    """A slug that WordPress told, without its percent signs."""
    return unquote(slug)


def _plain(letter: str) -> str:
    """A letter without what WordPress takes from Latin ones (``é`` is kept as ``e``); marks of Arabic go too."""
    if letter.isascii():
        return letter
    if unicodedata.category(letter).startswith("M"):
        return ""
    if not unicodedata.name(letter, "").startswith(("LATIN", "FEMININE ORDINAL", "MASCULINE ORDINAL")):
        return letter
    return "".join(part for part in unicodedata.normalize("NFKD", letter) if part.isascii())


def _cut(slug: str, most: int) -> str:
    """As much of a slug as fits when it is percent-encoded, cut at a character and without a hyphen at its end."""
    room, kept = most, 0
    for letter in slug:
        room -= len(quote(letter, safe=""))
        if room < 0:
            break
        kept += 1
    return slug[:kept].rstrip("-")
