"""Inline HTML in the very form that the sanitiser writes: it would be cleaned into itself, and need not be."""

import re
from typing import Final

from khabar_ingest.sanitise.addresses import PLAIN

_HREF: Final = PLAIN.replace("(?:&", "(?:&amp;")
_TAG = re.compile(
    rf"""<(?:(?P<opened>b|strong|i|em|bdi|q|sup|sub|a(?:\ href="{_HREF}")?)
        (?:\ dir="(?:rtl|ltr|auto)")?(?:\ lang="[A-Za-z]{{2,8}}(?:-[A-Za-z0-9]{{1,8}}){{0,3}}")?
        |/(?P<closed>[a-z]++))>""",
    re.VERBOSE | re.ASCII,
)
_REFERENCE = re.compile(r"&(?!(?:amp|lt|gt);)")


def is_settled_tag(tag: str) -> bool:
    """Whether a tag is one that `is_settled` HTML may have."""
    return _TAG.fullmatch(tag) is not None


def is_settled(markup: str) -> bool:
    """Whether some HTML is nothing but text and known marks that are well nested, with plain addresses in them."""
    inside: list[str] = []
    at = 0
    while (start := markup.find("<", at)) >= 0:
        tag = _TAG.match(markup, start)
        if tag is None or ">" in markup[at:start]:
            return False
        at = tag.end()
        if not _nests(tag, inside):
            return False
    return not inside and ">" not in markup[at:] and not _REFERENCE.search(markup)


def _nests(tag: re.Match[str], inside: list[str]) -> bool:
    """Whether a tag opens what may stand inside what is open, or closes the innermost; ``inside`` is kept."""
    if closed := tag["closed"]:
        return bool(inside) and inside.pop() == closed
    name = tag["opened"].partition(" ")[0]
    inside.append(name)
    return name != "a" or inside.count("a") == 1
