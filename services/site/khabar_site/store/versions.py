"""The public history of a live article: the revisions that changed its content, as they were pushed."""

import sqlite3
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from khabar.models import EnrichedRevision
from khabar_site.store.reader import Reader

MOST = 200
"""So many of the newest versions are told."""


@dataclass(frozen=True, slots=True)
class Version:
    """A revision that changed the content, and when it was made, in the newsroom's zone."""

    revision: int
    at: datetime


def close(db: sqlite3.Connection, number: int, revision: int) -> bool:
    """Leave the revisions up to one out of the history for ever, for they were taken away; say whether that is new."""
    closed = db.execute(
        "INSERT INTO closed VALUES (?, ?)"
        " ON CONFLICT (number) DO UPDATE SET revision = excluded.revision WHERE excluded.revision > closed.revision",
        (number, revision),
    )
    return closed.rowcount > 0


def all_of(reader: Reader, number: int) -> list[Version]:
    """The versions of an article, the oldest first; more than one only where its content did change."""
    return list(_changed(reader, number))[-MOST:]


def read(reader: Reader, number: int, revision: int) -> EnrichedRevision | None:
    """A revision as it was pushed."""
    row = reader.db.execute(
        "SELECT payload FROM history WHERE number = ? AND revision = ?", (number, revision)
    ).fetchone()
    return EnrichedRevision.model_validate_json(zlib.decompress(row["payload"])) if row else None


def _changed(reader: Reader, number: int) -> Iterator[Version]:
    rows = reader.db.execute(
        "SELECT history.revision, content_sha256, stamped FROM history LEFT JOIN closed USING (number)"
        " WHERE history.number = ? AND history.revision > coalesce(closed.revision, 0) ORDER BY history.revision",
        (number,),
    )
    before = None
    for row in rows:
        if row["content_sha256"] != before:
            yield Version(row["revision"], datetime.fromisoformat(row["stamped"]).astimezone(reader.zone))
        before = row["content_sha256"]
