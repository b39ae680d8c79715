"""Reading the site: every page is read in one snapshot, so that it is wholly old or wholly new."""

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from queue import LifoQueue

from khabar_site.store import connection
from khabar_site.store.cards import COLUMNS, Card
from khabar_site.store.projection import load
from khabar_site.store.shown import Note, RenderArticle, Shown, moment
from khabar_site.store.standing import Removal, Standing

RELATED = 5
_CONNECTIONS = 8


@dataclass(frozen=True, slots=True)
class Found:
    """An article's row: what is known of it, shown or not; ``path`` is unquoted."""

    number: int
    id: str
    sid: str
    path: str | None
    headline: str | None
    standing: Standing


class Reader:
    """One snapshot of the site."""

    def __init__(self, db: sqlite3.Connection, zone: tzinfo) -> None:
        self.db = db
        self.zone = zone

    def article(self, *, sid: str = "", article_id: str = "") -> Found | None:
        """Look an article up by its short or its full id, whether it is shown or not."""
        row = self.db.execute("SELECT * FROM article WHERE sid = ? OR id = ?", (sid, article_id)).fetchone()
        if row is None:
            return None
        return Found(row["number"], row["id"], row["sid"], row["path"], row["headline"], _standing(row))

    def shown(self, number: int) -> Shown | None:
        """The newest content of an article."""
        return load(self.db, number, self.zone)

    def page(self, number: int, look: str, render: RenderArticle) -> tuple[str, str] | None:
        """A live article's page, before and after its related block; made anew if its look or its tags changed."""
        row = self.db.execute(
            "SELECT page.*, outdated.number AS outdated FROM page LEFT JOIN outdated USING (number) WHERE number = ?",
            (number,),
        ).fetchone()
        if row is None:
            return None
        if row["look"] == look and row["outdated"] is None:
            return zlib.decompress(row["before"]).decode(), zlib.decompress(row["after"]).decode()
        shown = self.shown(number)
        return render(shown) if shown else None

    def related(self, number: int, article_id: str) -> list[Card]:
        """Live articles linked from an article or to it, the closest first."""
        rows = self.db.execute(
            f"SELECT {COLUMNS}, max(score) AS score FROM ("  # noqa: S608 - column names only
            " SELECT * FROM (SELECT other AS id, score FROM related WHERE number = ? ORDER BY score DESC)"
            " UNION ALL SELECT * FROM (SELECT listing.id, score FROM related JOIN listing USING (number)"
            "  WHERE other = ? ORDER BY score DESC LIMIT ?)"
            ") AS link JOIN listing USING (id) GROUP BY listing.number"
            " ORDER BY score DESC, listing.first_at DESC, listing.sid LIMIT ?",
            (number, article_id, RELATED, RELATED),
        )
        return [self.card(row) for row in rows]

    def tags(self, number: int) -> list[tuple[str, str]]:
        """Slug and name of the tags of a live article."""
        rows = self.db.execute("SELECT slug, name FROM tagging WHERE number = ? ORDER BY slug", (number,))
        return [(row["slug"], row["name"]) for row in rows]

    def corrections(self, limit: int) -> list[tuple[Card, Note]]:
        """The newest public corrections of live articles."""
        rows = self.db.execute(
            f"SELECT {COLUMNS}, revision, at, note, kind FROM correction JOIN listing USING (number)"  # noqa: S608 - column names only
            " ORDER BY at DESC, listing.sid, revision DESC LIMIT ?",
            (limit,),
        )
        return [
            (self.card(row), Note(row["revision"], moment(row["at"], self.zone), row["note"], row["kind"]))
            for row in rows
        ]

    def card(self, row: sqlite3.Row) -> Card:
        """Read a card from a row that begins with its columns."""
        return Card.of(row, self.zone)


class Readers:
    """The readers' connections; each snapshot borrows one."""

    def __init__(self, database: Path, zone: tzinfo) -> None:
        self._zone = zone
        self._free: LifoQueue[sqlite3.Connection] = LifoQueue()
        for _ in range(_CONNECTIONS):
            self._free.put(connection.open_reader(database))

    @contextmanager
    def snapshot(self) -> Iterator[Reader]:
        """Read the site as it is now, for as long as the block lasts."""
        db = self._free.get()
        try:
            with connection.transaction(db, "BEGIN"):
                yield Reader(db, self._zone)
        finally:
            self._free.put(db)

    def close(self) -> None:
        """Close all connections; no snapshot may be in use."""
        while not self._free.empty():
            self._free.get().close()


def standing_of(db: sqlite3.Connection, number: int) -> Standing:
    """The standing of an article's row."""
    return _standing(db.execute("SELECT * FROM article WHERE number = ?", (number,)).fetchone())


def _standing(row: sqlite3.Row) -> Standing:
    removal = None
    if row["removal_kind"]:
        told = ("removal_revision", "removal_kind", "removal_reason", "removal_at", "removal_into")
        removal = Removal(*(row[name] for name in told))
    return Standing(row["revision"], row["content_sha256"], row["push_sha256"], removal)
