"""The word lists of ``tables.toml``, folded and ready to compare."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from khabar_ingest.text import fold


class Tables(NamedTuple):
    """What the furniture around articles is known by."""

    related: tuple[str, ...]
    ends: frozenset[str]
    sentences: re.Pattern[str]
    classes: frozenset[str]
    tracking: frozenset[str]
    rtl: frozenset[str]


@cache
def tables() -> Tables:
    """Read the lists that ship with the service, once."""
    raw = tomllib.loads(files("khabar_ingest").joinpath("tables.toml").read_text("utf-8"))
    return Tables(
        related=tuple(sorted({fold(label) for label in raw["related"]}, key=len, reverse=True)),
        ends=frozenset(fold(label) for label in raw["ends"]),
        sentences=re.compile("|".join(raw["sentences"])),
        classes=frozenset(raw["classes"]),
        tracking=frozenset(raw["tracking"]),
        rtl=frozenset(raw["rtl"]),
    )
