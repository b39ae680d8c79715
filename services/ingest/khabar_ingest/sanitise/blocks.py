"""Blocks from elsewhere, made fit to be kept and shown."""

from khabar.models import Block
from khabar_ingest.sanitise.addresses import web_url
from khabar_ingest.sanitise.marks import inline
from khabar_ingest.text import normalise


class CleanBlocks(tuple[Block, ...]):
    """Blocks each of which was made clean: `clean_block` would return it as it is."""

    __slots__ = ()


def clean_block(block: Block) -> Block | None:
    """Return a block with its text normalised and its HTML sanitised; None when nothing is left of it."""
    text, marked = inline(block.html) if block.html else (normalise(block.text), None)
    if text and block == Block(type="paragraph", text=text):
        return block
    url = web_url(block.url) if block.url else None
    items = tuple(line for item in block.items if (line := normalise(item)))
    rows = tuple(row for raw in block.rows if any(row := tuple(normalise(cell) for cell in raw)))
    needed = {"image": url, "embed": url, "list": items, "table": rows}.get(block.type, text)
    if not needed:
        return None
    level = (block.level or 2) if block.type == "heading" else None
    return Block(type=block.type, text=text, html=marked, level=level, items=items, rows=rows, url=url)
