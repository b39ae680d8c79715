"""Which page shows an article: its own, or the one that it is a copy of, as far as that is live."""

import json
import sqlite3
from collections.abc import Sequence

from khabar_site.store.cards import COLUMNS, Card
from khabar_site.store.reader import Reader

_WAY = (
    "WITH RECURSIVE way(place, id, step) AS ("
    " SELECT key, value, 0 FROM json_each(?)"
    " UNION ALL SELECT place, into_id, step + 1 FROM way JOIN copy USING (id) WHERE step < 8)"
)


def cards(reader: Reader, ids: Sequence[str], *, but: str = "") -> dict[int, Card]:
    """The live articles whose pages show some others, each once, by the place of the first that leads there.

    Args:
        reader: the snapshot to read in.
        ids: the articles that are asked for.
        but: an article that is wanted in no case.
    """
    rows = reader.db.execute(
        f"{_WAY} SELECT place, {COLUMNS} FROM way JOIN listing USING (id) ORDER BY place",  # noqa: S608 - column names only
        (json.dumps(ids),),
    )
    found: dict[str, tuple[int, Card]] = {}
    for row in rows:
        if row["id"] != but:
            found.setdefault(row["id"], (row["place"], reader.card(row)))
    return dict(found.values())


def address(db: sqlite3.Connection, article_id: str) -> str | None:
    """The path of the page that readers of an article get, which may be a notice; None where they get none."""
    row: sqlite3.Row | None = db.execute(
        f"{_WAY} SELECT coalesce(listing.path, article.path) AS path FROM way LEFT JOIN listing USING (id)"  # noqa: S608 - no values
        " LEFT JOIN article ON article.id = way.id AND step = 0 LEFT JOIN copy ON copy.id = way.id"
        " WHERE copy.id IS NULL LIMIT 1",
        (json.dumps([article_id]),),
    ).fetchone()
    return row["path"] if row else None
