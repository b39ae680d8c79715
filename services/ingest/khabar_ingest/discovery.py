"""Finding a site's feed: what a page announces, then its own links to feeds, and a few common places at last."""

import re
import tomllib
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import Any, Final, Literal, TypeAlias
from urllib.parse import urljoin, urlsplit

from khabar.errors import Rejected, Retryable
from khabar.fetching import Fetched
from khabar_ingest import markup
from khabar_ingest.document import Document
from khabar_ingest.sanitise import web_url
from khabar_ingest.text import fold, normalise

_OK: Final = 200
_MOST_LINKS: Final = 50
_MOST_LOOKED_AT: Final = 5_000
_MOST_TRIED: Final = 8
_LONGEST_TITLE: Final = 200
_ROOTS: Final = frozenset({"rss", "feed", "rdf"})
_FEEDLIKE = re.compile(r"(?:^|[/._=?&-])(?:rss2?|atom|feeds?|rdf)(?=$|[/._=&?-])", re.IGNORECASE)

Get: TypeAlias = Callable[[str], Awaitable[Fetched]]
"""Fetches an address, whatever its status; raises Retryable or Rejected."""

How = Literal["itself", "announced", "linked", "guessed", "nowhere"]


@dataclass(frozen=True, slots=True)
class Link:
    """A feed that a page leads to; ``announced`` in its head, or merely linked."""

    url: str
    title: str = ""
    type: str = ""
    announced: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """The feed that an address leads to, how it was found, and all that the page leads to; None without any."""

    feed: Fetched | None
    how: How
    links: tuple[Link, ...] = ()


def is_feed(content: bytes, declared: str | None = None) -> bool:
    """Whether some bytes are a feed, judged by how they begin."""
    document = Document(content, declared=declared)
    version = document.json.get("version") if isinstance(document.json, dict) else None
    return document.root in _ROOTS or (isinstance(version, str) and "jsonfeed.org/version" in version)


def found(content: bytes, url: str) -> list[Link]:
    """Return the feeds that a page leads to, the likeliest first: announced before linked, comments last."""
    root = markup.html(Document(content, url).text)
    base = web_url(next((element.get("href", "") for element in root.iter("base")), ""), url) or url
    links: dict[str, Link] = {}
    for link in (*_announced(root, base), *_linked(root, base)):
        links.setdefault(link.url, link)
    ranked = sorted(links.values(), key=lambda link: (_of_comments(link), not link.announced))
    return ranked[:_MOST_LINKS]


def places(url: str) -> list[str]:
    """Return the addresses at which content systems put the feed of a site."""
    return [urljoin(url, place) for place in _table()["places"]]


async def find(url: str, get: Get) -> Found:
    """Find the feed that a person means by an address; common places are tried only when the page names none.

    Raises:
        Retryable, Rejected: the address itself cannot be fetched.
    """
    page = await get(url)
    if page.status == _OK and is_feed(page.content, page.charset):
        return Found(page, "itself")
    links = found(page.content, page.url) if page.status == _OK else []
    for link in links[:_MOST_TRIED]:
        if feed := await _feed(link.url, get):
            return Found(feed, "announced" if link.announced else "linked", tuple(links))
    if not any(link.announced for link in links):
        for place in places(page.url):
            if feed := await _feed(place, get):
                return Found(feed, "guessed", tuple(links))
    return Found(None, "nowhere", tuple(links))


async def _feed(url: str, get: Get) -> Fetched | None:
    try:
        answer = await get(url)
    except (Retryable, Rejected):  # one of several places: the others may be there
        return None
    return answer if answer.status == _OK and is_feed(answer.content, answer.charset) else None


def _announced(root: markup.Element, base: str) -> Iterator[Link]:
    types = _table()["types"]
    for element in islice(root.iter("link"), _MOST_LOOKED_AT):
        relations, kind = (
            element.get("rel", "").lower().split(),
            element.get("type", "").partition(";")[0].strip().lower(),
        )
        href = element.get("href", "")
        known = kind in types or (kind == "application/json" and _FEEDLIKE.search(href) is not None)
        if known and {"alternate", "feed"} & set(relations) and (url := web_url(href, base)):
            yield Link(url, normalise(element.get("title", ""))[:_LONGEST_TITLE], kind)


def _linked(root: markup.Element, base: str) -> Iterator[Link]:
    """Links in the text whose address looks like a feed on the same site: portals list their feeds so."""
    for element in islice(root.iter("a"), _MOST_LOOKED_AT):
        url = web_url(element.get("href", ""), base)
        parts = urlsplit(url or "")
        if url and same_site(url, base) and _FEEDLIKE.search(f"{parts.path}?{parts.query}".rstrip("?")):
            yield Link(url, normalise(markup.words(element))[:_LONGEST_TITLE], announced=False)


def same_site(one: str, other: str) -> bool:
    """Whether two addresses are on one host, or one's host is under the other's; ``www.`` says nothing."""
    hosts = sorted((_host(one), _host(other)), key=len)
    return bool(hosts[0]) and (hosts[0] == hosts[1] or hosts[1].endswith(f".{hosts[0]}"))


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _of_comments(link: Link) -> bool:
    said = fold(f"{link.title} {link.url}")
    return _any_in(_table()["comments"], said)


def _any_in(words: Iterable[str], said: str) -> bool:
    return any(fold(word) in said for word in words)


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("khabar_ingest").joinpath("tables", "discovery.toml").read_text("utf-8"))
