"""What a page says about its article: JSON-LD first, then Open Graph and article tags, then what readers see."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from khabar_ingest.markup import Element, words
from khabar_ingest.parsers.values import entries, mapping, string
from khabar_ingest.pictures import picture
from khabar_ingest.sanitise import web_url
from khabar_ingest.stamps import stamp
from khabar_ingest.text import fold, normalise

_ARTICLES: Final = frozenset(
    {
        "Article",
        "NewsArticle",
        "ReportageNewsArticle",
        "AnalysisNewsArticle",
        "OpinionNewsArticle",
        "BackgroundNewsArticle",
        "BlogPosting",
        "LiveBlogPosting",
        "Report",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The metadata of a page."""

    base: str | None
    canonical: str | None
    site: str
    language: str
    direction: Literal["rtl", "ltr"] | None
    title: str
    description: str
    authors: list[str] = field(default_factory=list)
    published: datetime | None
    updated: datetime | None
    section: str
    tags: list[str]
    media: list[Any]


def read_head(tree: Element, url: str | None, zone: tzinfo) -> Head:
    """Read the metadata of a page found at ``url``."""
    meta, linked = _meta(tree), _json_ld(tree)
    base = web_url(_attribute(tree, "//base/@href"), url) or url
    site = _first(meta, "og:site_name") or string(mapping(linked.get("publisher")).get("name"))
    direction = _attribute(tree, "/html/@dir | //body/@dir").lower()
    return Head(
        base=base,
        canonical=_canonical(tree, meta, linked, base),
        site=site,
        language=_attribute(tree, "/html/@lang") or string(linked.get("inLanguage")) or _first(meta, "og:locale")[:2],
        direction="rtl" if direction == "rtl" else "ltr" if direction == "ltr" else None,
        title=_title(tree, meta, linked, site),
        description=string(linked.get("description")) or _first(meta, "og:description", "description"),
        authors=_authors(tree, meta, linked),
        published=_time(zone, linked.get("datePublished"), *meta.get("article:published_time", []), *_times(tree)),
        updated=_time(zone, linked.get("dateModified"), *meta.get("article:modified_time", [])),
        section=_one(linked.get("articleSection")) or _first(meta, "article:section"),
        tags=meta.get("article:tag", []) or _keywords(linked.get("keywords")),
        media=_pictures(tree, meta, linked, base),
    )


def _meta(tree: Element) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        key = (element.get("property") or element.get("name") or element.get("itemprop") or "").lower()
        if key and (value := normalise(element.get("content") or "")):
            found.setdefault(key, []).append(value)
    return found


def _json_ld(tree: Element) -> dict[str, Any]:
    """The first article in the page's JSON-LD, wherever it is nested."""
    for script in tree.iter("script"):
        if script.get("type", "").lower() == "application/ld+json":
            try:
                found = json.loads(words(script), strict=False)
            except (ValueError, RecursionError):
                continue
            for node in _nodes(found):
                if not _ARTICLES.isdisjoint(_types(node)):
                    return node
    return {}


def _nodes(found: object) -> Iterator[dict[str, Any]]:
    for node in map(mapping, [found, *entries(found)]):
        yield node
        yield from map(mapping, entries(node.get("@graph")))


def _types(node: dict[str, Any]) -> list[str]:
    kind = node.get("@type")
    return [string(one) for one in entries(kind)] or [string(kind)]


def _canonical(tree: Element, meta: dict[str, list[str]], linked: dict[str, Any], base: str | None) -> str | None:
    page = linked.get("mainEntityOfPage")
    said = [
        _attribute(tree, "//link[@rel='canonical']/@href"),
        _first(meta, "og:url"),
        string(page) or string(mapping(page).get("@id")),
        string(linked.get("url")),
    ]
    return next((url for one in said if one and (url := web_url(one, base)) and _is_page(url)), None)


def _is_page(url: str) -> bool:
    """A canonical address that is the site's front page is a common mistake of publishers."""
    parts = urlsplit(url)
    return bool(parts.path.strip("/") or parts.query)


def _title(tree: Element, meta: dict[str, list[str]], linked: dict[str, Any], site: str) -> str:
    """The headline: what JSON-LD or Open Graph say without the site's name, else the page's only h1, else its title."""
    said = string(linked.get("headline")) or _first(meta, "og:title")
    heads = [line for head in tree.iter("h1") if (line := normalise(words(head)))]
    printed = next((line for line in heads if fold(line) in fold(said) or len(heads) == 1), "")
    title = normalise(next((words(element) for element in tree.iter("title")), ""))
    return _without_site(said, site) if said and fold(printed) != fold(said) else printed or _without_site(title, site)


def _without_site(title: str, site: str) -> str:
    for separator in (" - ", " | ", " – ", " — ", " :: "):
        head, found, tail = title.rpartition(separator)
        if found and site and fold(tail) == fold(site):
            return head
    return title


def _authors(tree: Element, meta: dict[str, list[str]], linked: dict[str, Any]) -> list[str]:
    said = linked.get("author")
    people = [mapping(one) for one in entries(said) or [said]]
    named = [string(one.get("name")) for one in people if "Person" in _types(one)]
    printed = [words(link) for link in tree.iter("a") if "author" in (link.get("rel") or "").split()]
    others = [string(one.get("name")) for one in people]
    return next((found for found in (named, printed, meta.get("author", []), others) if any(found)), [])


def _times(tree: Element) -> list[str]:
    return [element.get("datetime", "") for element in tree.iter("time") if element.get("datetime")]


def _time(zone: tzinfo, *said: object) -> datetime | None:
    return next((time for one in said if (time := stamp(one, zone))), None)


def _pictures(tree: Element, meta: dict[str, list[str]], linked: dict[str, Any], base: str | None) -> list[Any]:
    """The pictures the page names, with size and caption where one of its figures shows the same."""
    shown = {found.url: found for figure in tree.iter("figure") if (found := picture(figure, base))}
    image = linked.get("image")
    said = [string(one) or string(mapping(one).get("url")) for one in entries(image) or [image]]
    urls = [url for one in [*said, *meta.get("og:image", [])] if one and (url := web_url(one, base))]
    return [shown.get(url, {"url": url}) for url in urls[:1]]


def _keywords(value: object) -> list[str]:
    return [string(one) for one in entries(value)] or string(value).replace("،", ",").split(",")


def _one(value: object) -> str:
    return string(value) or string(next(iter(entries(value)), ""))


def _first(meta: dict[str, list[str]], *names: str) -> str:
    return next((meta[name][0] for name in names if name in meta), "")


def _attribute(tree: Element, path: str) -> str:
    found = tree.xpath(path)
    return normalise(str(found[0])) if isinstance(found, list) and found else ""
