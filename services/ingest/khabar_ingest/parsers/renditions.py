"""Pictures, films and sounds of a ninjs item: of several renditions of one thing the best."""

from collections.abc import Iterator
from typing import Any, Final

from khabar_ingest.parsers.ninjstext import description, lower, plain_words
from khabar_ingest.parsers.values import entries, mapping, status, string, whole
from khabar_ingest.sanitise import web_url

_KINDS: Final = {"picture": "picture", "graphic": "picture", "video": "video", "audio": "audio"}
_MIMETYPES: Final = {"picture": "image/", "video": "video/", "audio": "audio/"}
_MAIN: Final = "featuremedia"
"""What Superdesk calls the picture at the head of an article."""


def associated(item: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the items that go with an item, its main picture first."""
    found = item.get("associations")
    named = mapping(found)
    raw = [named.get(_MAIN), *(one for name, one in named.items() if name != _MAIN), *entries(found)]
    return [lower(one) for one in map(mapping, raw) if one]


def media(item: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the media of an item and of those that go with it."""
    usable = (one for one in associated(item) if status(one.get("pubstatus") or "") == "usable")
    for one in (item, *usable):
        kind = _KINDS.get(string(one.get("type")))
        best = max(_renditions(one), key=lambda found: _worth(found, kind or ""), default=None)
        if kind and best:
            yield {
                "url": string(best["href"]),
                "type": kind,
                "mimetype": _mimetype(best) or None,
                "width": whole(best.get("width")) or None,
                "height": whole(best.get("height")) or None,
                "caption": plain_words(description(one)) or None,
                "credit": string(one.get("byline")) or string(one.get("by")) or None,
            }


def _renditions(one: dict[str, Any]) -> list[dict[str, Any]]:
    found = one.get("renditions")
    named = [lower(mapping(value)) | {"name": name} for name, value in mapping(found).items()]
    listed = [lower(mapping(value)) for value in entries(found)]
    return [rendition for rendition in [*named, *listed] if web_url(string(rendition.get("href")))]


def _worth(rendition: dict[str, Any], kind: str) -> tuple[bool, bool, int, int]:
    """What is of its own kind (a film has still pictures too), then the original, then the largest."""
    mimetype = _mimetype(rendition)
    area = (whole(rendition.get("width")) or 0) * (whole(rendition.get("height")) or 0)
    of_kind = not mimetype or mimetype.startswith(_MIMETYPES.get(kind, ""))
    return of_kind, rendition.get("name") == "original", area, whole(rendition.get("sizeinbytes")) or 0


def _mimetype(rendition: dict[str, Any]) -> str:
    return string(rendition.get("mimetype")) or string(rendition.get("contenttype"))
