"""Inline marks of a text, written anew: only what is known here is ever written, whatever came in."""

import re
from collections.abc import Sequence
from html import escape
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urlsplit

from khabar.models.base import Direction
from khabar_publish.formats.runs import isolated
from khabar_publish.formats.words import calm

_KEPT: Final = frozenset(
    ["a", "abbr", "b", "bdi", "br", "cite", "code", "em", "i", "mark", "q", "s", "strong", "sub", "sup", "u"]
)
_SILENT: Final = frozenset({"script", "style", "template", "noscript", "iframe", "noembed", "noframes"})
_ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s\x00-\x20\x7f-\x9f\"<>\\^`{|}]+", re.IGNORECASE)
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8}){0,6}")
_DIRECTIONS: Final = frozenset({"rtl", "ltr", "auto"})
_UNREADABLE = re.compile(r"<[!?]|<[A-Za-z/][^<>]*(?:<|\Z)")
"""Declarations, comments and marks without an end: the parser reads those again and again to the end of the text."""

_MOST_TAGS: Final = 500
_MOST_CHARACTERS: Final = 200_000


def marked(text: str, markup: str | None, direction: Direction) -> str:
    """A text as HTML: with its marks if it has any, foreign runs kept together.

    One with more marks than any paragraph has, or with marks that the parser is not made for, keeps its words alone.
    """
    if not markup or len(markup) > _MOST_CHARACTERS or markup.count("<") > _MOST_TAGS or _UNREADABLE.search(markup):
        return isolated(calm(text), direction)
    return _Rewriter(markup, direction).written


def web_address(url: str | None) -> str:
    """An address of the web that a link may lead to; empty where it is none."""
    quiet = calm(url or "").strip()
    if not _ADDRESS.fullmatch(quiet) or quiet.lower().startswith("mailto:"):
        return ""
    try:
        parts = urlsplit(quiet)
        stands = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return ""
    return quiet if stands else ""


class _Rewriter(HTMLParser):
    """Writes the words of some HTML with the marks that are known, well nested."""

    def __init__(self, markup: str, direction: Direction) -> None:
        super().__init__(convert_charrefs=True)
        self._direction = direction
        self._parts: list[str] = []
        self._open: list[str] = []
        self._silent = ""
        self.feed(markup)
        self.close()
        self._close_to(0)

    @property
    def written(self) -> str:
        """What was written."""
        return "".join(self._parts)

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        """Open a mark that is known; a link in a link, or one to nowhere, is none."""
        if tag in _SILENT and not self._silent:
            self._silent = tag
        if self._silent or tag not in _KEPT:
            return
        given = {name: calm(value or "").strip() for name, value in attrs}
        if tag == "a" and ("a" in self._open or not _ADDRESS.fullmatch(given.get("href", ""))):
            return
        self._parts.append(_opening(tag, given))
        if tag != "br":
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        """Open it; a browser does not take ``<b/>`` for an end."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """Close a mark that is open, and whatever was opened within."""
        if tag == self._silent:
            self._silent = ""
        elif tag in self._open and not self._silent:
            self._close_to(len(self._open) - 1 - self._open[::-1].index(tag))

    def handle_data(self, data: str) -> None:
        """Write words, escaped."""
        if not self._silent:
            self._parts.append(isolated(calm(data), self._direction))

    def _close_to(self, depth: int) -> None:
        while len(self._open) > depth:
            self._parts.append(f"</{_element(self._open.pop())}>")


def _opening(tag: str, given: dict[str, str]) -> str:
    kept = {"href": given["href"]} if tag == "a" else {}
    if given.get("dir", "").lower() in _DIRECTIONS:
        kept["dir"] = given["dir"].lower()
    elif tag == "bdi":
        kept["dir"] = "auto"
    if _LANGUAGE.fullmatch(given.get("lang", "")):
        kept["lang"] = given["lang"]
    written = "".join(f' {name}="{escape(value)}"' for name, value in kept.items())
    return f"<{_element(tag)}{written}>"


def _element(tag: str) -> str:
    return "span" if tag == "bdi" else tag
