"""What changed between two versions of an article, as readers may see it: what was taken out, and what was added."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest
from typing import Literal, NamedTuple

from khabar.models import EnrichedRevision, Media
from khabar_site import content
from khabar_site.leads import says
from khabar_site.matching import matches

Kind = Literal["same", "taken", "added"]
Zone = Literal["headline", "lead", "picture", "body"]
_WORDS = 20_000
_ALIKE = 0.3
_SHORT = 3


class Line(NamedTuple):
    """A line of an article: where it stands, and its words."""

    zone: Zone
    text: str


class Run(NamedTuple):
    """Words that were taken out, added or kept."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A line of either version, or of both, with what changed in it; without runs, lines that did not change."""

    zone: Zone
    runs: tuple[Run, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether something was taken out or added."""
        return any(run.kind != "same" for run in self.runs)


def lines(revision: EnrichedRevision, rights: content.Rights) -> list[Line]:
    """The lines of a version that may be shown under some rights."""
    found = [Line("headline", revision.headline)]
    blocks = revision.body if rights == "full" else ()
    if revision.lead and rights != "index-only" and not (blocks and says(blocks[0], revision.lead)):
        found.append(Line("lead", revision.lead))
    found += [Line("picture", _described(item)) for item in revision.media if rights == "full"]
    for block in blocks:
        rows = [" | ".join(row) for row in block.rows]
        found += [Line("body", text) for text in (block.text, *block.items, *rows)]
    return [Line(line.zone, " ".join(line.text.split())) for line in found if line.text.strip()]


def difference(before: Sequence[Line], after: Sequence[Line]) -> list[Passage]:
    """The passages of two versions in the order of the text; of what did not change, the line beside a change."""
    return _shortened(list(_passages(before, after)))


def unchanged(told: Iterable[Line]) -> list[Passage]:
    """A version by itself."""
    return [Passage(line.zone, (Run("same", line.text),)) for line in told]


def _passages(before: Sequence[Line], after: Sequence[Line]) -> Iterator[Passage]:
    left = _WORDS
    a = b = 0
    for one, other in [*(matches(before, after) or []), (len(before), len(after))]:
        for passage, words in _changed(before[a:one], after[b:other], left):
            left -= words
            yield passage
        if one < len(before):
            yield Passage(before[one].zone, (Run("same", before[one].text),))
        a, b = one + 1, other + 1


def _changed(taken: Sequence[Line], added: Sequence[Line], left: int) -> Iterator[tuple[Passage, int]]:
    """The passages between two lines that stayed, each with how many words were compared for it."""
    for old, new in zip_longest(taken, added):
        words = len(f"{old and old.text} {new and new.text}".split())
        left -= words
        if old and new and old.zone == new.zone and left > 0 and (runs := _runs(old.text.split(), new.text.split())):
            yield Passage(new.zone, runs), words
            continue
        if old:
            yield Passage(old.zone, (Run("taken", old.text),)), words
        if new:
            yield Passage(new.zone, (Run("added", new.text),)), 0


def _runs(before: Sequence[str], after: Sequence[str]) -> tuple[Run, ...]:
    """The words of two lines as runs; none where they have too little in common."""
    pairs = matches(before, after)
    if pairs is None or 2 * len(pairs) < _ALIKE * (len(before) + len(after)):
        return ()
    found: list[Run] = []
    a = b = 0
    for one, other in [*pairs, (len(before), len(after))]:
        found += [Run("taken", word) for word in before[a:one]]
        found += [Run("added", word) for word in after[b:other]]
        found += [Run("same", word) for word in before[one : one + 1]]
        a, b = one + 1, other + 1
    return tuple(_joined(_smoothed(found)))


def _smoothed(runs: list[Run]) -> Iterator[Run]:
    """Let a short word that stayed between two changes be part of both: a change is easier read in one piece."""
    for place, run in enumerate(runs):
        around = runs[max(place - 1, 0) : place] + runs[place + 1 : place + 2]
        if run.kind == "same" and len(run.text) <= _SHORT and [near.kind == "same" for near in around] == [False] * 2:
            yield Run("taken", run.text)
            yield Run("added", run.text)
        else:
            yield run


def _joined(runs: Iterable[Run]) -> Iterator[Run]:
    """Put words of a kind together; within a change, what was taken out stands before what was added."""
    for same, group in groupby(runs, key=lambda run: run.kind == "same"):
        together = list(group)
        kinds: tuple[Kind, ...] = ("same",) if same else ("taken", "added")
        for kind in kinds:
            words = [run.text for run in together if run.kind == kind]
            if words:
                yield Run(kind, " ".join(words))


def _shortened(passages: Sequence[Passage]) -> list[Passage]:
    """Leave out what stayed, but for the lines beside a change; where nothing changed, everything."""
    changed = {place for place, passage in enumerate(passages) if passage.changed}
    near = changed | {place - 1 for place in changed} | {place + 1 for place in changed}
    kept: list[Passage] = []
    for place, passage in enumerate(passages):
        if place in near:
            kept.append(passage)
        elif changed and (not kept or kept[-1].runs):
            kept.append(Passage("body"))
    return kept


def _described(media: Media) -> str:
    return " ".join(part for part in (media.alt, media.caption, media.credit, media.url) if part)
