"""The content of a NewsML-G2 item: XHTML, NITF or plain text inside of it, and media by their addresses."""

from dataclasses import dataclass
from typing import Any, Final

from khabar.models import Media
from khabar_ingest import markup
from khabar_ingest.markup import Element
from khabar_ingest.parsers import wire
from khabar_ingest.parsers.nitfbody import read_body
from khabar_ingest.parsers.tree import every, first, text
from khabar_ingest.parsers.values import whole
from khabar_ingest.sanitise import web_url

_KINDS: Final = {"image": "picture", "video": "video", "audio": "audio"}


@dataclass(slots=True)
class Content(wire.Body):
    """What an item holds; ``headline`` and ``summary`` are those of a NITF inside of it."""

    headline: str = ""
    summary: str = ""


def read_content(item: Element, base: str | None) -> Content:
    """Read the first content of an item that has words, and its media."""
    media = _media(item, base)
    for inline in [*every(item, "inlineXML"), *every(item, "inlineData")]:
        reading = _inline(inline, base)
        if reading.blocks:
            return Content(
                reading.blocks, [*media, *reading.media], reading.links, text(inline, "hl1"), text(inline, "abstract")
            )
    return Content(media=media)


def _inline(inline: Element, base: str | None) -> wire.Body:
    if first(inline, "body.content") is not None:
        return read_body(inline, base)
    if len(inline):
        return wire.read_html(markup.as_html(inline), base)
    said = markup.words(inline)
    if "html" not in inline.get("contenttype", ""):
        said = said.replace("<p>", "\n\n").replace("</p>", "\n\n")  # some agencies wrap plain text in paragraph marks
        return wire.Body(wire.read_lines(said))
    return wire.read_html(said, base)


def _media(item: Element, base: str | None) -> list[Media]:
    """The media; of several renditions of one thing the widest."""
    found = [
        (one.get("rendition", ""), _one(one, url))
        for one in every(item, "remoteContent")
        if (url := web_url(one.get("href", ""), base)) and _kind(one)
    ]
    renditions = {rendition for rendition, _ in found}
    if len(found) > 1 and "" not in renditions and len(renditions) == len(found):
        return [max((media for _, media in found), key=lambda media: media.width or 0)]
    return [media for _, media in found]


def _kind(remote: Element) -> str | None:
    return _KINDS.get(remote.get("contenttype", "").partition("/")[0])


def _one(remote: Element, url: str) -> Media:
    fields: dict[str, Any] = {
        "url": url,
        "type": _kind(remote),
        "mimetype": remote.get("contenttype"),
        "width": whole(remote.get("width")) or None,
        "height": whole(remote.get("height")) or None,
    }
    return Media.model_validate(fields)
