"""Whether some HTML is nothing but text, known elements and links of the web."""

import re
from html.parser import HTMLParser
from typing import Final

_ELEMENTS: Final = frozenset(
    [
        "a", "abbr", "b", "blockquote", "br", "cite", "code", "div", "em", "figcaption", "figure", "h2", "h3",
        "h4", "h5", "h6", "i", "img", "li", "mark", "p", "q", "s", "span", "strong", "sub", "sup", "table",
        "tbody", "td", "tr", "u", "ul"
    ]
)  # fmt: skip
_ATTRIBUTES: Final = frozenset({"alt", "class", "dir", "href", "lang", "src"})
_ACTIVE: Final = frozenset({"base", "embed", "form", "iframe", "math", "object", "script", "svg"})
_VOID: Final = frozenset({"br", "img"})
_BLOCK = re.compile(r""" (/?)wp:([a-z-]+)( \{"[a-z]+":["\w]+\})? """)


class _Reader(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in _ELEMENTS, tag
        for name, value in attrs:
            assert name in _ATTRIBUTES, name
            assert name not in {"href", "src"} or re.match("(https?://|mailto:)", value or ""), value
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID:
            assert self.open.pop() == tag

    def handle_comment(self, data: str) -> None:
        found = _BLOCK.fullmatch(data)
        assert found, data
        if found[1]:
            assert self.open.pop() == f"wp:{found[2]}"
        else:
            self.open.append(f"wp:{found[2]}")


class _Document(HTMLParser):
    """A whole page of our own: it may have any element but those that do something, and addresses within itself."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in _ACTIVE, tag
        for name, value in attrs:
            assert not name.startswith("on"), name
            assert name not in {"href", "src", "action"} or not re.match(r"\s*(javascript|data|vbscript):", value or "")


def harmless(html: str) -> None:
    """Fail where a page does anything by itself."""
    _Document().feed(html)


def inert(html: str) -> None:
    """Fail where it is not, or where an element or a block of WordPress is not closed."""
    assert _Reader(html).open == []
