"""The queries behind lists, archive and maps of the site; each reads a bounded run of an index."""

import json
from collections.abc import Sequence
from typing import NamedTuple

from khabar_site.store import tags
from khabar_site.store.cards import COLUMNS, Card
from khabar_site.store.reader import Reader

Cursor = tuple[int, str]
_ORDER = "ORDER BY listing.first_at DESC, listing.sid DESC LIMIT ?"
_SECTIONS = 40
START: Cursor = (2**62, "")


class Count(NamedTuple):
    """How many articles a year, month or day holds, by the beginning of its ISO date."""

    date: str
    articles: int


def latest(reader: Reader, limit: int, after: Cursor = START) -> list[Card]:
    """The newest articles of the site, older than a cursor."""
    return _cards(reader, "FROM listing WHERE (first_at, sid) < (?, ?)", (*after, limit))


def of_section(reader: Reader, slug: str, limit: int, after: Cursor = START) -> list[Card]:
    """The newest articles of a section."""
    return _cards(reader, "FROM listing WHERE section = ? AND (first_at, sid) < (?, ?)", (slug, *after, limit))


def of_tag(reader: Reader, slug: str, limit: int, after: Cursor = START) -> list[Card]:
    """The newest articles with a tag, or with one that was merged into it."""
    found: dict[int, Cursor] = {}  # an article may have had two of the merged tags
    for one in tags.led(reader.db, slug):
        rows = reader.db.execute(
            "SELECT number, first_at, sid FROM tagging WHERE slug = ? AND (first_at, sid) < (?, ?)"
            " ORDER BY first_at DESC, sid DESC LIMIT ?",
            (one, *after, limit),
        )
        found |= {row["number"]: (row["first_at"], row["sid"]) for row in rows}
    newest = sorted(found, key=lambda number: found[number], reverse=True)[:limit]
    return _cards(reader, "FROM listing WHERE number IN (SELECT value FROM json_each(?))", (json.dumps(newest), limit))


def of_day(reader: Reader, day: str, limit: int, after: Cursor = START) -> list[Card]:
    """The articles first published on a day, given as ISO date."""
    return _cards(reader, "FROM listing WHERE day = ? AND (first_at, sid) < (?, ?)", (day, *after, limit))


def tag_name(reader: Reader, slug: str) -> tuple[str, str] | None:
    """Name and type of a tag, as editors decided or as its newest live article has it; None where none has it."""
    slugs = tags.led(reader.db, slug)
    row = next((row for row in (_newest(reader, one) for one in [slug, *slugs]) if row), None)
    if row is None:
        return None
    told = None if row["slug"] == slug else tags.told_of(reader.db, slug)
    name, kind = (told.name, told.type) if told else (row["name"], row["type"])
    return tags.decided(reader.db, slug) or name, kind


def sections(reader: Reader) -> dict[str, str]:
    """Slug and name of the sections with a live article, the name as its newest article gives it."""
    rows = reader.db.execute(
        "WITH RECURSIVE each(slug) AS ("
        " SELECT min(section) FROM listing WHERE section > ''"
        " UNION ALL SELECT (SELECT min(section) FROM listing WHERE section > slug) FROM each WHERE slug IS NOT NULL"
        ") SELECT slug, (SELECT section_name FROM listing WHERE section = slug"
        "  ORDER BY first_at DESC, sid DESC LIMIT 1) AS name FROM each WHERE slug IS NOT NULL LIMIT ?",
        (_SECTIONS,),
    )
    return {row["slug"]: row["name"] for row in rows}


def counts(reader: Reader, within: str, letters: int) -> list[Count]:
    """Live articles by the first ``letters`` of their ISO day, of the days that begin with ``within``."""
    rows = reader.db.execute(
        "SELECT substr(day, 1, ?) AS date, sum(articles) AS articles FROM archived WHERE day >= ? AND day < ?"
        " GROUP BY 1 ORDER BY 1 DESC",
        (letters, within, f"{within}:"),  # a colon follows the digits and the hyphen
    )
    return [Count(row["date"], row["articles"]) for row in rows]


def beside(reader: Reader, within: str) -> tuple[str | None, str | None]:
    """The days with articles that are next before and next after a year, month or day, as ISO dates."""
    row = reader.db.execute(
        "SELECT (SELECT max(day) FROM archived WHERE day < ?) AS before,"
        " (SELECT min(day) FROM archived WHERE day >= ?) AS after",
        (within, f"{within}:"),
    ).fetchone()
    return row["before"], row["after"]


def _newest(reader: Reader, slug: str) -> dict[str, str] | None:
    row = reader.db.execute(
        "SELECT slug, name, type FROM tagging WHERE slug = ? ORDER BY first_at DESC, sid DESC LIMIT 1", (slug,)
    ).fetchone()
    return dict(row) if row else None


def _cards(reader: Reader, where: str, values: Sequence[object], order: str = _ORDER) -> list[Card]:
    return [reader.card(row) for row in reader.db.execute(f"SELECT {COLUMNS} {where} {order}", values)]
