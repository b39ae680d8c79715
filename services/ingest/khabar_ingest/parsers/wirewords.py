"""The words by which wires speak to editors, read once from ``tables/wire.toml``."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from khabar_ingest.text import fold


class WireWords(NamedTuple):
    """What notes, bylines and exports are known by; patterns are for folded text."""

    by: re.Pattern[str]
    between: re.Pattern[str]
    jobs: frozenset[str]
    embargo: re.Pattern[str]
    not_public: re.Pattern[str]
    recalls: re.Pattern[str]
    zones: dict[str, int]
    articles: frozenset[str]
    left_out: dict[str, str]
    shortcodes: frozenset[str]
    shortcode_prefixes: tuple[str, ...]


@cache
def wire_words() -> WireWords:
    """Read the table that ships with the service."""
    raw = tomllib.loads(files("khabar_ingest").joinpath("tables/wire.toml").read_text("utf-8"))
    wordpress = raw["wordpress"]
    return WireWords(
        by=re.compile(rf"^(?:{_any_of(raw['by'])})\s*[:：]?\s+", re.IGNORECASE),
        between=re.compile(rf"\s+(?:{_any_of(raw['between'])})\s+|\s*[;؛]\s*", re.IGNORECASE),
        jobs=frozenset(fold(word) for word in raw["jobs"]),
        embargo=re.compile("|".join(raw["embargo"])),
        not_public=re.compile("|".join(raw["not_public"])),
        recalls=re.compile("|".join(raw["recalls"])),
        zones=raw["zones"],
        articles=frozenset(wordpress["articles"]),
        left_out=wordpress["left_out"],
        shortcodes=frozenset(wordpress["shortcodes"]),
        shortcode_prefixes=tuple(wordpress["shortcode_prefixes"]),
    )


def _any_of(words: list[str]) -> str:
    return "|".join(map(re.escape, words))
