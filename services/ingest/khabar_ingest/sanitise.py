"""What of a foreign document's marks and addresses may stay."""

import html
import re
import unicodedata
from functools import cache
from typing import Final
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

import nh3

from khabar.models import Block
from khabar_ingest.tables import tables
from khabar_ingest.text import normalise, seen, visible

INLINE: Final = frozenset({"a", "b", "strong", "i", "em", "bdi", "q", "sup", "sub"})
_ATTRIBUTES: Final = {"*": {"dir", "lang"}, "a": {"href"}}
_SCHEMES: Final = {"http", "https", "mailto"}
_TAG = re.compile(r"(<[^<>]*>)")
_MELTING = re.compile(">\u0338+")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8}){0,6}")
_EMPTY = re.compile(r"<(\w+)[^>]*>\s*</\1>")
_LONGEST_URL: Final = 4096
_DIRECTIONS: Final = frozenset({"rtl", "ltr", "auto"})
_MOST_TAGS: Final = 500  # of one block: cleaning takes the square of how deep they are nested
_LONGEST_MARKUP: Final = 200_000  # of one block: cleaning takes the square of how many characters are written as names
_MOST_EMPTIED: Final = 8


def web_url(url: str, base: str | None = None) -> str | None:
    """Return an absolute http(s) address, or None where there is none to be had."""
    return _absolute(url, base, {"http", "https"})


def link_url(url: str, base: str | None = None) -> str | None:
    """Return what a link in the text may lead to: `web_url`, or a mail address.

    A name and password go, since ``https://bank.example@elsewhere.example/`` reads as what it is not.
    """
    whole = _absolute(url, base, _SCHEMES)
    if whole is None or "@" not in (place := urlsplit(whole).netloc):
        return whole
    return urlunsplit(urlsplit(whole)._replace(netloc=place.rpartition("@")[2]))


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
    """Return the plain text of some inline HTML, and the HTML cleaned if any mark is left in it.

    A block with more than 500 tags, or longer than any paragraph, keeps its words and loses its marks.
    """
    if "<" not in markup:
        return normalise(html.unescape(markup)), None
    if markup.count("<") > _MOST_TAGS or len(markup) > _LONGEST_MARKUP:
        return normalise(html.unescape(_TAG.sub("", markup))), None
    cleaned = _settled(_cleaner().clean(visible(markup)))
    cleaned = _emptied(" ".join(cleaned.replace("&nbsp;", " ").split()))
    return normalise(html.unescape(_TAG.sub("", cleaned))), cleaned if "<" in cleaned else None


@cache
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(INLINE),
        attributes=_ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes=_SCHEMES,
        link_rel=None,
    )


def _settled(cleaned: str) -> str:
    """Make unseen again what was written as numbers, and normalise, piece by piece.

    In the normal form of the whole, a tag's end and a mark after it would melt into one character: ">" into "\u226f".
    """
    if cleaned.isascii():
        return cleaned
    pieces = _TAG.split(_MELTING.sub(">", seen(cleaned)))
    return "".join(unicodedata.normalize("NFC", piece) for piece in pieces)


def _emptied(cleaned: str) -> str:
    """Remove marks around nothing, and all that is in a block where they are nested without end."""
    for _ in range(_MOST_EMPTIED):
        shorter = _EMPTY.sub("", cleaned)
        if shorter == cleaned:
            return cleaned
        cleaned = shorter
    return _TAG.sub("", cleaned)


def _attribute(_: str, name: str, value: str) -> str | None:
    """An attribute's value, if it is one; an address as `link_url` has it: control characters hide a scheme."""
    if name == "href":
        return link_url(value)
    if name == "dir":
        return value.lower() if value.lower() in _DIRECTIONS else None
    return value if _LANGUAGE.fullmatch(value) else None


def clean_block(block: Block) -> Block | None:
    """Return a block with its text normalised and its HTML sanitised; None when nothing is left of it."""
    text, marked = inline(block.html) if block.html else (normalise(block.text), None)
    if text and block == Block(type="paragraph", text=text):
        return block
    url = web_url(block.url) if block.url else None
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
