"""Tombstones: which articles left which lists, told by feeds for a while so that their readers drop them too."""

import sqlite3
import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from khabar_site import surrogates
from khabar_site.store.reader import Reader
from khabar_site.store.shown import milliseconds, moment
from khabar_site.store.standing import Removal

KEPT = timedelta(days=30)
_TOLD = 100
_NAMES: dict[str, Callable[[str], str]] = {
    "latest": lambda _: surrogates.LATEST,
    "section": surrogates.section,
    "tag": surrogates.tag,
    "author": surrogates.author,
    "story": surrogates.story,
}


class Tombstone(NamedTuple):
    """An article that left a list; ``at`` lies in the newsroom's zone."""

    id: str
    at: datetime


def lists_of(db: sqlite3.Connection, number: int) -> list[str]:
    """The surrogate keys of the lists in which an article stands; none where it is not live."""
    rows = db.execute(
        "SELECT 'latest' AS kind, '' AS name FROM listing WHERE number = :number"
        " UNION ALL SELECT 'section', section FROM listing WHERE number = :number AND section > ''"
        " UNION ALL SELECT 'tag', slug FROM tagging WHERE number = :number"
        " UNION ALL SELECT 'author', slug FROM authorship WHERE number = :number"
        " UNION ALL SELECT 'story', story FROM listing JOIN story_article ON article = id WHERE number = :number",
        {"number": number},
    )
    return [_NAMES[row["kind"]](row["name"]) for row in rows]


def put(db: sqlite3.Connection, article_id: str, lists: Iterable[str], removal: Removal | None = None) -> None:
    """Write down that an article left some lists, when it was removed or else now, and drop what is too old."""
    now = time.time_ns() // 1_000_000
    at = milliseconds(datetime.fromisoformat(removal.at)) if removal else now
    db.executemany("INSERT OR REPLACE INTO tombstone VALUES (?, ?, ?)", [(name, article_id, at) for name in lists])
    db.execute("DELETE FROM tombstone WHERE at < ?", (now - KEPT // timedelta(milliseconds=1),))


def forget(db: sqlite3.Connection, article_id: str) -> None:
    """Take the tombstones of an article away, because it is back."""
    db.execute("DELETE FROM tombstone WHERE id = ?", (article_id,))


def of(reader: Reader, lists: Iterable[str], now: datetime) -> list[Tombstone]:
    """The articles that left a list, which may go by several keys, within the time kept; the last to leave first."""
    keys = tuple(lists)
    rows = reader.db.execute(
        f"SELECT id, max(at) AS at FROM tombstone WHERE list IN ({', '.join('?' * len(keys))}) AND at > ?"  # noqa: S608 - question marks only
        " GROUP BY id ORDER BY 2 DESC, id LIMIT ?",
        (*keys, milliseconds(now - KEPT), _TOLD),
    )
    return [Tombstone(row["id"], moment(row["at"], reader.zone)) for row in rows]
