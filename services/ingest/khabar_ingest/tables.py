"""The word lists of ``tables.toml``, folded and ready to compare."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from khabar_ingest.text import fold


class Tables(NamedTuple):
    """What the furniture around articles is known by.

    ``begins`` is what each label and sentence begins with, but for the ``loose`` sentences: these hold one of the
    groups of letters in ``within``.
    """

    related: tuple[str, ...]
    ends: frozenset[str]
    sentences: re.Pattern[str]
    loose: re.Pattern[str]
    begins: frozenset[str]
    within: tuple[str, ...]
    classes: frozenset[str]
    tracking: frozenset[str]
    rtl: frozenset[str]


_BEGIN = re.compile(r"\^\(?((?:[^\W\d_]{2}[^()|]*\|?)+)")
"""The word that a sentence of the table begins with, or the choice of words."""


@cache
def tables() -> Tables:
    """Read the lists that ship with the service, once."""
    raw = tomllib.loads(files("khabar_ingest").joinpath("tables.toml").read_text("utf-8"))
    related, ends = ({fold(label) for label in raw[name]} for name in ("related", "ends"))
    return Tables(
        related=tuple(sorted(related, key=len, reverse=True)),
        ends=frozenset(ends),
        sentences=re.compile("|".join(raw["sentences"])),
        loose=re.compile("|".join(raw["loose"])),
        begins=frozenset({*related, *ends, *_begins(raw["sentences"])}),
        within=tuple(raw["within"]),
        classes=frozenset(raw["classes"]),
        tracking=frozenset(raw["tracking"]),
        rtl=frozenset(raw["rtl"]),
    )


def _begins(sentences: list[str]) -> list[str]:
    return [word for said in map(_BEGIN.match, sentences) if said for word in said[1].split("|")]
