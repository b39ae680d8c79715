"""Running stories: which articles tell each, and when what they tell happened."""

import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

from khabar.models import StoryArticle, StoryChange
from khabar_site.store import story_names, ways
from khabar_site.store.cards import Card
from khabar_site.store.reader import Reader
from khabar_site.store.shown import milliseconds, moment

_NEAR = 24
"""So many of a story's newest articles are looked at for those that stand beside one of them."""
_RUNNING_DAYS, _RUNNING_ARTICLES, _NEWEST_LOOKED_AT = 3, 3, 300
"""A story runs while so many articles of it came within so many days; so many of the newest are looked at."""

_START = (2**62, "")


class Told(NamedTuple):
    """A story as it was told last; ``into`` is the story that its articles went to."""

    id: str
    version: int
    name: str
    into: str | None


class Running(NamedTuple):
    """A story that runs: its name, its newest article, and how many came lately."""

    id: str
    name: str
    newest: Card
    articles: int


class Entry(NamedTuple):
    """A live article of a story, and the ISO day of what it tells."""

    happened: str
    card: Card


def put(db: sqlite3.Connection, change: StoryChange) -> str:
    """Keep a story, unless a newer version is known, and say which: ``updated``, ``unchanged`` or ``stale``."""
    known = told(db, change.id)
    if known is not None and known.version >= change.revision:
        return "unchanged" if known.version == change.revision else "stale"
    db.execute("DELETE FROM story_article WHERE story = ?", (change.id,))
    row = (change.id, change.revision, story_names.fit(db, change), change.into)
    db.execute("INSERT OR REPLACE INTO story VALUES (?, ?, ?, ?)", row)
    db.executemany("INSERT OR IGNORE INTO story_article VALUES (?, ?, ?, ?)", _rows(change))
    return "updated"


def told(db: sqlite3.Connection, id_: str) -> Told | None:
    """What is kept of a story, its articles aside."""
    row = db.execute("SELECT * FROM story WHERE id = ?", (id_,)).fetchone()
    return row and Told(row["id"], row["version"], row["name"], row["into_id"])


def articles(reader: Reader, id_: str) -> list[StoryArticle]:
    """The articles that a story was told with, by publication."""
    rows = reader.db.execute("SELECT * FROM story_article WHERE story = ? ORDER BY published_at, article", (id_,))
    return [
        StoryArticle(
            article_id=row["article"], published_at=moment(row["published_at"], reader.zone), happened=row["happened"]
        )
        for row in rows
    ]


def final(db: sqlite3.Connection, id_: str) -> Told | None:
    """The story that a story's address leads to in the end; None where nothing was told of it."""
    now, seen = told(db, id_), {id_}
    while now is not None and now.into and now.into not in seen:
        seen.add(now.into)
        now = told(db, now.into)
    return now


def of_article(db: sqlite3.Connection, article_id: str) -> Told | None:
    """The story of an article, or of a copy that its page stands for; the one that was told last."""
    row = db.execute(
        "SELECT story.* FROM story_article JOIN story ON story.id = story_article.story"
        " WHERE article = ? OR article IN (SELECT id FROM copy WHERE into_id = ?)"
        " ORDER BY article = ? DESC, version DESC LIMIT 1",
        (article_id, article_id, article_id),
    ).fetchone()
    return row and Told(row["id"], row["version"], row["name"], row["into_id"])


def timeline(reader: Reader, id_: str) -> list[Entry]:
    """The live articles of a story in the order in which things happened."""
    rows = reader.db.execute(
        "SELECT article, happened FROM story_article WHERE story = ? ORDER BY happened, published_at, article", (id_,)
    ).fetchall()
    found = ways.cards(reader, [row["article"] for row in rows])
    own = {row["article"]: row["happened"] for row in rows}
    entries = [Entry(own.get(card.id, rows[place]["happened"]), card) for place, card in found.items()]
    return sorted(entries, key=lambda entry: (entry.happened, entry.card.first_at, entry.card.sid))


def newest(reader: Reader, id_: str, *, but: str) -> list[Card]:
    """The newest live articles of a story, the newest first, without one of them."""
    rows = reader.db.execute(
        "SELECT article FROM story_article WHERE story = ? ORDER BY published_at DESC, article LIMIT ?", (id_, _NEAR)
    )
    found = ways.cards(reader, [row["article"] for row in rows], but=but)
    return sorted(found.values(), key=lambda card: (-card.first_at, card.sid))


def running(reader: Reader, limit: int) -> list[Running]:
    """The stories with the newest articles, of those that had several in the days before the site's newest one."""
    rows = reader.db.execute(
        "WITH fresh AS ("
        " SELECT id, first_at FROM listing WHERE (first_at, sid) < (?, ?) ORDER BY first_at DESC, sid DESC LIMIT ?)"
        " SELECT story, count(*) AS articles FROM fresh"
        " CROSS JOIN story_article ON story_article.article = fresh.id JOIN story ON story.id = story"
        " WHERE into_id IS NULL AND first_at > (SELECT max(first_at) FROM fresh) - ?"
        " GROUP BY story HAVING count(*) >= ? ORDER BY max(first_at) DESC, story LIMIT ?",
        (*_START, _NEWEST_LOOKED_AT, _RUNNING_DAYS * 86_400_000, _RUNNING_ARTICLES, limit),
    ).fetchall()
    return [story for row in rows if (story := _running(reader, row["story"], row["articles"]))]


def _running(reader: Reader, id_: str, articles: int) -> Running | None:
    name, cards = told(reader.db, id_), newest(reader, id_, but="")
    return Running(id_, name.name or cards[0].headline, cards[0], articles) if name and cards else None


def _rows(change: StoryChange) -> Iterable[tuple[str, str, int, str]]:
    for article in change.articles:
        yield change.id, article.article_id, milliseconds(article.published_at), article.happened
