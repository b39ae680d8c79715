"""Furniture among blocks, which only its words give away."""

from khabar.models import Block
from khabar_ingest.furniture.phrases import is_end, is_note, is_prose


def trim(blocks: list[Block]) -> list[Block]:
    """Remove furniture that only its words give away, and headings with nothing under them."""
    kept: list[Block] = []
    ended = False
    for block in blocks:
        ended = (ended or is_end(block.text)) and not (block.type == "paragraph" and is_prose(block.text))
        if not ended and not is_note(block.text):
            kept.append(block)
    while kept and kept[-1].type == "heading":
        kept.pop()
    return kept
