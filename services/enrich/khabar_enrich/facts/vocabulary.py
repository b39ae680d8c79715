"""The words that tell of harm and of people, from their tables, folded."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from khabar.arabic import fold

_DUAL = ("ان", "ين")
_BEGINNINGS = (
    "happens",
    "event",
    "of-people",
    "of-several",
    "victims",
    "two-victims",
    "toll",
    "met",
    "departed",
    "lives",
)


@cache
def meanings(kind: str) -> dict[str, str]:
    """What each folded word of a kind means: which harm it tells."""
    rows = (row for row in _rows("fact-words.tsv") if row[0] == kind)
    return {fold(word): means for _, means, words in rows for word in words.split("|")}


@cache
def people() -> dict[str, int | None]:
    """The folded words for people, without article: one, two, or an untold number of them."""
    counted: dict[str, int | None] = {}
    for one, several in _rows("people.tsv"):
        plurals = {fold(word) for word in several.split("|")}
        counted |= dict.fromkeys(plurals)
        counted |= {fold(dual): 2 for dual in _duals(one) if fold(dual) not in plurals}
        counted |= {fold(form): 1 for form in ([one] if one.endswith("ة") else [one, one + "ا"])}
    return counted


def may_begin(folded_word: str) -> bool:
    """Tell whether a passage about harm may begin with a word, its conjunction and preposition aside."""
    known = _begun()
    return folded_word in known or folded_word[1:] in known or folded_word[2:] in known


def is_known(folded_word: str) -> bool:
    """Tell whether a passage about harm may begin with just this word."""
    return folded_word in _begun()


@cache
def _begun() -> frozenset[str]:
    return frozenset(word for kind in _BEGINNINGS for word in meanings(kind))


def _duals(one: str) -> Iterator[str]:
    """شخصان وشخصين، طفلتان وطفلتين."""
    stem = one[:-1] + "ت" if one.endswith("ة") else one[:-1] + "ي" if one.endswith("ى") else one
    yield from (stem + ending for ending in _DUAL)


def _rows(table: str) -> Iterator[list[str]]:
    text = files("khabar_enrich").joinpath("tables", table).read_text("utf-8")
    yield from (line.split("\t") for line in text.splitlines()[1:])
