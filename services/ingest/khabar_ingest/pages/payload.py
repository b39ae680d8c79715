"""The article in the data that a page brings for its own scripts, as pages drawn in the browser do."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from khabar_ingest.markup import Element, words
from khabar_ingest.parsers.values import entries, mapping, string
from khabar_ingest.text import fold

_MOST_NODES: Final = 20_000
_PUBLISHED: Final = ("publishedAt", "published_at", "datePublished", "publishDate", "publish_date", "publicationDate")
_AUTHOR: Final = ("author", "writer", "authorName", "author_name")
_SECTION: Final = ("section", "category", "sectionName", "section_name", "categoryName", "category_name")
_SHORTEST_BODY: Final = 200


@dataclass(frozen=True, slots=True)
class Payload:
    """A text as HTML or plain text, when it came out, who wrote it, and where, each as the data have it, or nothing."""

    body: str = ""
    published: str = ""
    author: str = ""
    section: str = ""


def payload_of(tree: Element, title: str) -> Payload:
    """Return what the page's data say in the first object that holds the article's title and a long text."""
    wanted = fold(title)
    for script in tree.iter("script"):
        if script.get("type") == "application/json" or script.get("id") == "__NEXT_DATA__":
            for node in _nodes(_read(words(script))):
                texts = [value for value in node.values() if isinstance(value, str)]
                longest = max(texts, key=len, default="")
                if len(longest) >= _SHORTEST_BODY and any(fold(text) == wanted for text in texts):
                    return Payload(longest, _first(node, _PUBLISHED), _first(node, _AUTHOR), _first(node, _SECTION))
    return Payload()


def _first(node: dict[str, Any], keys: tuple[str, ...]) -> str:
    said = (string(node.get(key)) or string(mapping(node.get(key)).get("name")) for key in keys)
    return next((value for value in said if value), "")


def _read(text: str) -> Any:  # noqa: ANN401 - foreign JSON may be anything
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _nodes(found: object) -> Iterator[dict[str, Any]]:
    """Every object, outer before inner."""
    waiting = [found]
    for one in waiting:
        if len(waiting) > _MOST_NODES:
            return
        if node := mapping(one):
            yield node
        waiting += [value for value in (*node.values(), *entries(one)) if isinstance(value, dict | list)]
