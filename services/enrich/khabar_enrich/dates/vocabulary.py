"""The words of dates, from their table, with every proclitic that print writes onto them."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

from khabar.arabic import fold

Kinds = Mapping[str, str]
"""What a word may be, and what it stands for as each: ``{"ordinal": "2", "which": "2"}``."""

NEVER: Final = "never"
_CLITICS: Final = ("و", "ف", "ب", "ل", "ك", "وب", "ول", "فب", "فل")
_ARTICLE: Final = "ال"
_SWALLOWED: Final = ("لل", "ولل", "فلل")  # ل before ال takes its alef


class Entry(NamedTuple):
    """A word as it may stand in a text: how many letters of proclitics it begins with, and what the rest may be."""

    cut: int
    kinds: Kinds


Phrases = Mapping[str, Kinds]
"""What may follow a word, longest first, and what both together may be."""


class Vocabulary(NamedTuple):
    """All words by their folded letters, and the phrases of several words by their first."""

    words: Mapping[str, Entry]
    phrases: Mapping[str, Phrases]


@cache
def vocabulary() -> Vocabulary:
    """Read the table; the counts and ordinals of two parts are put together here."""
    known: dict[tuple[str, ...], dict[str, str]] = {}
    for kind, value, word in _rows():
        known.setdefault(tuple(fold(word).split()), {})[kind] = value
    refused = {words[0] for words, kinds in known.items() if NEVER in kinds}
    phrases: dict[str, dict[str, Kinds]] = {}
    for (first, *rest), kinds in sorted(known.items(), key=lambda pair: -len(pair[0])):
        if rest:
            phrases.setdefault(first, {})[" ".join(rest)] = kinds
    single = {words[0]: kinds for words, kinds in known.items() if len(words) == 1 and NEVER not in kinds}
    plain: dict[str, Kinds] = {**{first: {} for first in phrases}, **single}
    entries = {form: entry for form, entry in _surfaces(plain) if form not in refused}
    return Vocabulary(entries, phrases)


def _surfaces(plain: Mapping[str, Kinds]) -> Iterator[tuple[str, Entry]]:
    """Yield every word with and without proclitics, bare words last so that they win."""
    for word, kinds in plain.items():
        for clitics in _CLITICS:
            yield clitics + word, Entry(len(clitics), kinds)
        if word.startswith(_ARTICLE):
            for clitics in _SWALLOWED:
                yield clitics + word[len(_ARTICLE) :], Entry(len(clitics), kinds)
    for word, kinds in plain.items():
        yield word, Entry(0, kinds)


def _rows() -> Iterator[tuple[str, str, str]]:
    rows = [line.split("\t") for line in _table().splitlines()[1:]]
    for kind, value, words in rows:
        for word in words.split("|"):
            yield kind, value, word
    of = {
        kind: [(int(value), word) for k, value, words in rows if k == kind for word in words.split("|")]
        for kind in ("ones", "tens")
    }
    for ten, tens in of["tens"]:
        for one, ones in of["ones"]:
            yield "count", str(ten + one), f"{ones} و{tens}"


def _table() -> str:
    return files("khabar_enrich").joinpath("tables", "date-words.tsv").read_text("utf-8")
