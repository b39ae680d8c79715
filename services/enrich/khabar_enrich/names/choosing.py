"""Which of the spans that taggers propose are names: the table and the grammar over a model, the longest over all."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from khabar_enrich.names.tagger import Span
from khabar_enrich.page import Page

_PERSON: Final = "person"
_CARRIERS: Final = frozenset({"place", "organisation", "event"})


class Chosen(NamedTuple):
    """A name that counts, the known ones that lie within it, and for a surname alone the full name it stands for."""

    span: Span
    within: tuple[Span, ...]
    full: Span | None = None


def choose(page: Page, proposed: Sequence[Span]) -> list[Chosen]:
    """Return the names of a page in reading order, none overlapping another."""
    proposed = _longer(proposed)
    order = {zone.name: number for number, zone in enumerate(page.zones)}
    taken = {zone.name: [0] * len(zone.text) for zone in page.zones}
    kept: list[Span] = []
    inner: dict[int, list[Span]] = {}
    for span in sorted(proposed, key=_rank):
        letters = taken[span.zone][span.start : span.end]
        if not any(letters):
            kept.append(span)
            taken[span.zone][span.start : span.end] = [len(kept)] * len(letters)
        elif span.id is not None and letters[0] and letters.count(letters[0]) == len(letters):
            inner.setdefault(letters[0] - 1, []).append(span)
    chosen = [Chosen(span, _inside(span, inner.get(number, []))) for number, span in enumerate(kept)]
    return sorted(chosen, key=lambda one: (order[one.span.zone], one.span.start))


def _longer(proposed: Sequence[Span]) -> Sequence[Span]:
    """Let people whom no table knows have as long a name as a model suggests, which knows more surnames."""
    suggested = {(span.zone, span.start): span.end for span in proposed if span.suggested and span.type == _PERSON}
    if not suggested:
        return proposed
    return [
        span._replace(end=max(span.end, suggested.get((span.zone, span.start), 0)))
        if span.type == _PERSON and span.id is None and not span.suggested
        else span
        for span in proposed
    ]


def _rank(span: Span) -> tuple[bool, int, bool, float, int]:
    """The order in which spans are taken: what is sure, then what is long, then what is known."""
    return span.suggested, span.start - span.end, span.id is None, -span.confidence, span.start


def _inside(span: Span, inner: list[Span]) -> tuple[Span, ...]:
    if span.type not in _CARRIERS:
        return ()
    kept: list[Span] = []
    for one in inner:
        named = one.id != span.id and one.type in _CARRIERS
        if named and all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return tuple(kept)
