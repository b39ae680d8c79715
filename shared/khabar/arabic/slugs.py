"""A headline as part of an address: Arabic letters stay, vowel signs, tatweel and punctuation go."""

import unicodedata
from functools import lru_cache
from typing import Final

from khabar.arabic.words import words

_LONGEST: Final = 60
_TATWEEL: Final = "\u0640"
_REMEMBERED: Final = 40
"""Longer words are not kept in mind: a newspaper has none, and what is hostile must not fill the memory."""


def slug(headline: str) -> str:
    """Join the words of a headline with hyphens, 60 letters at most, cut between words; empty without any word."""
    parts = [_known(word.text) if len(word.text) <= _REMEMBERED else _plain(word.text) for word in words(headline)]
    while len(parts) > 1 and len("-".join(parts)) > _LONGEST:
        parts.pop()
    return "-".join(parts)[:_LONGEST]


def _plain(word: str) -> str:
    composed = unicodedata.normalize("NFC", word.replace(_TATWEEL, ""))
    return "".join(filter(str.isalnum, composed)).casefold()


_known = lru_cache(65_536)(_plain)
