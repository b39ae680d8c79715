"""What a browser would find in what Khabar keeps of a foreign document."""

from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urlsplit

from khabar_ingest.draft import Draft
from khabar_ingest.sanitise import INLINE

_SCHEMES = {"http", "https", "mailto"}


class Marks(HTMLParser):
    """Lists the tags of some HTML, each with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


def live(html: str) -> list[str]:
    """What in some HTML is neither a plain mark nor a plain link."""
    marks = Marks(html)
    odd = [f"<{tag}>" for tag in marks.tags if tag not in INLINE]
    odd += [f"{name}={value}" for name, value in marks.attributes if name not in {"href", "dir", "lang"}]
    return odd + [value for name, value in marks.attributes if name == "href" and not _leads_well(value)]


def live_in(draft: Draft) -> list[str]:
    """What of an article could run, or leads to what could."""
    addresses = [url for url in _addresses(draft) if urlsplit(url).scheme not in {"http", "https"}]
    return addresses + [odd for block in draft.body for odd in live(block.html or "")]


def _leads_well(url: str) -> bool:
    return urlsplit(url).scheme in _SCHEMES


def _addresses(draft: Draft) -> Iterator[str]:
    yield from (url for url in (draft.canonical_url, *(block.url for block in draft.body)) if url)
    yield from (picture.url for picture in draft.media)
    yield from (link.url for link in draft.links)
