"""An article's newest content, put together from all that was pushed of it."""

import sqlite3
import zlib
from collections.abc import Sequence
from datetime import datetime, tzinfo

from khabar.models import EnrichedRevision, PastCorrection
from khabar_site.store import pictures
from khabar_site.store.shown import Note, Shown, milliseconds, place
from khabar_site.store.tags import ruled


def load(db: sqlite3.Connection, number: int, zone: tzinfo) -> Shown | None:
    """Read an article's newest content; None where only its removal is known.

    The newest revision tells the first publication and all corrections. What older ones say counts only where they
    were pushed without their story: a date before all others, and a note that is told nowhere else.
    """
    rows = db.execute(
        "SELECT revision, first_at, stamped, note, note_kind FROM history WHERE number = ? ORDER BY revision", (number,)
    ).fetchall()
    if not rows:
        return None
    newest = db.execute(
        "SELECT payload FROM history WHERE number = ? AND revision = ?", (number, rows[-1]["revision"])
    ).fetchone()
    revision = EnrichedRevision.model_validate_json(zlib.decompress(newest["payload"]))
    tags = ruled(db, revision.enrichment.tags)
    kept = pictures.held(db, pictures.urls(revision))
    return Shown(revision, place(revision, _first(revision, rows), zone), _notes(revision, rows, zone), tags, kept)


def _first(revision: EnrichedRevision, rows: Sequence[sqlite3.Row]) -> int:
    """The earliest date of all; when the article was received only where no date is known."""
    received = milliseconds(revision.received_at)
    dates = {row["first_at"] for row in rows} - {received}
    return min(dates | {milliseconds(revision.published_at)} if revision.published_at else dates, default=received)


def _notes(revision: EnrichedRevision, rows: Sequence[sqlite3.Row], zone: tzinfo) -> tuple[Note, ...]:
    alone = {row["revision"]: _noted(row, zone) for row in rows if row["note"]}
    told = {past.revision: _told(past, zone) for past in revision.corrections if past.note}
    return tuple(note for _, note in sorted((alone | told).items()))


def _noted(row: sqlite3.Row, zone: tzinfo) -> Note:
    return Note(row["revision"], datetime.fromisoformat(row["stamped"]).astimezone(zone), row["note"], row["note_kind"])


def _told(past: PastCorrection, zone: tzinfo) -> Note:
    return Note(past.revision, past.at.astimezone(zone), past.note, past.kind)
