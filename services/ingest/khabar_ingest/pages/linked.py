"""What a page's JSON-LD says of its article."""

import json
from collections.abc import Iterator
from typing import Any, Final

from khabar_ingest.markup import Element, words
from khabar_ingest.parsers.values import entries, mapping, string

_ARTICLES: Final = frozenset(
    {
        "AdvertiserContentArticle",
        "AnalysisNewsArticle",
        "Article",
        "AskPublicNewsArticle",
        "BackgroundNewsArticle",
        "BlogPosting",
        "LiveBlogPosting",
        "NewsArticle",
        "OpinionNewsArticle",
        "Report",
        "ReportageNewsArticle",
        "ReviewNewsArticle",
    }
)
_PAGES: Final = frozenset({"WebPage", "ItemPage", "MedicalWebPage"})
_MOST_NODES: Final = 2_000


class Linked:
    """The nodes of a page's JSON-LD, wherever they are nested."""

    def __init__(self, tree: Element) -> None:
        self.nodes = list(_all_nodes(tree))
        self.article = self._first(_ARTICLES)

    def said(self, name: str) -> object:
        """What the article's node says under a name, or the page's where the article's says nothing."""
        return self.article.get(name) or self._first(_PAGES).get(name)

    def author_names(self) -> list[str]:
        """The article's authors, people before organisations."""
        said = [(_types(one), string(one.get("name"))) for one in self._resolved(self.said("author"))]
        people = [name for kinds, name in said if name and "Person" in kinds]
        return people or [name for _, name in said if name]

    def publisher(self) -> str:
        """The name of the outlet."""
        found = self._resolved(self.article.get("publisher"))
        return next((string(one.get("name")) for one in found), "") or string(self._first({"WebSite"}).get("name"))

    def trail(self) -> list[str]:
        """The names on the page's way from the front page."""
        steps = entries(self._first({"BreadcrumbList"}).get("itemListElement"))
        return [
            string(step.get("name")) or string(mapping(step.get("item")).get("name")) for step in map(mapping, steps)
        ]

    def _first(self, kinds: frozenset[str] | set[str]) -> dict[str, Any]:
        return next((node for node in self.nodes if not kinds.isdisjoint(_types(node))), {})

    def _resolved(self, value: object) -> list[dict[str, Any]]:
        """One or several nodes, of which some are only named by their ``@id``; a bare string is a name."""
        found = []
        for one in entries(value) or [value]:
            node = mapping(one) or ({"name": one} if isinstance(one, str) else {})
            same = (other for other in self.nodes if node.get("@id") and other.get("@id") == node["@id"])
            found.append(node if "name" in node else next((other for other in same if "name" in other), node))
        return found


def _all_nodes(tree: Element) -> Iterator[dict[str, Any]]:
    left = _MOST_NODES
    for script in tree.iter("script"):
        if (script.get("type") or "").lower().strip() != "application/ld+json":
            continue
        try:
            found = json.loads(words(script), strict=False)
        except (ValueError, RecursionError):
            continue
        for node in _inside(found):
            yield node
            left -= 1
            if not left:
                return


def _inside(found: object) -> Iterator[dict[str, Any]]:
    """An object, those in its ``@graph`` and what it is about, or those of an array."""
    waiting = [found]
    while waiting:
        one = waiting.pop(0)
        waiting[:0] = entries(one)
        if node := mapping(one):
            yield node
            waiting += [*entries(node.get("@graph")), node.get("mainEntity"), node.get("mainEntityOfPage")]
            waiting += [node.get("breadcrumb")]


def _types(node: dict[str, Any]) -> list[str]:
    kind = node.get("@type")
    return [string(one) for one in entries(kind)] or [string(kind)]
