"""Which hub pushes a feed, and under which name: the links ``hub`` and ``self`` of its answer. Pure."""

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from khabar.fetching import Fetched
from khabar_ingest.document import Document
from khabar_ingest.sanitise import web_url

_LONGEST_HEADER: Final = 16_384
_HEAD_BYTES: Final = 65_536
_MOST_HUBS: Final = 3
_FIRST_ITEM = re.compile(r"<(?:\w{1,20}:)?(?:item|entry)[\s>]", re.IGNORECASE)
_ELEMENT = re.compile(r"<(?:\w{1,20}:)?link\s([^<>]{0,4000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"(rel|href)\s{0,9}=\s{0,9}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
_TARGET = re.compile(r"<([^<>]{1,4000})>")
_REL = re.compile(r";\s{0,9}rel\s{0,9}=\s{0,9}(?:\"([^\"]*)\"|([^\s;,\"]+))", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Announced:
    """The hubs of a feed, in the order it names them, and the topic they know it by."""

    hubs: tuple[str, ...]
    topic: str


def announced(answer: Fetched) -> Announced:
    """Read the links of an answer; those of its header come before those of the document."""
    header, document = list(header_links(answer.headers.get("link", ""))), list(_document(answer))
    in_header = any(relation == "hub" for relation, _ in header)
    links = [*header, *document] if in_header else [*document, *header]
    hubs = dict.fromkeys(_called("hub", header if in_header else links, answer.url))
    return Announced(tuple(hubs)[:_MOST_HUBS], next(_called("self", links, answer.url), answer.url))


def header_links(value: str) -> Iterator[tuple[str, str]]:
    """Yield relation and address of every link of a ``Link`` header (RFC 8288)."""
    targets = list(_TARGET.finditer(value[:_LONGEST_HEADER]))
    ends = [*(target.start() for target in targets[1:]), _LONGEST_HEADER]
    for target, end in zip(targets, ends, strict=False):  # without a target there is an end all the same
        said = _REL.search(value, target.end(), end)
        for relation in ((said[1] or said[2] or "") if said else "").lower().split():
            yield relation, target[1].strip()


def _called(name: str, links: Iterable[tuple[str, str]], base: str) -> Iterator[str]:
    """The web addresses among some links that have this relation."""
    return (url for relation, said in links if relation == name and (url := web_url(said, base)))


def _document(answer: Fetched) -> Iterator[tuple[str, str]]:
    if b"hub" not in answer.content:
        return
    if answer.content.lstrip()[:1] == b"{":
        yield from _json(Document(answer.content, answer.url, answer.charset))
        return
    document = Document(answer.content[:_HEAD_BYTES], answer.url, answer.charset)
    items = _FIRST_ITEM.search(document.text)
    for element in _ELEMENT.finditer(document.text, 0, items.start() if items else len(document.text)):
        said = {name.lower(): html.unescape(a or b or c) for name, a, b, c in _ATTRIBUTE.findall(element[1])}
        for relation in said.get("rel", "").lower().split():
            yield relation, said.get("href", "").strip()


def _json(document: Document) -> Iterator[tuple[str, str]]:
    """A JSON Feed's ``hubs`` and ``feed_url``."""
    feed = document.json if isinstance(document.json, dict) else {}
    hubs = feed.get("hubs")
    for hub in hubs if isinstance(hubs, list) else []:
        if isinstance(hub, dict) and str(hub.get("type")).lower() == "websub" and isinstance(hub.get("url"), str):
            yield "hub", hub["url"]
    if isinstance(feed.get("feed_url"), str):
        yield "self", feed["feed_url"]
