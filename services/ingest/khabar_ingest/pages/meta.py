"""What a page's meta elements, microdata and RDFa say."""

from typing import Final

from khabar_ingest.markup import Element, words
from khabar_ingest.text import normalise

PUBLISHED: Final = (
    "article:published_time",
    "article:published",
    "og:published_time",
    "og:article:published_time",
    "datepublished",
    "item:datepublished",
    "item:dc:created",
    "item:dcterms:created",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date",
    "dcterms.date",
    "dcterms.created",
    "date.issued",
    "publishdate",
    "publish_date",
    "publish-date",
    "pubdate",
    "published_date",
    "published_time",
    "sailthru.date",
    "parsely-pub-date",
    "cxenseparse:recs:publishtime",
    "citation_publication_date",
    "datecreated",
    "date",
)
"""Names under which content systems write when an article came out, the surest first."""

UPDATED: Final = (
    "article:modified_time",
    "article:modified",
    "og:updated_time",
    "datemodified",
    "item:datemodified",
    "dcterms.modified",
    "last-modified",
)
_VALUES: Final = ("content", "datetime")


class Meta:
    """The values of a page by the lower-case names that it gives them."""

    def __init__(self, tree: Element) -> None:
        self._said: dict[str, list[str]] = {}
        for element in tree.iter("meta"):
            names = {element.get(key, "").lower() for key in ("property", "name", "itemprop")}
            for name in sorted(names - {""}):
                self._add(name, element.get("content") or "")
        for element in tree.xpath("//body//*[@itemprop or @property]"):
            value = next((element.get(key) for key in _VALUES if element.get(key)), None)
            for name in f"{element.get('itemprop') or ''} {element.get('property') or ''}".lower().split():
                self._add(f"item:{name.removeprefix('schema:')}", value or normalise(words(element))[:_LONGEST])

    def first(self, *names: str) -> str:
        """Return the first value of the first name that has any, or nothing."""
        return next((self._said[name][0] for name in names if name in self._said), "")

    def every(self, *names: str) -> list[str]:
        """Return all values of the names, in the order of the names."""
        return [value for name in names for value in self._said.get(name, [])]

    def _add(self, name: str, value: str) -> None:
        if line := normalise(value):
            self._said.setdefault(name, []).append(line)


_LONGEST: Final = 500
"""Characters of a microdata value that are looked at; more is a text, not a value."""
