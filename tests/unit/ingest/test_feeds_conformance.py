"""The feed cases of feedparser's suite, each with an expectation that is read as a specification.

An expectation is a Python expression over feedparser's result. It is taken apart with `ast` and never run: what can be
read of it are paths of names and numbers, ``len``, constants, ``==``, ``and``, ``or`` and ``not``.
"""

import ast
import re
from dataclasses import dataclass
from datetime import UTC
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from khabar_ingest import repair
from khabar_ingest.document import Document
from khabar_ingest.parsers.entry import Entry, words
from khabar_ingest.parsers.xmlentry import entries, read_channel
from khabar_ingest.stamps import stamp

CASES = Path(__file__).parents[4] / "shared/data/ingest/feeds/conformance"
CORE = ("rss", "atom", "atom10", "rdf", "base", "lang", "xml", "illformed", "media-rss")
EXPECT = re.compile(rb"Expect:\s*(.*?)\s*(?:-->|\r?\n)", re.DOTALL)
TAG = re.compile(r"<[^>]*>")
BASE = "http://127.0.0.1:8097/"
GOAL = 0.85


class Unknown(Exception):
    """The expectation is of something that an article does not have."""


@dataclass
class Case:
    path: Path
    wanted: ast.expr
    found: dict[str, Any]

    def holds(self) -> bool:
        return bool(_value(self.wanted, self.found))


def _value(node: ast.expr, found: dict[str, Any]) -> Any:  # noqa: ANN401, PLR0911 - anything, in eight forms
    match node:
        case ast.BoolOp(ast.And(), parts):
            return all(_value(part, found) for part in parts)
        case ast.BoolOp(ast.Or(), parts):
            return any(_value(part, found) for part in parts)
        case ast.UnaryOp(ast.Not(), operand):
            return not _value(operand, found)
        case ast.Compare(left, [ast.Eq()], [right]):
            return _same(_value(left, found), _value(right, found))
        case ast.Call(ast.Name("len"), [inner]):
            return len(_value(inner, found))
        case ast.Constant(constant):
            return constant
        case ast.Tuple(parts):
            return tuple(_value(part, found) for part in parts)
    return _at(node, found)


def _at(node: ast.expr, found: dict[str, Any]) -> Any:  # noqa: ANN401 - a path may lead to anything
    match node:
        case ast.Name("bozo"):
            return False
        case ast.Name(name):
            return _get(found, name)
        case ast.Subscript(inner, ast.Constant(key)):
            return _get(_at(inner, found), key)
        case ast.Attribute(inner, name):
            return _get(_at(inner, found), name)
    raise Unknown(ast.dump(node))


def _get(holder: Any, key: object) -> Any:  # noqa: ANN401 - a path may lead to anything
    if isinstance(holder, list) and isinstance(key, int):
        return holder[key] if key < len(holder) else None
    if isinstance(holder, dict) and key in holder:
        return holder[key]
    if holder is None:
        return None
    raise Unknown(key)


def _same(found: object, wanted: object) -> bool:
    """Texts are the same when their words are: which marks may stay is told by other tests."""
    if isinstance(found, str) and isinstance(wanted, str):
        return found == wanted or _words(found) == _words(wanted)
    if isinstance(wanted, tuple):
        return isinstance(found, tuple) and found[:6] == wanted[:6]
    return bool(found == wanted)


def _words(text: str) -> str:
    return " ".join(unescape(TAG.sub("", unescape(text))).split())


def _seen(content: bytes) -> dict[str, Any]:
    document = Document(content, BASE)
    root = repair.read(document.text).root
    channel = read_channel(root, BASE)
    feed = {"title": channel.title, "language": channel.language or None, "title_detail": {"value": channel.title}}
    return {"feed": feed, "entries": [_entry(entry) for entry in entries(root, BASE)]}


def _entry(entry: Entry) -> dict[str, Any]:
    content = entry.content or None
    link = entry.link or (entry.guid if entry.permalink else None)
    authors = [{"name": words(author)} for author in entry.authors]
    published, updated = entry.published or entry.updated, entry.updated or entry.published
    return {
        "title": entry.title,
        "title_detail": {"value": entry.title},
        "id": entry.guid,
        "guid": entry.guid,
        "link": link,
        "links": [{"href": link}],
        "summary": entry.summary or content,
        "description": entry.summary or content,
        "summary_detail": {"value": entry.summary},
        "content": [{"value": content or entry.summary, "language": entry.language or None}],
        "author": authors[0]["name"] if authors else None,
        "authors": authors,
        "author_detail": authors[0] if authors else None,
        "published": published,
        "updated": updated,
        "published_parsed": _utc(published),
        "updated_parsed": _utc(updated),
        "tags": [{"term": category} for category in entry.categories],
        "category": entry.categories[0] if entry.categories else None,
        "enclosures": [{"href": item.url, "url": item.url, "type": item.mimetype} for item in entry.media],
        "media_thumbnail": [{"url": item.url} for item in entry.media],
        "language": entry.language or None,
    }


def _utc(text: str) -> tuple[int, ...] | None:
    time = stamp(text)
    return time.astimezone(UTC).timetuple()[:6] if time else None


def _case(path: Path) -> Case | None:
    """A case whose expectation speaks of what an article has, or None."""
    content = path.read_bytes()
    expect = EXPECT.search(content)
    try:
        wanted = ast.parse(expect[1].decode("latin-1") if expect else "", mode="eval").body
        case = Case(path, wanted, _seen(content))
        case.holds()
    except (Unknown, SyntaxError):
        return None
    return case if {"entries", "feed"} & {node.id for node in ast.walk(wanted) if isinstance(node, ast.Name)} else None


@pytest.mark.skipif(not CASES.is_dir(), reason="the shared data are not beside this checkout")
def test_feeds_are_read_as_the_suite_of_feedparser_says() -> None:
    paths = [path for folder in CORE for path in sorted((CASES / folder).glob("*.xml"))]
    cases = [case for path in paths if (case := _case(path))]
    missed = [
        f"{case.path.parent.name}/{case.path.name}: {ast.unparse(case.wanted)}" for case in cases if not case.holds()
    ]
    assert len(cases) > 100
    assert 1 - len(missed) / len(cases) >= GOAL, "\n".join([f"{len(missed)} of {len(cases)} missed", *missed])
