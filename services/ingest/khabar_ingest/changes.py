"""What a correction changed, passage by passage. Pure."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import chain, islice, zip_longest
from typing import Final

from khabar.models import Block, Change, Revision

_MOST: Final = 50
_LONGEST: Final = 2_000
_MOST_COMPARED: Final = 400
"""Blocks on a side that are matched; between longer texts passages are compared place by place."""

Span = tuple[int, int, int, int]


def changes(before: Revision, after: Revision) -> tuple[Change, ...]:
    """Compare two revisions; at most 50 changes of 2,000 characters a side are told.

    The zone of a passage that was taken out is where the next one stands now.
    """
    found = [
        _change(zone, old, new)
        for zone, old, new in (("headline", before.headline, after.headline), ("lead", before.lead, after.lead))
        if old != new
    ]
    body = _body([_words(block) for block in before.body], [_words(block) for block in after.body])
    return tuple(islice(chain(found, body), _MOST))


def _body(old: list[str], new: list[str]) -> Iterator[Change]:
    for start, end, into, until in _spans(old, new):
        pairs = zip_longest(old[start:end], new[into:until], fillvalue="")
        yield from (_change(f"body.{into + index}", *pair) for index, pair in enumerate(pairs) if pair[0] != pair[1])


def _spans(old: list[str], new: list[str]) -> list[Span]:
    """The stretches that differ, behind what both begin with and before what both end with."""
    head = _alike(old, new)
    tail = _alike(old[head:][::-1], new[head:][::-1])
    ends = len(old) - tail, len(new) - tail
    if max(ends) - head > _MOST_COMPARED:
        return [(head, ends[0], head, ends[1])]
    matcher = SequenceMatcher(None, old[head : ends[0]], new[head : ends[1]], autojunk=False)
    return [
        (head + one, head + two, head + three, head + four)
        for tag, one, two, three, four in matcher.get_opcodes()
        if tag != "equal"
    ]


def _alike(old: Sequence[str], new: Sequence[str]) -> int:
    """How many passages two texts begin with alike."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((index for index, (one, other) in pairs if one != other), min(len(old), len(new)))


def _words(block: Block) -> str:
    rows = (" | ".join(row) for row in block.rows)
    return "\n".join(filter(None, (block.text, *block.items, *rows, block.url if not block.text else None)))


def _change(zone: str, before: str, after: str) -> Change:
    return Change(zone=zone, before=_cut(before), after=_cut(after))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
