"""Telegram's HTML as its server reads it: a few marks, well nested, and nothing else.

After https://core.telegram.org/bots/api#html-style; the words of the errors are those of the server that Telegram
publishes (https://github.com/tdlib/td, ``parse_html``).
"""

import re
from html import unescape
from typing import NamedTuple

TAGS = frozenset(
    ["b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "a", "code", "pre", "blockquote", "tg-spoiler"]
)
_TAG = re.compile(r"<(/?)([a-zA-Z-]*)((?:\s+[a-z]+=\"[^\"<>]*\")*)\s*>")
_HREF = re.compile(r"href=\"([^\"]*)\"")
_NAMED = re.compile(r"&(?!lt;|gt;|amp;|quot;|#[0-9]+;|#x[0-9a-fA-F]+;)")


class Mark(NamedTuple):
    """A mark and what it stands over, in UTF-16 code units."""

    tag: str
    start: int
    length: int
    url: str = ""


class Unreadable(Exception):
    """A text whose marks cannot be read; the message is the server's."""


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def read(markup: str) -> tuple[str, tuple[Mark, ...]]:
    """The text, and its marks in the order in which they end."""
    text, at, opened, marks = "", 0, list[tuple[str, int, str]](), list[Mark]()
    for found in _TAG.finditer(markup):
        text += _plain(markup, at, found.start())
        at = found.end()
        closing, tag, given = found[1], found[2].lower(), found[3]
        where = len(markup[: found.start()].encode())
        if closing:
            marks.append(_closed(tag, opened, units(text), where))
        else:
            if tag not in TAGS:
                msg = f'Unsupported start tag "{tag}" at byte offset {where}'
                raise Unreadable(msg)
            href = _HREF.search(given)
            opened.append((tag, units(text), unescape(href[1]) if href else ""))
    text += _plain(markup, at, len(markup))
    if opened:
        msg = f'Can\'t find end tag corresponding to start tag "{opened[-1][0]}"'
        raise Unreadable(msg)
    return text.strip(), tuple(marks)


def _plain(markup: str, start: int, end: int) -> str:
    part = markup[start:end]
    if "<" in part:
        where = len(markup[: start + part.index("<")].encode())
        msg = f'Unsupported start tag "" at byte offset {where}'
        raise Unreadable(msg)
    if _NAMED.search(part):
        msg = "an entity that Telegram leaves as it stands; a strict server takes it for a mistake"
        raise Unreadable(msg)
    return unescape(part)


def _closed(tag: str, opened: list[tuple[str, int, str]], here: int, where: int) -> Mark:
    if not opened:
        msg = f"Unexpected end tag at byte offset {where}"
        raise Unreadable(msg)
    name, start, url = opened.pop()
    if name != tag:
        msg = f'Unmatched end tag at byte offset {where}, expected "</{name}>", found "</{tag}>"'
        raise Unreadable(msg)
    return Mark(tag, start, here - start, url)
