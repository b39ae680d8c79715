"""Feeds of the site, a section, a tag, an author or a story: RSS 2.0, Atom 1.0 and JSON Feed 1.1."""

from collections.abc import Callable, Iterator

from khabar_site.ask import Ask, View
from khabar_site.feeds.formats import atom, json_feed, rss
from khabar_site.look import Look
from khabar_site.page import Page
from khabar_site.store import Reader

__all__ = ["FORMATS", "of"]

Feed = Callable[[Reader, Look, Ask], Page]
Leading = Callable[[Feed], View]

FORMATS: dict[str, Feed] = {
    "feed.xml": rss,
    "feed.atom": atom,
    "feed.json": json_feed,
}
"""The file names of a list's feeds, and what makes each."""


def of(address: str, led: Leading | None = None) -> Iterator[tuple[str, View]]:
    """The routes of a list's feeds, in all formats; ``led`` leads from one list to another that took its place."""
    for name, view in FORMATS.items():
        yield f"{address.rstrip('/')}/{name}", led(view) if led else view
