"""An article as plain text for lite pages, cut into pages of a few kilobytes each."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from markupsafe import Markup

from khabar.models import Block, EnrichedRevision
from khabar_site import content
from khabar_site.leads import says
from khabar_site.runs import isolated
from khabar_site.voice import Voice

PAGE_BYTES = 8_000
"""So much text stands on one page; with all around it the page stays far below 15 KB."""
_PIECE_LETTERS = 1_500
_TAGS_BYTES = 12

_Piece = tuple[str, str]


class Part(NamedTuple):
    """A piece of text, escaped, and what it is: ``p``, ``h2``, ``li``, ``quote`` or ``quiet``."""

    kind: str
    text: Markup


def pages(revision: EnrichedRevision, voice: Voice) -> list[list[Part]]:
    """The text that may be shown, page by page; one page without any where nothing may."""
    made: list[list[Part]] = [[]]
    room = PAGE_BYTES
    for kind, text in _parts(revision, voice):
        part = Part(kind, isolated(text, revision.direction))
        size = weight(part.text)
        if size > room and made[-1]:
            made.append([])
            room = PAGE_BYTES
        made[-1].append(part)
        room -= size
    return made


def weight(text: Markup) -> int:
    """How many bytes a piece of text adds to a page."""
    return len(text.encode("utf-8", "replace")) + _TAGS_BYTES


def _parts(revision: EnrichedRevision, voice: Voice) -> Iterator[_Piece]:
    lead, blocks = content.lead(revision), content.body(revision)
    if lead and not (blocks and says(blocks[0], lead)):
        yield from _pieces("p", lead)
    for block in blocks:
        yield from _of(block, voice)


def _of(block: Block, voice: Voice) -> Iterator[_Piece]:
    match block.type:
        case "heading":
            yield from _pieces("h2", block.text)
        case "list":
            yield from _all("li", block.items or block.text.splitlines())
        case "table":
            yield from _all("p", [" | ".join(row) for row in block.rows])
        case "image":
            told = voice.say("lite.picture", text=block.text) if block.text else voice.say("lite.picture_untold")
            yield from _pieces("quiet", told)
        case "embed":
            yield from _pieces("quiet", block.text or voice.say("lite.embed"))
        case "quote":
            yield from _pieces("quote", block.text)
        case _:
            yield from _pieces("p", block.text)


def _all(kind: str, texts: Sequence[str]) -> Iterator[_Piece]:
    for text in texts:
        yield from _pieces(kind, text)


def _pieces(kind: str, text: str) -> Iterator[_Piece]:
    """A text on one line, in pieces that fit a page each, cut at words where they are no longer than a piece."""
    rest = " ".join(text.split())
    at = 0
    while at < len(rest):
        end = at + _PIECE_LETTERS
        if end < len(rest) and (space := rest.rfind(" ", at, end)) > at:
            end = space + 1
        if piece := rest[at:end].strip():
            yield kind, piece
        at = end
