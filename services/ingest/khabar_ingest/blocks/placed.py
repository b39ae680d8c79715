"""A block, and where it stood."""

from typing import NamedTuple

from khabar.models import Block
from khabar_ingest.markup import Element


class Placed(NamedTuple):
    """A block and the element it was read from; a bare line's element is the one around it."""

    block: Block
    origin: Element
