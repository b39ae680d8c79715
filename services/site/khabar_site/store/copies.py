"""Articles that tell the text of another: whose page stands for them, and what that page says of them."""

import sqlite3
from typing import NamedTuple

from pydantic import TypeAdapter

from khabar.models import CopiesChange, EnrichedRevision, Reporter
from khabar_site.weblinks import weblink

_REPORTERS = TypeAdapter(tuple[Reporter, ...])
_KEPT = {"__all__": {"article_id", "source", "name"}}
_IDS = TypeAdapter(tuple[str, ...])


class Told(NamedTuple):
    """What was told last about an article's copies; the fields are those of `khabar.models.CopiesChange`."""

    version: int
    duplicate_of: str | None
    also_reported_by: tuple[Reporter, ...]
    copies: tuple[str, ...]


class Source(NamedTuple):
    """Another source of the same text, as a page names it; ``origin`` is where it told it."""

    article_id: str
    source: str
    name: str
    origin: str | None


def put(db: sqlite3.Connection, change: CopiesChange) -> str:
    """Keep what is told, unless newer is known, and say which: ``updated``, ``unchanged`` or ``stale``."""
    known = db.execute("SELECT version FROM copied WHERE id = ?", (change.id,)).fetchone()
    if known is not None and known["version"] >= change.version:
        return "unchanged" if known["version"] == change.version else "stale"
    reporters, ids = _REPORTERS.dump_json(change.also_reported_by, include=_KEPT), _IDS.dump_json(change.copies)
    row = (change.id, change.version, change.duplicate_of, reporters.decode(), ids.decode())
    db.execute("INSERT OR REPLACE INTO copied VALUES (?, ?, ?, ?, ?)", row)
    return "updated"


def held(db: sqlite3.Connection, article_id: str) -> Told | None:
    """What is kept of an article; None where nothing was told."""
    row = db.execute("SELECT * FROM copied WHERE id = ?", (article_id,)).fetchone()
    if row is None:
        return None
    reporters, ids = _REPORTERS.validate_json(row["reporters"]), _IDS.validate_json(row["copies"])
    return Told(row["version"], row["duplicate_of"], reporters, ids)


def original(db: sqlite3.Connection, article_id: str) -> str | None:
    """The article that was told to stand for one; None where it has its own page."""
    row = db.execute("SELECT duplicate_of FROM copied WHERE id = ?", (article_id,)).fetchone()
    return str(row["duplicate_of"]) if row and row["duplicate_of"] else None


def keep(db: sqlite3.Connection, revision: EnrichedRevision, into: str) -> None:
    """Let a live article be shown by another's page."""
    row = (revision.id, into, revision.source.name, weblink(revision.canonical_url))
    db.execute("INSERT INTO copy VALUES (?, ?, ?, ?)", row)


def reporters(db: sqlite3.Connection, article_id: str) -> list[Source]:
    """The other sources that tell an article's text; those whose article was removed are left out at once."""
    rows = db.execute(
        "WITH other(place, id, told, name) AS (SELECT key, json_extract(value, '$.article_id'),"
        "  json_extract(value, '$.source'), json_extract(value, '$.name')"
        "  FROM copied, json_each(copied.reporters) WHERE copied.id = ?)"
        " SELECT other.id, told, name, copy.source, copy.origin FROM other LEFT JOIN copy USING (id)"
        " WHERE copy.id IS NOT NULL OR EXISTS (SELECT 1 FROM listing WHERE listing.id = other.id)"
        "  OR NOT EXISTS (SELECT 1 FROM article WHERE article.id = other.id) ORDER BY place",
        (article_id,),
    )
    return [Source(row["id"], row["told"], row["name"] or row["source"] or row["told"], row["origin"]) for row in rows]
