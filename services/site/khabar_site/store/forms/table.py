"""The words about which the rules of the search would be wrong, and the parts of names that are written as one."""

from collections import defaultdict
from collections.abc import Iterator
from importlib.resources import files
from typing import Final

from khabar.arabic import fold


def _rows() -> Iterator[tuple[str, str]]:
    for line in files(__package__).joinpath("words.tsv").read_text("utf-8").splitlines():
        kind, _, words = line.partition("\t")
        if words:
            yield from ((kind, fold(word)) for word in words.split("|"))


def _table() -> dict[str, frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for kind, word in _rows():
        found[kind].add(word)
    return {kind: frozenset(words) for kind, words in found.items()}


_TABLE: Final = _table()
NAMES: Final = _TABLE["name"]
"""Names that take no endings, and that a common word with an ending would be taken for."""
FIRM: Final = _TABLE["firm"]
"""Words whose last letters only look like an ending."""
ROOTED: Final = _TABLE["rooted"]
"""Words whose first letter only looks like a clitic, without the article."""
SHORT: Final = _TABLE["short"]
"""Nouns of three letters that are met in the dual and with an alef of the accusative."""
HEADS: Final = _TABLE["head"]
"""First parts of names that are also written as one word with the next."""
TAILS: Final = _TABLE["tail"]
"""Second parts of names that are also written as one word with the one before."""
STOPS: Final = _TABLE["stop"]
"""Words that a query need not find beside others."""
