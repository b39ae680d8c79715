"""Runs of words that may be keyphrases: next to each other, with nothing but a space between them."""

from collections.abc import Collection, Iterator, Mapping
from itertools import chain
from typing import Final, NamedTuple

from khabar.arabic import Cut, Word, clitics
from khabar_enrich.keyphrases.vocabulary import CARRYING, boilerplate
from khabar_enrich.page import Page, Zone
from khabar_enrich.remembered import Remembered

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
    forms: tuple[str, ...]


def runs(page: Page, taken: Mapping[str, bytearray]) -> Iterator[Run]:
    """Yield the runs of an article's first 3,000 words, without letters that are taken for something else."""
    alone = set(chain.from_iterable(zone.forms[:_MOST_WORDS] for zone in page.zones))
    left = _MOST_WORDS
    for zone in page.zones:
        if not any(map(zone.folded.text.__contains__, boilerplate())):
            yield from _of_zone(zone, zone.words[:left], taken[zone.name], alone)
        left = max(0, left - len(zone.words))


def _of_zone(zone: Zone, words: tuple[Word, ...], taken: bytearray, alone: Collection[str]) -> Iterator[Run]:
    parts: list[Part] = []
    last = -1
    for index in [index for index in zone.where(CARRYING) if index < len(words) and not taken[words[index].start]]:
        part = _part(words[index], alone)
        if parts and (index > last + 1 or part.cut or not _near(zone, words, index)):
            yield _run(zone, words, taken, parts, last)
            parts = []
        parts.append(part)
        last = index
    if parts:
        yield _run(zone, words, taken, parts, last)


def _run(zone: Zone, words: tuple[Word, ...], taken: bytearray, parts: list[Part], last: int) -> Run:
    """The parts up to a word, without the last where a name follows that it belongs to: مستشفى الملك فهد."""
    owner = last + 1 < len(words) and taken[words[last + 1].start] and _near(zone, words, last + 1)
    kept = tuple(parts[:-1] if owner else parts)
    return Run(zone.name, zone.weight, kept, tuple([part.form for part in kept]))


def _near(zone: Zone, words: tuple[Word, ...], index: int) -> bool:
    return zone.text[words[index - 1].end : words[index].start] == " "


def _part(word: Word, alone: Collection[str]) -> Part:
    """Take off what is written onto a word, where the rest has its article, stands alone elsewhere, or is long."""
    for cut in _CUTS[word.folded] if word.folded[0] in _WRITTEN_ON else ():
        if _stands(cut, alone):
            return Part(cut.rest, word, cut.start)
    return Part(word.folded, word, 0)


def _cuts(folded: str) -> tuple[Cut, ...]:
    """The ways to cut a word, those that leave an article first: وبالأمن is no بالأمن."""
    return tuple(sorted(clitics(folded, article=False), key=lambda cut: not cut.rest.startswith(_ARTICLE)))


def _stands(cut: Cut, alone: Collection[str]) -> bool:
    """Tell whether a cut is no guess: of long words few begin with و themselves, and those are in a list."""
    if cut.rest.startswith(_ARTICLE) or (len(cut.rest) >= _SEEN and cut.rest in alone):
        return True
    return cut.prefix == _AND and len(cut.rest) >= _LONG and not (_AND + cut.rest).startswith(_OWN_WAW)


_CUTS: Final = Remembered(_cuts)
