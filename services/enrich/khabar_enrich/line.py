"""One zone read word by word: what stands between the words, where its sentences end, what earlier steps found in it.

Places are indices of words unless a name says otherwise.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

from khabar.arabic import Number, Word
from khabar.models import DateMention, Enrichment, Entity, Mention
from khabar_enrich.page import Page, Zone

OPENING: Final = frozenset('«“"„‹‘❝')
CLOSING: Final = frozenset('»”"›’❞')
_PLAIN: Final = '"'
_ONE_SIDED: Final = OPENING - {_PLAIN}
_PLAIN_CLOSES: Final = re.compile(r'[^\s"]*"[^"]*[^"]$')  # right after a word, and not right before the next
_PAUSE: Final = frozenset("،,؛;:.!?؟…\n()[]{}–—|")
_DASH: Final = re.compile(r"\s-\s")


@dataclass(frozen=True, slots=True)
class Named:
    """A name in a line: its words and what it stands for."""

    first: int
    last: int
    entity: Entity
    mention: Mention


@dataclass(frozen=True, slots=True)
class Line:
    """A zone and what is known about each of its words."""

    zone: Zone
    words: Sequence[Word]
    forms: Sequence[str]
    gaps: Sequence[str]
    begins: Sequence[int]
    names: dict[int, Named]
    numbers: dict[int, Number]
    dates: Sequence[DateMention]
    dated: frozenset[int]

    @classmethod
    def of(cls, zone: Zone, found: "Found") -> Self:
        """Lay out a zone that has at least one word."""
        starts = [word.start for word in zone.words]
        begins = [bisect_left(starts, sentence.start) for sentence in zone.sentences]
        dates = found.dates.get(zone.name, [])
        dated = {index for date in dates for index in _covered(starts, date.start, date.end)}
        return cls(
            zone=zone,
            words=zone.words,
            forms=zone.forms,
            gaps=zone.gaps,
            begins=begins,
            names=_names(starts, found, zone.name),
            numbers={number.first: number for number in zone.numbers},
            dates=dates,
            dated=frozenset(dated),
        )

    def folded(self, index: int) -> str:
        """The folded word, the empty one beyond the ends."""
        return self.forms[index] if 0 <= index < len(self.forms) else ""

    def sentence(self, index: int) -> tuple[int, int]:
        """The first word of the sentence that a word stands in, and the one after its last."""
        number = max(bisect_right(self.begins, index) - 1, 0)
        end = self.begins[number + 1] if number + 1 < len(self.begins) else len(self.words)
        return (self.begins[number] if self.begins else 0), end

    def pauses(self, index: int) -> bool:
        """Tell whether a comma, colon, bracket, dash or full stop stands before a word."""
        gap = self.gaps[index]
        if gap == " ":
            return False
        if gap[:1] == "." and index > 0 and len(self.words[index - 1].folded) == 1:
            return False  # an abbreviation: د. أحمد
        return not _PAUSE.isdisjoint(gap) or _DASH.search(gap) is not None

    def opens(self, index: int) -> bool:
        """Tell whether a quotation mark stands right before a word."""
        gap = self.gaps[index]
        if gap == " ":
            return False
        return not _ONE_SIDED.isdisjoint(gap) or (_PLAIN in gap and (index == 0 or not _PLAIN_CLOSES.match(gap)))

    def span(self, first: int, last: int) -> tuple[int, int]:
        """The code points from the first letter of one word to the last of another."""
        return self.words[first].start, self.words[last].end

    def named_beyond(self, index: int) -> bool:
        """Tell whether a name of several words begins with a word."""
        name = self.names.get(index)
        return name is not None and name.last > index

    def mention(self, first: int, last: int) -> Mention:
        """The words from one to another as they are written."""
        start, end = self.span(first, last)
        text = self.zone.text
        end += _closes(text[start:end], text[end : end + 1])
        return Mention(zone=self.zone.name, start=start, end=end, text=text[start:end])


@dataclass(frozen=True, slots=True)
class Found:
    """The dates and the outermost mentions of names, by zone."""

    dates: dict[str, list[DateMention]]
    mentions: dict[str, list[tuple[Mention, Entity]]]

    @classmethod
    def of(cls, found: Enrichment) -> Self:
        """Sort what earlier steps found; names that no desk has seen count as well as linked ones."""
        dates: dict[str, list[DateMention]] = {}
        mentions: dict[str, list[tuple[Mention, Entity]]] = {}
        for date in found.dates:
            dates.setdefault(date.zone, []).append(date)
        for entity in found.entities:
            for mention in entity.mentions:
                mentions.setdefault(mention.zone, []).append((mention, entity))
        return cls(dates, mentions)


def lines(page: Page, found: Enrichment) -> list[Line]:
    """Lay out all zones of a page that have words, in reading order; the same for all who know of the same findings."""
    laid: list[Line]
    dates, entities, laid = page.laid.get("lines", (None, None, []))
    if dates is not found.dates or entities is not found.entities:
        sorted_ = Found.of(found)
        laid = [Line.of(zone, sorted_) for zone in page.zones if zone.words]
        page.laid["lines"] = found.dates, found.entities, laid
    return laid


def _closes(text: str, mark: str) -> bool:
    """Tell whether a mark closes a quotation that opens within a text: تنظيم “داعش”."""
    return (
        mark in CLOSING and mark != "" and not OPENING.isdisjoint(text) and CLOSING.isdisjoint(text.replace('"', "", 1))
    )


def _names(starts: list[int], found: Found, zone: str) -> dict[int, Named]:
    names: dict[int, Named] = {}
    for mention, entity in found.mentions.get(zone, []):
        covered = _covered(starts, mention.start, mention.end)
        if covered and (covered[0] not in names or names[covered[0]].last < covered[-1]):
            names[covered[0]] = Named(covered[0], covered[-1], entity, mention)
    return names


def _covered(starts: list[int], start: int, end: int) -> range:
    """The words that begin within a stretch of code points, or that it begins in."""
    first = bisect_right(starts, start) - 1
    return range(max(first, 0), bisect_left(starts, end))
