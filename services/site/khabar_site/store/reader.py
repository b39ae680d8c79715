"""Reading the site: every page is read in one snapshot, so that it is wholly old or wholly new."""

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from queue import LifoQueue

from khabar_site.store import changed, connection
from khabar_site.store.cards import Card
from khabar_site.store.loading import load
from khabar_site.store.shown import RenderArticle, Shown
from khabar_site.store.standing import Removal, Standing, State

_CONNECTIONS = 8


@dataclass(frozen=True, slots=True)
class Found:
    """An article's row: what is known of it, shown or not; ``path`` is unquoted.

    ``duplicate_of`` is the article whose page stands for a live one; one that is not live is no copy.
    """

    number: int
    id: str
    sid: str
    path: str | None
    headline: str | None
    standing: Standing
    duplicate_of: str | None

    @property
    def into(self) -> str | None:
        """The article that this one's addresses lead to: it is a copy of that one, or was merged into it."""
        merged = self.standing.removal if self.standing.state is State.UNPUBLISHED else None
        return merged.into if merged else self.duplicate_of


class Reader:
    """One snapshot of the site."""

    def __init__(self, db: sqlite3.Connection, zone: tzinfo) -> None:
        self.db = db
        self.zone = zone
        self.made: set[int] = set()
        """Articles whose pages were made anew because the ones that were kept no longer fit."""

    @property
    def version(self) -> int:
        """The newest change that this snapshot sees."""
        return changed.latest(self.db)

    def article(self, *, sid: str = "", article_id: str = "") -> Found | None:
        """Look an article up by its short or its full id, whether it is shown or not."""
        row = self.db.execute(
            "SELECT article.*, into_id FROM article LEFT JOIN copy USING (id) WHERE sid = ? OR article.id = ?",
            (sid, article_id),
        ).fetchone()
        if row is None:
            return None
        told = {name: row[name] for name in ("number", "id", "sid", "path", "headline")}
        return Found(**told, standing=_standing(row), duplicate_of=row["into_id"])

    def shown(self, number: int) -> Shown | None:
        """The newest content of an article."""
        return load(self.db, number, self.zone)

    def page(self, number: int, look: str, render: RenderArticle) -> tuple[str, str] | None:
        """A live article's page, before and after its related block; made anew if its look or its tags changed."""
        row = self.db.execute(
            "SELECT page.*, outdated.number AS outdated FROM listing LEFT JOIN page USING (number)"
            " LEFT JOIN outdated USING (number) WHERE listing.number = ?",
            (number,),
        ).fetchone()
        if row is None:
            return None
        if row["look"] == look and row["outdated"] is None:
            return zlib.decompress(row["before"]).decode(), zlib.decompress(row["after"]).decode()
        self.made.add(number)
        shown = self.shown(number)
        return render(shown) if shown else None

    def tags(self, number: int) -> list[tuple[str, str]]:
        """Slug and name of the tags of a live article."""
        rows = self.db.execute("SELECT slug, name FROM tagging WHERE number = ? ORDER BY slug", (number,))
        return [(row["slug"], row["name"]) for row in rows]

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
