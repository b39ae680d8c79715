"""Parsing of foreign XML and HTML, safe from what hides in it.

Document types are cut away before the parser sees them, so no entity is ever expanded or fetched; HTML's named
characters are put in by hand; what is broken is mended where the meaning is plain.
"""

import re
from copy import deepcopy
from functools import cache
from html import escape
from html.entities import html5
from typing import Any, Final, TypeAlias

from lxml import etree  # type: ignore[import-untyped] # lxml ships no types
from lxml import html as lxml_html

from khabar.errors import Rejected

Element: TypeAlias = Any
"""An element of lxml, which ships no types."""

_PROLOG = re.compile(r"\s*(?:<\?xml[^>]*\?>)?", re.IGNORECASE)
_DOCTYPE_BEGIN = re.compile(r"<!DOCTYPE", re.IGNORECASE)
_DOCTYPE = re.compile(r"<!DOCTYPE(?:[^\[>\"']|\"[^\"]*\"|'[^']*')*(?:\[.*?\]\s*)?>", re.IGNORECASE | re.DOTALL)
_ENTITY = re.compile(r"<!ENTITY\s+(?:%\s+)?([^\s>]+)", re.IGNORECASE)
_AMPERSAND = re.compile(r"&(#\d{1,7};|#x[0-9a-fA-F]{1,6};|[A-Za-z_][\w.:-]{0,63};)?")
_ILLEGAL = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_XML_ENTITIES: Final = frozenset({"amp;", "lt;", "gt;", "quot;", "apos;"})
_HTML: Final = {"no_network": True, "huge_tree": False, "remove_comments": True, "remove_pis": True}
_CONTROLS: Final = bytes({*range(0x20)} - {*b"\t\n\r"})
_NO_CHARACTERS = re.compile(b"\xef\xbf[\xbe\xbf]")
"""U+FFFE and U+FFFF in UTF-8: with the controls and the halves of characters, all that XML does not know."""
_BLANK: Final = "\ufeff \t\r\n"
_LOCAL = re.compile(r"[A-Za-z_][\w.-]*")
_TEXT: Final = etree.XPath("string()", smart_strings=False)
_SPACES: Final = {
    "http://www.w3.org/2005/Atom": "",
    "http://purl.org/atom/ns#": "",
    "http://purl.org/rss/1.0/": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://backend.userland.com/rss2": "",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf:",
    "http://purl.org/rss/1.0/modules/content/": "content:",
    "http://purl.org/dc/elements/1.1/": "dc:",
    "http://purl.org/dc/terms/": "dcterms:",
    "http://search.yahoo.com/mrss/": "media:",
    "http://search.yahoo.com/mrss": "media:",
    "http://www.w3.org/1999/xhtml": "xhtml:",
    "http://iptc.org/std/nar/2006-10-01/": "",
}


def xml(text: str) -> Element:
    """Parse an XML document, mending what can be mended.

    Raises:
        Rejected: there is no element in it.
    """
    text = _ILLEGAL.sub("", text.lstrip(_BLANK))
    doctype, text = _cut_doctype(_PROLOG.sub("", text, count=1))
    body = _mend(text, frozenset(f"{name};" for name in _ENTITY.findall(doctype)))
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(body.encode(), parser)
    except etree.XMLSyntaxError as error:
        msg = f"not XML that can be read: {error.msg}"
        raise Rejected(msg) from error
    if root is None:
        msg = "not XML that can be read: it holds no element"
        raise Rejected(msg)
    return root


def html(text: str) -> Element:
    """Parse an HTML document or fragment; an empty one is an empty ``body``."""
    whole = _PROLOG.sub("", _ILLEGAL.sub("", text.lstrip(_BLANK)), count=1)
    return _parsed(whole, lxml_html.HTMLParser(**_HTML))


def fragment(text: str) -> Element:
    """Parse HTML as `html` does, faster: into plain elements, without the methods that lxml.html's own have."""
    return _parsed(_legal(_PROLOG.sub("", text.lstrip(_BLANK), count=1)), _fragment_parser())


def _legal(text: str) -> bytes:
    """Text in UTF-8, without the characters that XML does not know."""
    raw = text.encode(errors="ignore").translate(None, _CONTROLS)
    return _NO_CHARACTERS.sub(b"", raw) if b"\xef\xbf" in raw else raw


def _parsed(text: str | bytes, parser: etree.HTMLParser) -> Element:
    try:
        root = etree.fromstring(text, parser) if text else None
    except etree.XMLSyntaxError:
        root = None
    return etree.fromstring("<body></body>", parser) if root is None else root


@cache
def _fragment_parser() -> etree.HTMLParser:
    return etree.HTMLParser(encoding="utf-8", **_HTML)


def name(element: Element) -> str:
    """Return an element's name with the usual prefix of its namespace (``content:encoded``), whatever it was called."""
    if not isinstance(element.tag, str):
        return ""
    space, _, local = element.tag[1:].rpartition("}") if element.tag[0] == "{" else ("", "", element.tag)
    return _SPACES.get(space, f"{space}:") + local if space else local


def words(element: Element) -> str:
    """Return all text inside an element."""
    return _TEXT(element) if len(element) else element.text or ""


def children(element: Element, wanted: str) -> list[Element]:
    """Return the children that have a name."""
    return [child for child in element if name(child) == wanted]


def child_text(element: Element, *wanted: str) -> str:
    """Return the text of the first child that has one of the names, in the order of the names, or nothing."""
    found = (words(child).strip() for label in wanted for child in children(element, label))
    return next((text for text in found if text), "")


def as_html(element: Element) -> str:
    """Write what is inside an XML element as HTML, its names without prefixes."""
    copy = deepcopy(element)
    for inner in copy.iter():
        if isinstance(inner.tag, str):
            local = inner.tag.rpartition("}")[2].rpartition(":")[2]
            inner.tag = local if _LOCAL.fullmatch(local) else "span"
    etree.cleanup_namespaces(copy)
    return escape(copy.text or "") + "".join(etree.tostring(child, method="html", encoding="unicode") for child in copy)


def _cut_doctype(text: str) -> tuple[str, str]:
    """The first document type and the text without it; one that never ends is looked through only once."""
    begin = _DOCTYPE_BEGIN.search(text)
    found = _DOCTYPE.match(text, begin.start()) if begin else None
    return (found[0], text[: found.start()] + text[found.end() :]) if found else ("", text)


def _mend(text: str, declared: frozenset[str]) -> str:
    """Put named characters in and escape bare ampersands, outside of CDATA; entities of the document's own vanish."""

    def one(match: re.Match[str]) -> str:
        reference = match[1] or ""
        if reference.startswith("#") or reference in _XML_ENTITIES:
            return match[0]
        if reference in declared:
            return ""
        return html5.get(reference) or f"&amp;{reference}"

    parts, at = [], 0
    while (start := text.find("<![CDATA[", at)) >= 0 and (end := text.find("]]>", start)) >= 0:
        parts += [_AMPERSAND.sub(one, text[at:start]), text[start:end]]
        at = end
    return "".join([*parts, _AMPERSAND.sub(one, text[at:])])
