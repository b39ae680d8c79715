"""The related links of articles: of each the list that was told last, shown as far as it leads to live pages."""

import sqlite3
from collections.abc import Sequence

from pydantic import TypeAdapter

from khabar.models import RelatedLink
from khabar_site.store import ways
from khabar_site.store.cards import COLUMNS, Card
from khabar_site.store.reader import Reader

RELATED = 6
STORY = "story"
"""The reason of a link between articles of one story; it is told with the story's name."""
_LINKS = TypeAdapter(tuple[RelatedLink, ...])
_KEPT = {"__all__": {"article_id", "score", "reasons", "pinned"}}
Link = tuple[Card, RelatedLink]


def put(db: sqlite3.Connection, article_id: str, version: int, links: Sequence[RelatedLink]) -> str:
    """Keep an article's links, unless newer ones are known, and say which: ``updated``, ``unchanged`` or ``stale``.

    Headlines and names of stories are left out: they are read where they stand, and go when their articles go.
    """
    known = db.execute("SELECT version FROM linked WHERE id = ?", (article_id,)).fetchone()
    if known is not None and known["version"] >= version:
        return "unchanged" if known["version"] == version else "stale"
    kept = _LINKS.dump_json(tuple(_nameless(link) for link in links), include=_KEPT).decode()
    db.execute("INSERT OR REPLACE INTO linked VALUES (?, ?, ?)", (article_id, version, kept))
    db.execute("DELETE FROM related WHERE number = (SELECT number FROM article WHERE id = ?)", (article_id,))
    return "updated"


def held(db: sqlite3.Connection, article_id: str) -> tuple[int, tuple[RelatedLink, ...]] | None:
    """The version and the links that are kept of an article; None where none were told with a version."""
    row = db.execute("SELECT version, links FROM linked WHERE id = ?", (article_id,)).fetchone()
    return row and (row["version"], _LINKS.validate_json(row["links"]))


def shown(reader: Reader, number: int, article_id: str) -> list[Link]:
    """The live articles that stand beside one, as was told last, with what ties each to it.

    Where no version was told, those that it was pushed with and those that link to it, the closest first.
    """
    known = held(reader.db, article_id)
    if known is None:
        return _pushed(reader, number, article_id)
    links = known[1]
    found = ways.cards(reader, [link.article_id for link in links], but=article_id)
    return [(card, links[place]) for place, card in found.items()][:RELATED]


def _nameless(link: RelatedLink) -> RelatedLink:
    reasons = tuple(STORY if reason.startswith(f"{STORY} ") else reason for reason in link.reasons)
    return link.model_copy(update={"reasons": reasons})


def _pushed(reader: Reader, number: int, article_id: str) -> list[Link]:
    rows = reader.db.execute(
        f"SELECT {COLUMNS}, max(score) AS score FROM ("  # noqa: S608 - column names only
        " SELECT * FROM (SELECT other AS id, score FROM related WHERE number = ? ORDER BY score DESC)"
        " UNION ALL SELECT * FROM (SELECT listing.id, score FROM related JOIN listing USING (number)"
        "  WHERE other = ? ORDER BY score DESC LIMIT ?)"
        ") AS link JOIN listing USING (id) GROUP BY listing.number"
        " ORDER BY score DESC, listing.first_at DESC, listing.sid LIMIT ?",
        (number, article_id, RELATED, RELATED),
    )
    return [(reader.card(row), RelatedLink(article_id=row["id"], score=row["score"])) for row in rows]
