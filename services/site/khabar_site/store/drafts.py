"""Articles that editors look at before they are published: nothing but their own addresses shows them."""

import sqlite3
import zlib
from datetime import tzinfo

from khabar import EnrichedRevision
from khabar_site.store.shown import Shown, milliseconds, place
from khabar_site.store.tags import ruled


def put(db: sqlite3.Connection, revision: EnrichedRevision, digest: str, expires: int) -> None:
    """Keep a draft until a moment (seconds since 1970), in place of an earlier one of the same article."""
    row = (revision.id, digest, expires, zlib.compress(revision.to_json()))
    db.execute("INSERT OR REPLACE INTO draft VALUES (?, ?, ?, ?)", row)


def shown(db: sqlite3.Connection, article_id: str, digest: str, zone: tzinfo) -> Shown | None:
    """The draft of an article as its page would show it; None where it is gone, or was replaced since."""
    row = db.execute("SELECT payload FROM draft WHERE id = ? AND digest = ?", (article_id, digest)).fetchone()
    if row is None:
        return None
    revision = EnrichedRevision.model_validate_json(zlib.decompress(row["payload"]))
    first = milliseconds(revision.published_at or revision.received_at)
    return Shown(revision, place(revision, first, zone), tags=ruled(db, revision.enrichment.tags))


def drop(db: sqlite3.Connection, article_id: str) -> tuple[str, ...]:
    """Forget the draft of an article, which changes no page that is kept."""
    db.execute("DELETE FROM draft WHERE id = ?", (article_id,))
    return ()


def are_over(db: sqlite3.Connection, now: float) -> bool:
    """Whether there are drafts that have had their time at a moment."""
    return db.execute("SELECT 1 FROM draft WHERE expires <= ? LIMIT 1", (now,)).fetchone() is not None


def sweep(db: sqlite3.Connection, now: float) -> tuple[str, ...]:
    """Forget the drafts that have had their time, which changes no page that is kept."""
    db.execute("DELETE FROM draft WHERE expires <= ?", (now,))
    return ()
