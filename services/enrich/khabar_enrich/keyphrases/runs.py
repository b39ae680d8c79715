"""Runs of words that may be keyphrases: next to each other, with nothing but a space between them."""

from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from khabar.arabic import Cut, Word, clitics
from khabar_enrich.keyphrases.vocabulary import boilerplate, carries
from khabar_enrich.page import Page, Zone

_MOST_WORDS: Final = 3000
_ARTICLE: Final = "ال"
_SEEN: Final = 4
_LONG: Final = 5
_AND: Final = "و"
_WRITTEN_ON: Final = "وفبلك"
_OWN_WAW: Final = ("وا", "وثائق", "وزار", "وظيف", "وحدو", "وراث", "وقائ", "وسطي", "وجدا", "وجودي", "وساط", "وطن")


class Part(NamedTuple):
    """A word of a run: its comparison form without what is written onto it, and how many of its letters that is."""

    form: str
    word: Word
    cut: int

    @property
    def shown(self) -> str:
        """The word as written, without what is written onto it; an article that ل has swallowed comes back."""
        swallowed = len(self.word.folded) - self.cut < len(self.form)
        rest = self.word.text[self.word.at(self.cut + swallowed) - self.word.start :] if self.cut else self.word.text
        return (_ARTICLE if swallowed else "") + rest


class Run(NamedTuple):
    """Words that follow each other, the zone they stand in, and what that zone weighs."""

    zone: str
    weight: float
    parts: tuple[Part, ...]


def runs(page: Page, taken: Mapping[str, bytearray]) -> Iterator[Run]:
    """Yield the runs of an article's first 3,000 words, without letters that are taken for something else."""
    alone = {word.folded for zone in page.zones for word in zone.words[:_MOST_WORDS]}
    left = _MOST_WORDS
    for zone in page.zones:
        if not any(sign in zone.folded.text for sign in boilerplate()):
            yield from _of_zone(zone, zone.words[:left], taken[zone.name], alone)
        left = max(0, left - len(zone.words))


def _of_zone(zone: Zone, words: tuple[Word, ...], taken: bytearray, alone: Collection[str]) -> Iterator[Run]:
    parts: list[Part] = []
    end = -1
    for word in words:
        near = zone.text[end : word.start] == " "
        part = _part(word, alone) if not taken[word.start] and carries(word.folded) else None
        if parts and (part is None or part.cut or not near):
            owner = near and taken[word.start]  # a name that the last word belongs to: مستشفى الملك فهد
            yield Run(zone.name, zone.weight, tuple(parts[:-1] if owner else parts))
            parts = []
        if part is not None:
            parts.append(part)
        end = word.end
    if parts:
        yield Run(zone.name, zone.weight, tuple(parts))


def _part(word: Word, alone: Collection[str]) -> Part:
    """Take off what is written onto a word, where the rest has its article, stands alone elsewhere, or is long."""
    for cut in _cuts(word.folded) if word.folded[0] in _WRITTEN_ON else ():
        if _stands(cut, alone):
            return Part(cut.rest, word, cut.start)
    return Part(word.folded, word, 0)


@lru_cache(65_536)
def _cuts(folded: str) -> tuple[Cut, ...]:
    """The ways to cut a word, those that leave an article first: وبالأمن is no بالأمن."""
    return tuple(sorted(clitics(folded, article=False), key=lambda cut: not cut.rest.startswith(_ARTICLE)))


def _stands(cut: Cut, alone: Collection[str]) -> bool:
    """Tell whether a cut is no guess: of long words few begin with و themselves, and those are in a list."""
    if cut.rest.startswith(_ARTICLE) or (len(cut.rest) >= _SEEN and cut.rest in alone):
        return True
    return cut.prefix == _AND and len(cut.rest) >= _LONG and not (_AND + cut.rest).startswith(_OWN_WAW)
