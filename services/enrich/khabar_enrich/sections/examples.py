"""An article whose section is known, as the model learns from it."""

from collections.abc import Mapping
from typing import NamedTuple


class Example(NamedTuple):
    """The section that people gave an article, and its terms."""

    section: str
    counts: Mapping[str, int]
