"""What a page tells the script that follows its list: where changes are told, what it has, and how news are counted."""

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

from khabar_site.look import Look
from khabar_site.phrases import table
from khabar_site.store import Card

ADDRESS = "/latest/live"


class Following(NamedTuple):
    """What a followed list carries: an address, and the forms of the words that offer what is new."""

    address: str
    forms: dict[str, str]


def following(look: Look, newest: Sequence[Card]) -> Following:
    """How a page that was made when these articles were the newest goes on."""
    return Following(f"{ADDRESS}?have={mark(newest)}", table(look.voice.phrases.language)["counted"]["fresh"])


def mark(newest: Sequence[Card]) -> str:
    """A short name of some cards as they are shown; it changes when one of them does."""
    shown = [
        (card.path, card.headline, card.excerpt, card.section_name, card.breaking, card.first_at) for card in newest
    ]
    return hashlib.sha256(repr(shown).encode("utf-8", "replace")).hexdigest()[:12]
