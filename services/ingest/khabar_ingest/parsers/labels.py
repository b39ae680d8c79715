"""The names of a feed's elements, whatever prefix, capitals or version of a namespace they are written with."""

from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

_OWN_PREFIXES: Final = frozenset({"rss", "atom", "atom10", "atom03", "rss1"})
"""Prefixes of a feed's own elements in documents that forgot to declare them."""


@lru_cache(maxsize=4096)
def label(tag: str, home: str = "") -> str:
    """Return an element's name with the usual prefix of its namespace (``content:encoded``), in lower case.

    Elements of the namespace ``home`` are the feed's own, and have no prefix.
    """
    if tag[0] == "{":
        space, _, local = tag[1:].rpartition("}")
        prefix = "" if space == home else _prefixes().get(space.lower().rstrip("/#"), space)
    else:
        prefix, _, local = tag.rpartition(":")
        prefix = "" if prefix.lower() in _OWN_PREFIXES else prefix.lower()
    return f"{prefix}:{local.lower()}" if prefix else local.lower()


@cache
def _prefixes() -> dict[str, str]:
    text = files("khabar_ingest").joinpath("tables/feed-namespaces.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {space: prefix for prefix, space in rows}


def is_known(space: str) -> bool:
    """Tell whether a namespace is one that feeds are made of, or none."""
    return not space or space.lower().rstrip("/#") in _prefixes()
