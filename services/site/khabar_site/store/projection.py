"""What readers see of one article, written anew from what was pushed of it."""

import sqlite3
import zlib
from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo

from khabar.models import EnrichedRevision, PastCorrection
from khabar_site import addresses
from khabar_site.content import excerpt, picture, section, shown_text
from khabar_site.store.shown import Note, RenderArticle, Shown, milliseconds, place
from khabar_site.store.standing import Standing, State
from khabar_site.store.tags import ruled
from khabar_site.store.terms import terms


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
    return Shown(revision, place(revision, _first(revision, rows), zone), _notes(revision, rows, zone), tags)


def project(db: sqlite3.Connection, number: int, standing: Standing, zone: tzinfo) -> Shown | None:
    """Take an article out of everything readers see and put it back if it is live; return what is to be rendered."""
    db.execute("DELETE FROM listing WHERE number = ?", (number,))
    db.execute("DELETE FROM search WHERE rowid = ?", (number,))
    if standing.state is State.KILLED:
        db.execute("DELETE FROM history WHERE number = ?", (number,))
    shown = load(db, number, zone)
    tells = shown if standing.state is not State.UNPUBLISHED else None
    db.execute(
        "UPDATE article SET path = ?, headline = ? WHERE number = ?",
        (tells and tells.place.path, tells and tells.revision.headline, number),
    )
    if shown is None or standing.state is not State.LIVE:
        return None
    _list(db, number, shown)
    return shown


def keep_page(db: sqlite3.Connection, number: int, shown: Shown, look: str, render: RenderArticle) -> None:
    """Render an article's page and keep it."""
    before, after = (zlib.compress(part.encode(), 3) for part in render(shown))
    db.execute("INSERT OR REPLACE INTO page VALUES (?, ?, ?, ?)", (number, look, before, after))
    db.execute("DELETE FROM outdated WHERE number = ?", (number,))


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


def _list(db: sqlite3.Connection, number: int, shown: Shown) -> None:
    revision, at = shown.revision, milliseconds(shown.place.first)
    slug, name = section(revision)
    image = picture(revision)
    db.execute(
        f"INSERT INTO listing VALUES ({', '.join('?' * 17)})",  # noqa: S608 - question marks only
        (
            number,
            revision.id,
            shown.place.sid,
            shown.place.path,
            revision.headline,
            excerpt(revision),
            revision.language,
            revision.direction,
            revision.source.name or "",
            slug,
            name,
            image.url if image else None,
            (image.alt or "") if image else "",
            revision.breaking,
            at,
            (revision.updated_at or shown.place.first).isoformat(),
            f"{shown.place.first:%Y-%m-%d}",
        ),
    )
    db.executemany("INSERT OR IGNORE INTO tagging VALUES (?, ?, ?, ?, ?, ?)", _tags(number, shown, at))
    notes = [(number, note.revision, milliseconds(note.at), note.note, note.kind) for note in shown.notes]
    db.executemany("INSERT INTO correction VALUES (?, ?, ?, ?, ?)", notes)
    links = [
        (number, link.article_id, link.score) for link in revision.enrichment.related if link.article_id != revision.id
    ]
    db.executemany("INSERT OR IGNORE INTO related VALUES (?, ?, ?)", links)
    _index(db, number, revision)


def _tags(number: int, shown: Shown, at: int) -> Iterable[tuple[str, int, str, int, str, str]]:
    for tag in shown.revision.enrichment.tags:
        if (slug := addresses.slug(tag.id)) and not tag.suggested:
            yield slug, at, shown.place.sid, number, tag.type, tag.name


def _index(db: sqlite3.Connection, number: int, revision: EnrichedRevision) -> None:
    fields = (revision.headline, revision.lead, shown_text(revision))
    db.execute("INSERT INTO search (rowid, headline, lead, body) VALUES (?, ?, ?, ?)", (number, *map(terms, fields)))
