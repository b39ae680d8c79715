"""What a sitemap lists. Pure."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from typing import Final

from khabar.errors import Rejected
from khabar_ingest import markup
from khabar_ingest.discovery import same_site
from khabar_ingest.document import Document
from khabar_ingest.sanitise import canonical, web_url
from khabar_ingest.stamps import stamp

_MOST: Final = 50_000  # by the protocol, in one sitemap
_FEW: Final = 3
_END = re.compile(r"</(?:[\w.-]{1,40}:)?(?:urlset|sitemapindex)\s{0,99}>", re.IGNORECASE)
_END_CHARACTERS: Final = 2_000
_EARLIEST: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Place:
    """A page or another sitemap: its address, when it changed, and when it was published as news."""

    url: str
    changed: datetime | None = None
    published: datetime | None = None

    @property
    def at(self) -> datetime:
        """When it was last news, as far as is known; what is not dated comes before all."""
        return self.changed or self.published or _EARLIEST

    @property
    def stamp(self) -> str:
        """What makes it worth fetching again when it changes."""
        return self.changed.isoformat() if self.changed else ""


@dataclass(frozen=True, slots=True)
class Listing:
    """The pages that a sitemap lists, and the sitemaps that an index does."""

    pages: tuple[Place, ...] = ()
    sitemaps: tuple[Place, ...] = ()


def listing(document: Document) -> Listing:
    """Read a sitemap, an index of sitemaps, or a plain list of addresses; only places on the same site count.

    Raises:
        Rejected: it is none of these.
    """
    if document.root in {"urlset", "sitemapindex"}:
        root = markup.xml(document.text)
        pages, sitemaps = (list(_places(root, name, document.zone)) for name in ("url", "sitemap"))
        if not _END.search(document.text[-_END_CHARACTERS:]):  # the last address may be cut, and lead elsewhere
            pages, sitemaps = pages[:-1], sitemaps[:-1]
    elif document.root:
        msg = f"begins with <{document.root}>, not as a sitemap does; a feed or page is a source of type feed"
        raise Rejected(msg)
    else:
        lines = document.text.splitlines()[:_MOST]
        pages, sitemaps = [Place(url) for line in lines if (url := web_url(line.strip()))], []
    if not pages and not sitemaps and not document.root:
        msg = "is no sitemap: there is no address in it"
        raise Rejected(msg)
    near = document.url or ""
    return Listing(_own(_told_apart(pages), near), _own(_told_apart(sitemaps), near))


def _places(root: markup.Element, wanted: str, zone: tzinfo) -> Iterator[Place]:
    for count, element in enumerate(child for child in root if _local(child) == wanted):
        if count == _MOST:
            return
        said = {_local(inner): markup.words(inner).strip() for inner in element.iter() if inner is not element}
        if url := web_url(said.get("loc", "")):
            yield Place(url, stamp(said.get("lastmod"), zone), stamp(said.get("publication_date"), zone))


def _local(element: markup.Element) -> str:
    """An element's name without its namespace, which sitemaps write in many ways."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _told_apart(places: list[Place]) -> list[Place]:
    """The same without a time of change that most share: it says when the sitemap was made, not when a page changed."""
    times = Counter(place.changed for place in places if place.changed)
    shared = {time for time, count in times.items() if count >= _FEW and count * 2 > len(places)}
    return [replace(place, changed=None) if place.changed in shared else place for place in places]


def _own(places: list[Place], near: str) -> tuple[Place, ...]:
    """Each place once, by its address without tracking, of those on the site of the sitemap."""
    own = {canonical(place.url): place for place in reversed(places) if not near or same_site(place.url, near)}
    return tuple(reversed(own.values()))
