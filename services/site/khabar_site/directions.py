"""Which way a block of an article runs, where that is not the way of the article."""

from itertools import islice
from typing import Literal
from unicodedata import bidirectional

from khabar.models import Block
from khabar.models.base import Direction

_LETTERS_READ = 1_000
_OTHER: dict[Direction, Direction] = {"rtl": "ltr", "ltr": "rtl"}
_STRONG: dict[str, Direction] = {"L": "ltr", "R": "rtl", "AL": "rtl"}
_FEW = 4


def differing(block: Block, own: Direction) -> Direction | Literal[""]:
    """The other direction where at most a quarter of a block's letters run the article's own way, else nothing."""
    said = block.text or " ".join(block.items) or " ".join(cell for row in block.rows for cell in row)
    ways = [_STRONG[way] for way in map(bidirectional, islice(said, _LETTERS_READ)) if way in _STRONG]
    return _OTHER[own] if ways and ways.count(own) * _FEW <= len(ways) else ""
