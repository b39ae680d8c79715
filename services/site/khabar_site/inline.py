"""Inline marks of a block: sanitised again, whoever pushed them, and woven together with the times of the text."""

from collections.abc import Sequence
from html import escape
from html.parser import HTMLParser

import nh3
from markupsafe import Markup

from khabar_site.spans import Span, weave
from khabar_site.weblinks import marklink
from khabar_site.words import calm

_MARKS = {"a", "abbr", "b", "bdi", "br", "cite", "code", "em", "i", "mark", "q", "s", "strong", "sub", "sup", "u"}


def clean(html: str) -> str:
    """Keep inline marks and links that `marklink` lets pass; drop everything else, unruly characters too."""
    return nh3.clean(
        html,
        tags=_MARKS,
        clean_content_tags={"script", "style"},
        attributes={"a": {"href", "title"}, "abbr": {"title"}},
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )


def inline(text: str, html: str | None, marks: Sequence[Span], direction: str = "") -> Markup:
    """A block's words as markup: its inline marks, if it has any, its times, and foreign runs where it has a direction.

    Times are left out where the marked-up words are not those that the offsets were measured in.
    """
    if not html:
        return weave(text, marks, direction=direction)
    safe = clean(html)
    if _Words(safe).said != text:
        marks = ()
    return _Weaver(safe, marks, direction).markup


def _attribute(_tag: str, name: str, value: str) -> str | None:
    # Unruly characters leave before an address is judged: taken out later, they would make another address of it.
    return marklink(value) if name == "href" else str(calm(value))


class _Words(HTMLParser):
    """Collects the words of sanitised HTML."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self._said: list[str] = []
        self._length = 0
        self.feed(html)
        self.close()

    @property
    def said(self) -> str:
        """All words; a line break is one, too."""
        return "".join(self._said)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the parser's signature
        if tag == "br":
            self._say("\n")

    def handle_data(self, data: str) -> None:
        self._say(data)

    def _say(self, words: str) -> None:
        self._said.append(words)
        self._length += len(words)


class _Weaver(_Words):
    """Writes sanitised HTML anew, with the times and the foreign runs marked inside its text."""

    def __init__(self, html: str, marks: Sequence[Span], direction: str) -> None:
        self._marks, self._direction = marks, direction
        self._parts: list[str] = []
        super().__init__(html)

    @property
    def markup(self) -> Markup:
        return Markup("".join(self._parts))  # noqa: S704 - made of sanitised tags and escaped text only

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        super().handle_starttag(tag, attrs)
        written = "".join(f' {name}="{escape(value or "")}"' for name, value in attrs)
        self._parts.append(f"<{tag}{written}>")

    def handle_endtag(self, tag: str) -> None:
        self._parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self._parts.append(weave(data, self._marks, self._length, self._direction))
        super().handle_data(data)
