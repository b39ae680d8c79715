"""The public ledger of corrections, the newest first."""

from khabar_site.store.cards import COLUMNS, Card
from khabar_site.store.lists import START, Cursor
from khabar_site.store.reader import Reader
from khabar_site.store.shown import Note, moment

Entry = tuple[Card, Note]


def corrections(reader: Reader, limit: int, after: Cursor = START, step: int = 0) -> list[Entry]:
    """The public corrections of live articles; ``after`` is the moment and the sid of one, ``step`` its revision."""
    at, sid = after
    rows = reader.db.execute(
        f"SELECT {COLUMNS}, revision, at, note, kind FROM correction JOIN listing USING (number)"  # noqa: S608 - column names only
        " WHERE at <= ? AND (at < ? OR listing.sid > ? OR (listing.sid = ? AND revision < ?))"
        " ORDER BY at DESC, listing.sid, revision DESC LIMIT ?",
        (at, at, sid, sid, step, limit),
    )
    return [
        (reader.card(row), Note(row["revision"], moment(row["at"], reader.zone), row["note"], row["kind"]))
        for row in rows
    ]
