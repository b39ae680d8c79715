"""Who wrote what: the names that articles are signed with, found by their slug."""

import sqlite3

from khabar_site import addresses
from khabar_site.store.cards import COLUMNS, Card
from khabar_site.store.reader import Reader
from khabar_site.store.shown import Shown, milliseconds


def keep(db: sqlite3.Connection, number: int, shown: Shown) -> None:
    """Write down who signed a live article; a name without a letter has no page."""
    at, sid = milliseconds(shown.place.first), shown.place.sid
    named = ((addresses.slug(name), name) for name in shown.revision.authors)
    rows = [(slug, name, at, sid, number) for slug, name in named if slug]
    db.executemany("INSERT OR IGNORE INTO authorship VALUES (?, ?, ?, ?, ?)", rows)


def name(reader: Reader, slug: str) -> str | None:
    """An author's name as the newest article gives it; None where no live article is signed so."""
    row = reader.db.execute(
        "SELECT name FROM authorship WHERE slug = ? ORDER BY first_at DESC, sid DESC LIMIT 1", (slug,)
    ).fetchone()
    return str(row["name"]) if row else None


def articles(reader: Reader, slug: str, limit: int, after: tuple[int, str]) -> list[Card]:
    """The newest articles of an author, older than a cursor."""
    rows = reader.db.execute(
        f"SELECT {COLUMNS} FROM authorship JOIN listing USING (number)"  # noqa: S608 - column names only
        " WHERE slug = ? AND (authorship.first_at, authorship.sid) < (?, ?)"
        " ORDER BY authorship.first_at DESC, authorship.sid DESC LIMIT ?",
        (slug, *after, limit),
    )
    return [reader.card(row) for row in rows]
