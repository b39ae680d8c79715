"""An article laid out for reading: its zones, each folded and cut into words once for all steps.

Zones are ``headline``, ``lead`` and ``body.<n>``; offsets are code points into a zone's text. A lead that equals the
first paragraph is read once, in the body, with the weight of a lead. The text of a list is its own text or else its
items, a line each; tables and embeds are not read.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import compress
from typing import Any, Final, Self

from khabar.arabic import Folded, Number, Sentence, Word, bare, fold, fold_with_offsets, numbers, sentences, words
from khabar.models import Block, Revision
from khabar_enrich.remembered import Remembered

_HEADLINE, _LEAD, _HEADING, _BODY = 5.0, 3.0, 2.0, 1.0
_UNREAD: Final = frozenset({"table", "embed"})
_LONGEST_GAP: Final = 12


@dataclass(frozen=True)
class Zone:
    """One text of an article and how much being named there counts; its offsets are code points of ``text``."""

    name: str
    text: str
    weight: float
    folded: Folded
    words: tuple[Word, ...]

    @classmethod
    def of(cls, name: str, text: str, weight: float) -> Self:
        """Fold a text and cut it into words."""
        folded = fold_with_offsets(text)
        return cls(name, text, weight, folded, tuple(words(text, folded)))

    @cached_property
    def forms(self) -> tuple[str, ...]:
        """The folded words."""
        return tuple([folded for _, _, _, folded in self.words])

    def where(self, table: Mapping[str, object]) -> list[int]:
        """The indexes of the words of which a table holds something true; it must answer for every word."""
        return [*compress(range(len(self.forms)), map(table.__getitem__, self.forms))]

    @cached_property
    def gaps(self) -> tuple[str, ...]:
        """What stands before each word, only the ends of what is long."""
        starts, ends = [start for start, _, _, _ in self.words], [end for _, end, _, _ in self.words]
        gaps = map(self.text.__getitem__, map(slice, [0, *ends], starts))
        edge = _LONGEST_GAP // 2
        return tuple([gap if len(gap) <= _LONGEST_GAP else gap[:edge] + gap[-edge:] for gap in gaps])

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        """The numbers told, in digits and in words."""
        return tuple(numbers(self.text, self.words))

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences in order."""
        return tuple(sentences(self.text))


@dataclass(frozen=True)
class Page:
    """A revision and its zones in reading order."""

    revision: Revision
    zones: tuple[Zone, ...]
    laid: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
    """What one step has laid out for the next, under a name of its own."""

    @classmethod
    def of(cls, revision: Revision) -> Self:
        """Lay out a revision."""
        return cls(revision, tuple(Zone.of(*zone) for zone in zone_texts(revision) if zone[1].strip()))

    @cached_property
    def text(self) -> str:
        """All that is read, a zone a line."""
        return "\n".join(zone.text for zone in self.zones)

    @cached_property
    def word_forms(self) -> frozenset[str]:
        """Every folded word that occurs, also without its proclitics: what context is looked up in."""
        found = {form for zone in self.zones for form in zone.forms}
        return frozenset(found.union(*map(_BARE.__getitem__, found)))


_BARE: Final = Remembered(partial(bare, article=False))


def zone_texts(revision: Revision) -> Iterator[tuple[str, str, float]]:
    """Yield the name, text and weight of every zone, blank ones too, in reading order."""
    yield "headline", revision.headline, _HEADLINE
    first = next((n for n, block in enumerate(revision.body) if block.type == "paragraph" and block.text), None)
    repeated = first is not None and _same(revision.lead, revision.body[first].text)
    if not repeated:
        yield "lead", revision.lead, _LEAD
    for number, block in enumerate(revision.body):
        if block.type not in _UNREAD:
            yield f"body.{number}", _text(block), _LEAD if repeated and number == first else _weight(block)


def _same(one: str, other: str) -> bool:
    return one == other or fold(one).split() == fold(other).split()


def _text(block: Block) -> str:
    return block.text or "\n".join(block.items)


def _weight(block: Block) -> float:
    return _HEADING if block.type == "heading" else _BODY
