"""Where on the site the surrogate keys are shown: for hubs and for content networks that know addresses only."""

from collections.abc import Callable, Iterable, Mapping

from khabar_site import surrogates
from khabar_site.addresses import quoted, short_path
from khabar_site.feeds import FORMATS

EVERYTHING = "/*"
"""Stands for every address of the site."""


def of(keys: Iterable[str], canonical: Mapping[str, str]) -> list[str]:
    """The quoted paths on which some keys are shown, each once; a star at the end stands for any ending.

    Args:
        keys: surrogate keys.
        canonical: the unquoted paths of articles, by their sid, as far as they have one.
    """
    found: dict[str, None] = {}
    for key in keys:
        if key == surrogates.SITE:
            return [EVERYTHING]
        kind, _, name = key.partition(":")
        if kind in _KINDS:
            found |= dict.fromkeys(_KINDS[kind](name))
        if name in canonical and kind == "article":
            found[canonical[name]] = None
    return [quoted(path).replace("%2A", "*") for path in found]


def feeds(key: str) -> list[str]:
    """The unquoted paths of the feeds of a list, by the list's surrogate key; none for what is no list with feeds."""
    kind, _, name = key.partition(":")
    if kind == surrogates.LATEST:
        return _feeds("")
    return _feeds(f"/{kind}/{name}") if kind in {"section", "tag", "author", "story"} and name else []


def _feeds(address: str) -> list[str]:
    return [f"{address}/{name}" for name in FORMATS]


def _latest(_: str) -> list[str]:
    maps = ["/sitemap.xml", "/sitemap-news.xml", "/sitemap/pages.xml", "/sitemap/tags.xml"]
    return ["/", *_continued("/latest"), *_continued("/lite"), *_feeds(""), *maps]


def _continued(address: str) -> list[str]:
    return [address, f"{address}/before/*"]


def _list(kind: str) -> Callable[[str], list[str]]:
    return lambda name: [*_continued(f"/{kind}/{name}"), *_feeds(f"/{kind}/{name}")]


def _section(name: str) -> list[str]:
    return [*_list("section")(name), *_continued(f"/lite/section/{name}")]


def _article(sid: str) -> list[str]:
    short, lite = short_path(sid), f"/lite{short_path(sid)}"
    return [short, f"{short}/versions", f"{short}/versions/*", lite, f"{lite}/*"]


def _day(iso: str) -> list[str]:
    year, month, day = iso.split("-")
    archive = [*_continued(f"/archive/{year}/{month}/{day}"), f"/archive/{year}/{month}", f"/archive/{year}"]
    return [*archive, f"/sitemap/{year}-{month}.xml", f"/sitemap/{year}-{month}-*"]


_KINDS: dict[str, Callable[[str], list[str]]] = {
    surrogates.LATEST: _latest,
    surrogates.CORRECTIONS: lambda _: _continued("/corrections"),
    surrogates.ARCHIVE: lambda _: ["/archive"],
    "article": _article,
    "section": _section,
    "tag": _list("tag"),
    "author": _list("author"),
    "story": _list("story"),
    "day": _day,
    "picture": lambda name: [f"/pictures/{name}-*"],
}
