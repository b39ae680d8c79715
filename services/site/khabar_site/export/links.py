"""Which addresses of the site a page, a feed, a map or a style names."""

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import unquote, urljoin, urlsplit

from khabar_site import addresses
from khabar_site.export.asking import Answer

# The site's own pages close every attribute with the quote that it began with, so what looks like a tag is one.
_TAG = re.compile(r"<(?:a|link|img|source|script|meta)\s(?:[^>\"]|\"[^\"]*\")*>")
_ATTRIBUTE = re.compile(r'\s(href|src|srcset|content)="([^"]*)"')
_STYLE = re.compile(r"""url\(["']?([^"')]+)""")


class Links:
    """Finds the links within the site of one address."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._parts = urlsplit(base)[:2]
        # XML, JSON and plain text name whole addresses.
        self._whole = re.compile(re.escape(base) + r"(?:/[^\s\"'<>\\]*)?")
        self._known: set[str] = set()

    def target(self, answer: Answer) -> str | None:
        """The path (unquoted) that a redirect leads to, if it lies on the site."""
        return self.path(self._base + addresses.quoted(answer.path), answer.location) if answer.location else None

    def of(self, answer: Answer) -> Iterator[str]:
        """The paths (unquoted) that an answer names and that no answer before it was found to name."""
        here = self._base + addresses.quoted(answer.path)
        if target := self.target(answer):
            yield target
        for link in self._named(answer):
            if link.startswith("/"):  # the same from everywhere
                if link in self._known:
                    continue
                self._known.add(link)
            if path := self.path(here, link):
                yield path

    def path(self, here: str, link: str) -> str | None:
        """The path (unquoted) of a link on the site; None for one that leads elsewhere or asks a question."""
        try:
            scheme, netloc, path, query, _ = urlsplit(urljoin(here, link))
            if (scheme, netloc) != self._parts or query:
                return None
            return unquote(path, errors="strict") or "/"
        except ValueError:  # it is no address at all, or no UTF-8
            return None

    def _named(self, answer: Answer) -> Iterator[str]:
        kind = answer.media_type.partition(";")[0]
        if not kind.startswith("text/") and not kind.endswith(("xml", "json")):
            return
        text = answer.body.decode("utf-8", "replace")
        if kind == "text/html":
            yield from self._in_tags(text)
        elif kind == "text/css":
            yield from _STYLE.findall(text)
        else:
            yield from (unescape(found) for found in self._whole.findall(text))

    def _in_tags(self, text: str) -> Iterator[str]:
        for tag in _TAG.findall(text):
            for name, value in _ATTRIBUTE.findall(tag):
                if name == "content":
                    yield from (value,) if value.startswith(self._base) else ()
                elif name == "srcset":
                    yield from (part.split()[0] for part in unescape(value).split(",") if part.strip())
                else:
                    yield unescape(value)
