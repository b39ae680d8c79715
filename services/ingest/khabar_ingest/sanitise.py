"""What of a foreign document's marks and addresses may stay."""

import html
import re
from typing import Final
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

import nh3

from khabar.models import Block
from khabar_ingest.tables import tables
from khabar_ingest.text import normalise, visible

INLINE: Final = frozenset({"a", "b", "strong", "i", "em", "bdi", "q", "sup", "sub"})
_ATTRIBUTES: Final = {"*": {"dir", "lang"}, "a": {"href"}}
_SCHEMES: Final = {"http", "https", "mailto"}
_TAG = re.compile(r"<[^>]*>")
_EMPTY = re.compile(r"<(\w+)[^>]*>\s*</\1>")
_LONGEST_URL: Final = 4096


def web_url(url: str, base: str | None = None) -> str | None:
    """Return an absolute http(s) address, or None where there is none to be had."""
    return _absolute(url, base, {"http", "https"})


def link_url(url: str, base: str | None = None) -> str | None:
    """Return what a link in the text may lead to: `web_url`, or a mail address."""
    return _absolute(url, base, _SCHEMES)


def canonical(url: str) -> str | None:
    """Return a page's address without what only says where the reader came from; None if it is no web address."""
    whole = web_url(url)
    if whole is None:
        return None
    parts = urlsplit(whole)
    query = [(key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if not _tracks(key)]
    host = parts.netloc.lower().removesuffix(":443" if parts.scheme == "https" else ":80")
    kept = parts.query if len(query) == parts.query.count("&") + 1 else urlencode(query)
    return urlunsplit((parts.scheme, host, parts.path or "/", kept, ""))


def _tracks(key: str) -> bool:
    return key.lower().startswith("utm_") or key.lower() in tables().tracking


def inline(markup: str) -> tuple[str, str | None]:
    """Return the plain text of some inline HTML, and the HTML cleaned if any mark is left in it."""
    cleaned = nh3.clean(
        visible(markup),
        tags=set(INLINE),
        attributes=_ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes=_SCHEMES,
        link_rel=None,
    )
    cleaned = " ".join(_EMPTY.sub("", cleaned.replace("&nbsp;", " ")).split())
    return normalise(html.unescape(_TAG.sub("", cleaned))), cleaned if "<" in cleaned else None


def _attribute(_: str, name: str, value: str) -> str | None:
    """A link's address as `link_url` has it: control characters hide a scheme from others."""
    return link_url(value) if name == "href" else value


def clean_block(block: Block) -> Block | None:
    """Return a block with its text normalised and its HTML sanitised; None when nothing is left of it."""
    text, marked = inline(block.html) if block.html else (normalise(block.text), None)
    url = web_url(block.url or "")
    items = tuple(line for item in block.items if (line := normalise(item)))
    rows = tuple(row for raw in block.rows if any(row := tuple(normalise(cell) for cell in raw)))
    needed = {"image": url, "embed": url, "list": items, "table": rows}.get(block.type, text)
    if not needed:
        return None
    level = (block.level or 2) if block.type == "heading" else None
    return Block(type=block.type, text=text, html=marked, level=level, items=items, rows=rows, url=url)


def _absolute(url: str, base: str | None, schemes: set[str]) -> str | None:
    try:
        reference = "".join(visible(url).split())
        whole = urljoin(base or "", reference) if reference else ""
        parts = urlsplit(whole)
        good = parts.scheme in schemes and (parts.scheme == "mailto" or bool(parts.hostname))
    except ValueError:
        return None
    return whole if good and len(whole) <= _LONGEST_URL else None
