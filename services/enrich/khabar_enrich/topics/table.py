"""The shipped table of topics and the words that tell them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

from khabar.arabic import fold, words

ARTICLE: Final = "ال"
_WEAK: Final = 0.4
_LONG: Final = 5  # letters from which a plural in ين is one: not عين, حزين


class Topic(NamedTuple):
    """A topic: what it is called in Arabic and English, the broader ones up to the top, names of its sections."""

    code: str
    label: str
    english: str
    broader: tuple[str, ...]
    sections: tuple[str, ...]


class Cue(NamedTuple):
    """A word or phrase that tells a topic: the words after its first one, without articles, and how much it tells."""

    rest: tuple[str, ...]
    code: str
    weight: float
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """All topics by code, and all cues by their first word."""

    topics: Mapping[str, Topic]
    cues: Mapping[str, tuple[Cue, ...]]


@cache
def table() -> Table:
    """Read the shipped tables; a cue that is written with its article is not met without it."""
    own = {row[0]: row[1:] for row in _rows("cues.tsv")}
    broader = {code: parent for code, _, _, parent, _ in _rows("media-topics.tsv")}
    topics, cues = {}, dict[str, dict[Cue, None]]()
    for code, label, english, _, is_cue in _rows("media-topics.tsv"):
        shown, sections, told = own.get(code, ("", "", ""))
        names = tuple(filter(None, sections.split("|")))
        topics[code] = Topic(code, shown or label, english, tuple(_above(code, broader)), names)
        for text in (*filter(None, told.split("|")), *([label] if is_cue else [])):
            for first, cue in _cues(text, code):
                cues.setdefault(first, {})[cue] = None
    return Table(topics, {first: tuple(found) for first, found in cues.items()})


def plain(folded: str) -> str:
    """Return a folded word without its article."""
    return folded[len(ARTICLE) :] if folded.startswith(ARTICLE) and len(folded) > len(ARTICLE) + 1 else folded


def _rows(name: str) -> Iterator[list[str]]:
    text = files("khabar_enrich").joinpath("tables", "topics", name).read_text("utf-8")
    return (line.split("\t") for line in text.splitlines()[1:])


def _above(code: str, broader: Mapping[str, str]) -> Iterator[str]:
    while code := broader.get(code, ""):
        yield code


def _cues(text: str, code: str) -> Iterator[tuple[str, Cue]]:
    written = text.rstrip("?")
    first, *rest = [word.folded for word in words(fold(written))]
    cue = Cue(tuple(map(plain, rest)), code, _WEAK if text.endswith("?") else 1.0, written)
    for form in _inflected(first) if not rest else (first,):
        yield form, cue


def _inflected(word: str) -> tuple[str, ...]:
    """A plural in ين is also one in ون, and before its owner in ي or و."""
    if word.endswith("ين") and len(word) > _LONG:
        return word, word[:-2] + "ون", word[:-2] + "ي", word[:-2] + "و"
    return (word,)
