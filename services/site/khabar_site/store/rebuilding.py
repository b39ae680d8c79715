"""Making the tables, and writing anew what is derived from the pushes when a newer Khabar derives it otherwise."""

import hashlib
import re
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, tzinfo
from pathlib import Path

import structlog

from khabar_site import surrogates
from khabar_site.store import changed
from khabar_site.store.projection import FORM, project
from khabar_site.store.reader import standing_of

TOLD = frozenset({"article", "history", "tag", "linked", "copied", "story", "story_article"})
"""The tables of what was pushed."""
KEPT = TOLD | {"change", "meta", "draft", "picture", "loose", "follower", "tombstone", "closed", "buried"}
"""The tables that cannot be derived from the pushes; all others are dropped and written anew."""

_SCHEMA, _WORDS = Path(__file__).parent / "schema", Path(__file__).parent / "forms" / "words.tsv"
_COMMENT = re.compile(r"--.*")
_TELL_EVERY = 5_000


def form() -> str:
    """What the derived tables are made by: the projection's number, the tables' text, and the words of the index."""
    text = "\n".join([*(_COMMENT.sub("", area) for area in _areas()), _WORDS.read_text("utf-8")])
    return f"{FORM}:{hashlib.sha256(' '.join(text.split()).encode()).hexdigest()[:16]}"


def fits(db: sqlite3.Connection) -> bool:
    """Whether a file's derived tables are of this form."""
    if "meta" not in tables(db):
        return False
    row = db.execute("SELECT value FROM meta WHERE name = 'form'").fetchone()
    return row is not None and row["value"] == form()


def rebuild(db: sqlite3.Connection, zone: tzinfo) -> None:
    """Make all tables and write the derived ones anew; pages are made when readers next ask for them.

    It runs in a transaction of the caller's, without foreign keys.
    """
    for name in _derived(db):
        db.execute(f'DROP TABLE IF EXISTS "{name}"')
    _add_mergers(db)
    for area in _areas():
        for statement in _statements(area):
            db.execute(statement)
    numbers = [row["number"] for row in db.execute("SELECT number FROM article ORDER BY number")]
    for done, number in enumerate(numbers, 1):
        project(db, number, standing_of(db, number), zone)
        if done % _TELL_EVERY == 0:
            structlog.get_logger().info("site.rebuilding", articles=done, of=len(numbers))
    db.execute("INSERT OR REPLACE INTO meta VALUES ('form', ?)", (form(),))
    if numbers:
        changed.put(db, int(datetime.now(UTC).timestamp() * 1000), {surrogates.SITE})


def _derived(db: sqlite3.Connection) -> list[str]:
    """The tables to drop: those that only speak of another first, and none of those that another made for itself."""
    found = tables(db)
    virtual = [name for name, text in found.items() if text.upper().startswith("CREATE VIRTUAL")]
    inner = {name for name in found for whole in virtual if name.startswith(f"{whole}_")}
    plain = [name for name in found if name not in inner and name not in virtual]
    speaking = sorted(virtual, key=lambda name: "vocab" not in found[name].lower())
    return [name for name in (*speaking, *plain) if name not in KEPT]


def tables(db: sqlite3.Connection) -> dict[str, str]:
    """The names of a file's tables, each with the statement that made it."""
    rows = db.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'"
    )
    return {row["name"]: row["sql"] or "" for row in rows}


def _add_mergers(db: sqlite3.Connection) -> None:
    """Add the column that files of version 1 lack, which knew no merged articles."""
    columns = {row["name"] for row in db.execute("PRAGMA table_info (article)")}
    if columns and "removal_into" not in columns:
        db.execute("ALTER TABLE article ADD COLUMN removal_into TEXT")


def _areas() -> Iterator[str]:
    return (path.read_text("utf-8") for path in sorted(_SCHEMA.glob("*.sql")))


def _statements(text: str) -> Iterable[str]:
    """The statements of a text, one by one: `executescript` would end the transaction."""
    statement = ""
    for line in text.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
