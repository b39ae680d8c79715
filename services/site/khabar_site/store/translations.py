"""Articles that tell in another language what one of them told first."""

import sqlite3
from collections.abc import Iterator

from khabar.events import short_id
from khabar.models import EnrichedRevision
from khabar_site import surrogates
from khabar_site.store.cards import COLUMNS, Card
from khabar_site.store.reader import Reader

_MANY = 40


def keep(db: sqlite3.Connection, number: int, revision: EnrichedRevision) -> None:
    """Note what a live article is a translation of."""
    if revision.translation_of and revision.translation_of != revision.id:
        db.execute("INSERT INTO translation VALUES (?, ?)", (number, revision.translation_of))


def root(db: sqlite3.Connection, article_id: str) -> str:
    """The article that was there first: the one that this is a translation of, else itself."""
    row = db.execute(
        "SELECT root FROM translation JOIN listing USING (number) WHERE listing.id = ?", (article_id,)
    ).fetchone()
    return str(row["root"]) if row else article_id


def keys(db: sqlite3.Connection, number: int, _: str) -> Iterator[str]:
    """The keys of the pages that name an article as the same in its language."""
    row = db.execute("SELECT root FROM translation WHERE number = ?", (number,)).fetchone()
    if row is None:
        return
    try:
        yield surrogates.article(short_id(row["root"]))
    except ValueError:  # the source's own name for it, which is no article's
        others = db.execute("SELECT sid FROM translation JOIN listing USING (number) WHERE root = ?", (row["root"],))
        yield from (surrogates.article(other["sid"]) for other in others)


def group(reader: Reader, root_id: str) -> list[Card]:
    """The live articles that tell one thing in different languages, one for each, the first told before all others."""
    rows = reader.db.execute(
        f"SELECT {COLUMNS} FROM listing LEFT JOIN translation USING (number)"  # noqa: S608 - column names only
        " WHERE listing.id = ? OR number IN (SELECT number FROM translation WHERE root = ?)"
        " ORDER BY listing.id = ? DESC, listing.first_at, listing.sid LIMIT ?",
        (root_id, root_id, root_id, _MANY),
    )
    found: dict[str, Card] = {}
    for row in rows:
        found.setdefault(row["language"], reader.card(row))
    return list(found.values())
