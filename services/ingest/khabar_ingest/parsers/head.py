"""What a page says about its article: JSON-LD first, then meta elements and microdata, then what readers see."""

import re
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any, Literal
from urllib.parse import urlsplit

from khabar_ingest.markup import Element
from khabar_ingest.pages.byline import names
from khabar_ingest.pages.linked import Linked
from khabar_ingest.pages.meta import PUBLISHED, UPDATED, Meta
from khabar_ingest.pages.named import section_named
from khabar_ingest.pages.payload import payload_of
from khabar_ingest.pages.printed import printed
from khabar_ingest.pages.sections import filed_under
from khabar_ingest.pages.title import title_of
from khabar_ingest.parsers.values import entries, mapping, string
from khabar_ingest.pictures import picture
from khabar_ingest.sanitise import web_url
from khabar_ingest.stamps import stamp
from khabar_ingest.text import fold, normalise

_KEYWORDS = re.compile(r"\s*[,،;؛|]\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The metadata of a page; ``outlets`` are all names it gives itself, ``body`` a text carried in JSON-LD.

    ``filed`` is the section where no metadata name one (see `filed_under`). ``is_titled``: its metadata name the
    headline, which else is made of the page's title and its main heading.
    """

    base: str | None
    canonical: str | None
    site: str
    outlets: frozenset[str]
    language: str
    direction: Literal["rtl", "ltr"] | None
    title: str
    is_titled: bool
    description: str
    body: str
    authors: list[str] = field(default_factory=list)
    published: datetime | None
    updated: datetime | None
    section: str
    filed: str
    tags: list[str]
    media: list[Any]


def read_head(tree: Element, url: str | None, zone: tzinfo) -> Head:
    """Read the metadata of a page found at ``url``."""
    meta, linked = Meta(tree), Linked(tree)
    base = web_url(_attribute(tree, "//base/@href"), url) or url
    canonical = _canonical(tree, meta, linked, base)
    site = _site(meta, linked)
    own = [site, linked.publisher(), *meta.every("og:site_name", "application-name", "publisher", "dc.publisher")]
    said_titles = [string(linked.said("headline")), meta.first("og:title", "twitter:title")]
    title = title_of(tree, said_titles, own)
    carried = payload_of(tree, title.text)
    outlets = frozenset(own) | title.beside
    direction = _attribute(tree, "/html/@dir | //body/@dir").lower()
    section = section_named(tree, meta, linked, title) or carried.section
    said = linked.author_names() or meta.every(
        "author", "article:author", "articleauthor", "dc.creator", "parsely-author"
    )
    return Head(
        base=base,
        canonical=canonical,
        site=site,
        outlets=outlets,
        language=_attribute(tree, "/html/@lang") or string(linked.said("inLanguage")) or meta.first("og:locale")[:2],
        direction="rtl" if direction == "rtl" else "ltr" if direction == "ltr" else None,
        title=title.text,
        is_titled=any(said_titles),
        description=_description(meta, linked, outlets),
        body=string(linked.said("articleBody")) or carried.body,
        authors=names(said or [carried.author], outlets, canonical or url),
        published=_time(zone, linked.said("datePublished"), *meta.every(*PUBLISHED), carried.published),
        updated=_time(zone, linked.said("dateModified"), *meta.every(*UPDATED)),
        section=section,
        filed="" if section else filed_under(tree, title, canonical or url or "", base or ""),
        tags=[tag for one in meta.every("article:tag") or _keywords(linked) for tag in _KEYWORDS.split(one)],
        media=_pictures(tree, meta, linked, base),
    )


def _site(meta: Meta, linked: Linked) -> str:
    said = [*meta.every("og:site_name"), linked.publisher(), meta.first("application-name")]
    return next((name for name in said if name and not web_url(name)), "")


def _description(meta: Meta, linked: Linked, outlets: frozenset[str]) -> str:
    """The summary; one that only names the outlet is none."""
    said = [string(linked.said("description")), *meta.every("og:description", "description")]
    known = {fold(name) for name in outlets}
    return next((text for text in map(normalise, said) if text and not any(fold(text) in name for name in known)), "")


def _canonical(tree: Element, meta: Meta, linked: Linked, base: str | None) -> str | None:
    page = linked.article.get("mainEntityOfPage")
    said = [
        _attribute(tree, "//link[@rel='canonical']/@href"),
        meta.first("og:url"),
        string(page) or string(mapping(page).get("@id")),
        string(linked.article.get("url")),
    ]
    return next((url for one in said if one and (url := web_url(one, base)) and _is_page(url)), None)


def _is_page(url: str) -> bool:
    """A canonical address that is the site's front page is a common mistake of publishers."""
    parts = urlsplit(url)
    return bool(parts.path.strip("/") or parts.query)


def _time(zone: tzinfo, *said: object) -> datetime | None:
    """The first value that can be read: a stamp for machines, or a date as it is printed."""
    times = (stamp(one, zone) or printed(string(one), zone) for one in said)
    return next((time for time in times if time), None)


def _pictures(tree: Element, meta: Meta, linked: Linked, base: str | None) -> list[Any]:
    """The pictures the page names, with size and caption where one of its figures shows the same."""
    shown = {found.url: found for figure in tree.iter("figure") if (found := picture(figure, base))}
    image = linked.said("image")
    said = [string(one) or string(mapping(one).get("url")) for one in entries(image) or [image]]
    urls = [url for one in [*said, *meta.every("og:image")] if one and (url := web_url(one, base))]
    return [shown.get(url, {"url": url}) for url in urls[:1]]


def _keywords(linked: Linked) -> list[str]:
    said = linked.said("keywords")
    return [string(one) for one in entries(said)] or [string(said)]


def _attribute(tree: Element, path: str) -> str:
    found = tree.xpath(path)
    return normalise(str(found[0])) if isinstance(found, list) and found else ""
