"""The body of a NITF text, alone or inside of NewsML: its elements as the HTML that they stand for."""

from copy import deepcopy
from typing import Final

from lxml import etree  # type: ignore[import-untyped] # lxml ships no types

from khabar.models import Media
from khabar_ingest import markup
from khabar_ingest.markup import Element
from khabar_ingest.parsers import wire
from khabar_ingest.parsers.tree import attribute, every, local, text
from khabar_ingest.parsers.values import whole
from khabar_ingest.sanitise import web_url

_MEANT: Final = {"block": "div", "bq": "blockquote", "nitf-table": "div", "fn": "span"}
_FOR_EDITORS: Final = frozenset({"note", "copyrite", "table-reference", "nitf-table-metadata", "correction"})
_KINDS: Final = {"image": "picture", "photo": "picture", "graphic": "picture", "video": "video", "audio": "audio"}


def read_body(root: Element, base: str | None = None) -> wire.Body:
    """Read every ``body.content`` below an element, and the tagline, unless that is only a mail address of the desk."""
    readable = [body for body in every(root, "body.content") if not _is_inside(body, _FOR_EDITORS)]
    taglines = [line for line in every(root, "tagline") if "@" not in markup.words(line)]
    html, media = [], []
    for content in [*readable, *taglines]:
        copy = deepcopy(content)
        media += _take_media(copy, base)
        _translate(copy)
        html.append(f"<div>{markup.as_html(copy)}</div>")
    reading = wire.read_html("".join(html), base)
    return wire.Body(reading.blocks, [*media, *reading.media], reading.links)


def _is_inside(element: Element, names: frozenset[str]) -> bool:
    return any(local(outer) in names for outer in element.iterancestors())


def _translate(root: Element) -> None:
    """Rename what HTML knows by another name, and drop what is for editors only."""
    etree.strip_elements(root, *(f"{{*}}{name}" for name in _FOR_EDITORS), with_tail=False)
    for element in list(root.iter()):
        if local(element) == "p" and any(local(outer) in {"td", "th"} for outer in element.iterancestors()):
            element.tag = "span"
        elif (meant := _MEANT.get(local(element))) is not None:
            element.tag = meant


def _take_media(root: Element, base: str | None) -> list[Media]:
    """Take the media out of a body; what has no address on the web cannot be shown, and its caption means nothing."""
    found = [media for element in every(root, "media") if (media := _media(element, base)) is not None]
    etree.strip_elements(root, "{*}media", with_tail=False)
    return found


def _media(element: Element, base: str | None) -> Media | None:
    """Read one ``media`` with the largest of its references."""
    kind = _KINDS.get(element.get("media-type", "image").strip().lower())
    urls = {url: one for one in every(element, "media-reference") if (url := web_url(one.get("source", ""), base))}
    if kind is None or not urls:
        return None
    url, best = max(urls.items(), key=lambda pair: whole(pair[1].get("width")) or 0)
    fields = {
        "url": url,
        "type": kind,
        "mimetype": best.get("mime-type"),
        "width": whole(best.get("width")) or None,
        "height": whole(best.get("height")) or None,
        "alt": best.get("alternate-text"),
        "caption": text(element, "media-caption") or None,
        "credit": text(element, "media-producer") or attribute(element, "media-reference", "copyright") or None,
    }
    return Media.model_validate(fields)
