"""Furniture among blocks, which only its words give away."""

from collections.abc import Iterator

from khabar.models import Block
from khabar_ingest.furniture.looks import Look
from khabar_ingest.furniture.phrases import is_end, is_note, is_prose


def trim(blocks: list[Block], look: Look | None = None) -> list[Block]:
    """Remove furniture that only its words give away, and headings with nothing under them.

    ``look`` is the first look at the words that the blocks were made of, if one was had.
    """
    kept = list(_said(blocks, look or Look("\n".join(block.text for block in blocks))))
    while kept and kept[-1].type == "heading":
        kept.pop()
    return kept


def _said(blocks: list[Block], look: Look) -> Iterator[Block]:
    ended = False
    for block in blocks:
        text = block.text
        doubtful = block.url is not None or look.doubts(text)
        ended = (ended or (doubtful and is_end(text))) and not (block.type == "paragraph" and is_prose(text))
        if not ended and not (doubtful and is_note(text)):
            yield block
