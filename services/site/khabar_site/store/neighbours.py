"""The articles of a section that were published just before and just after one of them."""

from typing import NamedTuple

from khabar_site.store.cards import COLUMNS, Card
from khabar_site.store.reader import Reader


class Neighbours(NamedTuple):
    """A section's slug, empty without one, and the articles on both sides of one of its articles."""

    section: str = ""
    older: Card | None = None
    newer: Card | None = None


def around(reader: Reader, number: int) -> Neighbours:
    """What stands around a live article in its section."""
    row = reader.db.execute("SELECT section, first_at, sid FROM listing WHERE number = ?", (number,)).fetchone()
    if row is None or not row["section"]:
        return Neighbours()
    here = (row["section"], row["first_at"], row["sid"])
    return Neighbours(row["section"], _next_to(reader, here, "<", "DESC"), _next_to(reader, here, ">", "ASC"))


def _next_to(reader: Reader, here: tuple[str, int, str], side: str, order: str) -> Card | None:
    row = reader.db.execute(
        f"SELECT {COLUMNS} FROM listing WHERE section = ? AND (first_at, sid) {side} (?, ?)"  # noqa: S608 - words of ours only
        f" ORDER BY first_at {order}, sid {order} LIMIT 1",
        here,
    ).fetchone()
    return reader.card(row) if row else None
