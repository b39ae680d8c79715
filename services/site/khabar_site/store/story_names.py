"""What stories are called: they are named after their articles, and never after one that readers no longer see."""

import hashlib
import json
import sqlite3
import zlib

from khabar.models import StoryChange

_HIDDEN = (
    "SELECT number FROM article WHERE id IN (SELECT value FROM json_each(?)) AND removal_kind IS NOT NULL"
    " AND NOT EXISTS (SELECT 1 FROM listing WHERE listing.id = article.id)"
)


def fit(db: sqlite3.Connection, change: StoryChange) -> str:
    """A story's name as it was told; empty where it is or was the headline of an article that was taken away."""
    if not change.name or db.execute("SELECT 1 FROM buried WHERE headline = ?", (_hash(change.name),)).fetchone():
        return ""
    members = json.dumps([article.article_id for article in change.articles])
    hidden = [row["number"] for row in db.execute(_HIDDEN, (members,))]
    return "" if any(change.name in _headlines(db, number) for number in hidden) else change.name


def unname(db: sqlite3.Connection, number: int, article_id: str) -> None:
    """Take a story's name away that is or was the headline of an article which leaves."""
    db.execute(
        "UPDATE story SET name = '' WHERE id IN (SELECT story FROM story_article WHERE article = ?)"
        " AND name IN (SELECT value FROM json_each(?))",
        (article_id, json.dumps([*_headlines(db, number)])),
    )


def bury(db: sqlite3.Connection, number: int) -> None:
    """Remember the hashes of a killed article's headlines, before its history goes."""
    hashes = [(_hash(headline),) for headline in _headlines(db, number)]
    db.executemany("INSERT OR IGNORE INTO buried VALUES (?)", hashes)


def _headlines(db: sqlite3.Connection, number: int) -> set[str]:
    rows = db.execute("SELECT payload FROM history WHERE number = ?", (number,))
    return {json.loads(zlib.decompress(row["payload"]))["headline"] for row in rows}


def _hash(headline: str) -> bytes:
    return hashlib.sha256(headline.encode("utf-8", "replace")).digest()
