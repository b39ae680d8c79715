"""The queries behind lists, archive and maps of the site; each reads a bounded run of an index."""

from collections.abc import Sequence
from typing import NamedTuple

from khabar_site.store import tags
from khabar_site.store.cards import COLUMNS, Card
from khabar_site.store.reader import Reader

Cursor = tuple[int, str]
_ORDER = "ORDER BY listing.first_at DESC, listing.sid DESC LIMIT ?"
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
    slugs = tags.led(reader.db, slug)
    marks = ", ".join("?" * len(slugs))
    where = (
        f"FROM tagging JOIN listing USING (number) WHERE slug IN ({marks}) AND (tagging.first_at, tagging.sid) < (?, ?)"
    )
    if len(slugs) > 1:  # an article may have had two of the merged tags
        where += " GROUP BY listing.number"
    order = "ORDER BY tagging.first_at DESC, tagging.sid DESC LIMIT ?"
    return _cards(reader, where, (*slugs, *after, limit), order)


def of_day(reader: Reader, day: str, limit: int, after: Cursor = START) -> list[Card]:
    """The articles first published on a day, given as ISO date."""
    return _cards(reader, "FROM listing WHERE day = ? AND (first_at, sid) < (?, ?)", (day, *after, limit))


def of_month(reader: Reader, month: str, limit: int) -> list[Card]:
    """The articles first published in a month, given as ``2022-02``."""
    return _cards(reader, "FROM listing WHERE day BETWEEN ? AND ?", (f"{month}-01", f"{month}-31", limit))


def tag_name(reader: Reader, slug: str) -> tuple[str, str] | None:
    """Name and type of a tag, as editors decided or as its newest live article has it; None where none has it."""
    slugs = tags.led(reader.db, slug)
    row = reader.db.execute(
        f"SELECT name, type, slug FROM tagging WHERE slug IN ({', '.join('?' * len(slugs))})"  # noqa: S608 - question marks only
        " ORDER BY slug = ? DESC, first_at DESC, sid DESC LIMIT 1",
        (*slugs, slug),
    ).fetchone()
    if row is None:
        return None
    told = None if row["slug"] == slug else tags.told_of(reader.db, slug)
    name, kind = (told.name, told.type) if told else (row["name"], row["type"])
    return tags.decided(reader.db, slug) or name, kind


def sections(reader: Reader) -> dict[str, str]:
    """Slug and name of every section with a live article, the name as its newest article gives it."""
    rows = reader.db.execute(
        "WITH RECURSIVE each(slug) AS ("
        " SELECT min(section) FROM listing WHERE section > ''"
        " UNION ALL SELECT (SELECT min(section) FROM listing WHERE section > slug) FROM each WHERE slug IS NOT NULL"
        ") SELECT slug, (SELECT section_name FROM listing WHERE section = slug"
        "  ORDER BY first_at DESC, sid DESC LIMIT 1) AS name FROM each WHERE slug IS NOT NULL"
    )
    return {row["slug"]: row["name"] for row in rows}


def counts(reader: Reader, within: str, letters: int) -> list[Count]:
    """Live articles by the first ``letters`` of their ISO day, of the days that begin with ``within``."""
    rows = reader.db.execute(
        "SELECT substr(day, 1, ?) AS date, count(*) AS articles FROM listing WHERE day >= ? AND day < ?"
        " GROUP BY 1 ORDER BY 1 DESC",
        (letters, within, f"{within}:"),  # a colon follows the digits and the hyphen
    )
    return [Count(row["date"], row["articles"]) for row in rows]


def _cards(reader: Reader, where: str, values: Sequence[object], order: str = _ORDER) -> list[Card]:
    return [reader.card(row) for row in reader.db.execute(f"SELECT {COLUMNS} {where} {order}", values)]
