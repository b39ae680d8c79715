"""What Superdesk, and agencies with an interface of their own, say in ninjs beyond the standard.

Superdesk's items have ``guid`` for ``uri``, people in ``authors``, a newsroom's own fields in ``extra``, and the
stories that go with a story among its associations. AP's have names of their own in ``altids``.
"""

from collections.abc import Iterator
from datetime import datetime, tzinfo
from typing import Any, Final

from khabar_ingest.parsers.bylines import people
from khabar_ingest.parsers.renditions import associated
from khabar_ingest.parsers.values import entries, mapping, string
from khabar_ingest.sanitise import web_url
from khabar_ingest.stamps import stamp

_NOT_WRITERS: Final = frozenset({"photographer", "illustrator", "cameraman", "translator"})
_LINKS: Final = ("canonicalurl", "url", "uri", "guid")


def items(found: object) -> list[Any]:
    """Return the items of a document: one, an array, or wrapped as ``item``, ``items`` or ``data``."""
    wrapped = mapping(found)
    if mapping(wrapped.get("data")):
        return items(wrapped["data"])
    inner = entries(wrapped.get("item")) or entries(wrapped.get("items")) or entries(found)
    single = mapping(wrapped.get("item"))
    if single:
        return [single]
    return [mapping(mapping(one).get("item")) or one for one in inner] or ([found] if wrapped else [])


def guid(item: dict[str, Any]) -> str:
    """Return the name of an item that stays the same over its versions; AP's ``uri`` changes with each."""
    return string(mapping(item.get("altids")).get("itemid")) or string(item.get("uri")) or string(item.get("guid"))


def authors(item: dict[str, Any]) -> list[str]:
    """Return the people of the printed byline, else those who are said to have written the text."""
    printed = people([string(item.get("byline")) or string(item.get("by"))])
    listed = [mapping(one) or {"name": one} for one in entries(item.get("authors"))]
    writers = [one for one in listed if string(one.get("role")).lower() not in _NOT_WRITERS]
    return printed or people(string(one.get("name")) for one in writers)


def first_published(item: dict[str, Any], zone: tzinfo) -> datetime | None:
    """Return when another system had published a text before it came here, if that is told."""
    return stamp(mapping(item.get("extra")).get("original_published_at"), zone)


def related(item: dict[str, Any]) -> Iterator[dict[str, str | None]]:
    """Yield the stories that go with a story, where they are on the web."""
    for one in associated(item):
        url = next((url for name in _LINKS if (url := web_url(string(one.get(name))))), None)
        if url and string(one.get("type")) in {"text", "composite"}:
            yield {"url": url, "title": string(one.get("headline")) or None}
