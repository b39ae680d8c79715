"""What search engines are told to read: articles by month, those of the last days, sections and tags."""

import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from khabar_site.content import rights
from khabar_site.store.cards import COLUMNS, Card
from khabar_site.store.reader import Reader
from khabar_site.store.shown import Shown, milliseconds, moment


class Month(NamedTuple):
    """A month of first publication: its ISO date's beginning, how many articles it holds, and the last change."""

    name: str
    articles: int
    changed: datetime


class Listed(NamedTuple):
    """A page that lists articles: its unquoted path, and when its newest article was published."""

    path: str
    newest: datetime


def put(db: sqlite3.Connection, number: int, shown: Shown) -> None:
    """Write a live article down, unless its source lets nobody keep its text: then its page asks not to be indexed."""
    if rights(shown.revision) == "full":
        first = shown.place.first
        changed = max(first, shown.revision.updated_at or first)
        db.execute("INSERT INTO mapped VALUES (?, ?, ?)", (number, f"{first:%Y-%m}", milliseconds(changed)))


def months(reader: Reader) -> list[Month]:
    """All months with articles, the newest first."""
    rows = reader.db.execute(
        "SELECT month, count(*) AS articles, max(changed) AS changed FROM mapped GROUP BY month ORDER BY month DESC"
    )
    return [Month(row["month"], row["articles"], moment(row["changed"], reader.zone)) for row in rows]


def of_month(reader: Reader, month: str, limit: int, skipped: int) -> list[Card]:
    """Some articles of a month, in the order in which they came to the site, so that a part once full stays."""
    rows = reader.db.execute(
        f"SELECT {COLUMNS} FROM mapped JOIN listing USING (number) WHERE month = ? ORDER BY number LIMIT ? OFFSET ?",  # noqa: S608 - column names only
        (month, limit, skipped),
    )
    return [reader.card(row) for row in rows]


def since(reader: Reader, start: datetime, end: datetime, limit: int) -> list[Card]:
    """The articles first published in a stretch of time, the newest first."""
    rows = reader.db.execute(
        f"SELECT {COLUMNS} FROM listing JOIN mapped USING (number) WHERE first_at BETWEEN ? AND ?"  # noqa: S608 - column names only
        " ORDER BY first_at DESC, sid DESC LIMIT ?",
        (milliseconds(start), milliseconds(end), limit),
    )
    return [reader.card(row) for row in rows]


def tags(reader: Reader, limit: int) -> list[Listed]:
    """The tags that have a page of at least two articles, the most used first."""
    rows = reader.db.execute(
        "SELECT slug, max(first_at) AS newest FROM tagging WHERE NOT EXISTS"
        " (SELECT 1 FROM tag WHERE tag.slug = tagging.slug AND (blocked OR into_slug IS NOT NULL))"
        " GROUP BY slug HAVING count(*) > 1 ORDER BY count(*) DESC, slug LIMIT ?",
        (limit,),
    )
    return [Listed(f"/tag/{row['slug']}", moment(row["newest"], reader.zone)) for row in rows]


def paths(reader: Reader, sids: Sequence[str]) -> dict[str, str]:
    """The paths of articles, shown or not, by their sids; of those that were killed none is known."""
    rows = reader.db.execute(
        "SELECT sid, article.path AS path FROM json_each(?) JOIN article ON sid = value WHERE article.path IS NOT NULL",
        (json.dumps(sids),),
    )
    return {row["sid"]: row["path"] for row in rows}


def found(reader: Reader, sids: Sequence[str]) -> list[str]:
    """Where search engines find out about articles: those that they may keep, and those that they must forget.

    A killed one has no path any more, only its short one.
    """
    rows = reader.db.execute(
        "SELECT coalesce(article.path, '/a/' || article.sid) AS path FROM json_each(?) JOIN article ON sid = value"
        " LEFT JOIN mapped USING (number) WHERE mapped.number IS NOT NULL OR"
        " (removal_kind IS NOT NULL AND NOT EXISTS (SELECT 1 FROM listing WHERE listing.number = article.number))",
        (json.dumps(sids),),
    )
    return [row["path"] for row in rows]
