"""The texts of a ninjs item, which the versions of the format hold under one name or in an array by role."""

from typing import Any, Final

from khabar_ingest.parsers import wire
from khabar_ingest.parsers.values import entries, mapping, string
from khabar_ingest.sanitise import web_url
from khabar_ingest.text import normalise

_MAIN: Final = frozenset({"main", "headline", "summary", ""})
_BODY: Final = frozenset({"main", ""})
_SHORT: Final = frozenset({"teaser", "abstract", "summary", "caption", "headline"})


def lower(item: dict[str, Any]) -> dict[str, Any]:
    """Return an object with its names in lower case, in which the versions of ninjs are one."""
    return {key.lower(): value for key, value in item.items()}


def text(item: dict[str, Any], *names: str) -> str:
    """Return the first text under one of the names; of an array the one in a main role, or the first."""
    for name in names:
        found = item.get(name)
        if texts := [lower(one) for one in map(mapping, entries(found)) if one]:
            chosen = [one for one in texts if string(one.get("role")).lower() in _MAIN]
            return string((chosen or texts)[0].get("value"))
        if string(found):
            return string(found)
    return ""


def description(item: dict[str, Any]) -> str:
    """Return what a text or a picture is about, whatever comes after ``description_`` in its name."""
    return text(item, "description_text", "descriptions") or next(iter(_under(item, "description_", "")), "")


def plain_words(line: str) -> str:
    """Return the words of a text that may be HTML."""
    return " ".join(block.text for block in wire.read_html(line).blocks) if "<" in line else normalise(line)


def names(item: dict[str, Any], *wanted: str) -> list[str]:
    """Return the names in arrays of concepts; plain strings among them too."""
    found = [one for name in wanted for one in entries(item.get(name))]
    return [line for one in found if (line := string(mapping(one).get("name")) or string(one))]


def body(item: dict[str, Any]) -> wire.Body:
    """Read the richest body there is: HTML before plain text."""
    base = web_url(string(item.get("url")))
    html = [string(item.get("body_html")), *_under(item, "body_", "html")]
    plain = [string(item.get("body_text"))]
    for one in map(lower, map(mapping, entries(item.get("bodies")))):
        kind, role = string(one.get("contenttype")).lower(), string(one.get("role")).lower()
        texts = html if "html" in kind else plain if kind in {"", "text/plain"} and role not in _SHORT else []
        texts.insert(0 if role in _BODY else len(texts), string(one.get("value")))
    for said in filter(str.strip, html):
        return wire.read_html(said, base)
    said = next(filter(str.strip, plain), "")
    return wire.read_html(said, base) if said.lstrip().startswith("<") else wire.Body(wire.read_lines(said))


def _under(item: dict[str, Any], prefix: str, mark: str) -> list[str]:
    """The texts under names that begin alike, of which ninjs 1 leaves the end to agencies."""
    return [string(value) for name, value in item.items() if name.startswith(prefix) and mark in name and string(value)]
