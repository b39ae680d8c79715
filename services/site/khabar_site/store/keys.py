"""Which surrogate keys an article has: those of all lists it stands in, and of all pages that tell something of it.

A write bumps the keys that its article had before and has afterwards. What another page shows only because it was told
so (a link, a reporter, a copy) that page carries itself, also while it does not show it: see `beside`.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import suppress

from khabar.events import short_id
from khabar.models import CopiesChange, RelatedChange, StoryChange
from khabar_site import surrogates
from khabar_site.store import tags, translations
from khabar_site.store.ties import Tie

Source = Callable[[sqlite3.Connection, int, str], Iterable[str]]

_LED = (  # an article and the copies that lead to its page
    "WITH RECURSIVE led(id, step) AS (SELECT ?, 0 UNION"
    " SELECT copy.id, step + 1 FROM copy JOIN led ON copy.into_id = led.id WHERE step < 8)"
)
_WAY = (  # articles and those that their pages lead to
    "WITH RECURSIVE way(id, step) AS (SELECT value, 0 FROM json_each(?) UNION"
    " SELECT into_id, step + 1 FROM way JOIN copy USING (id) WHERE step < 8)"
)
_SHOWN = (  # what was told to stand on a page, shown or not
    "SELECT json_group_array(id) FROM ("
    " SELECT json_extract(value, '$.article_id') AS id FROM linked, json_each(linked.links) WHERE linked.id = :id"
    " UNION SELECT json_extract(value, '$.article_id') FROM copied, json_each(copied.reporters) WHERE copied.id = :id"
    " UNION SELECT other FROM related JOIN listing USING (number) WHERE listing.id = :id"
    " UNION SELECT listing.id FROM related JOIN listing USING (number) WHERE other = :id"
    " UNION SELECT id FROM copy WHERE into_id = :id)"
)


def of(db: sqlite3.Connection, number: int, article_id: str) -> frozenset[str]:
    """All keys of an article as it is now."""
    return frozenset(key for source in SOURCES for key in source(db, number, article_id))


def day(db: sqlite3.Connection, number: int) -> str | None:
    """The day under which the archive counts an article; None where it does not."""
    row = db.execute("SELECT day FROM listing WHERE number = ?", (number,)).fetchone()
    return str(row["day"]) if row else None


def of_tie(db: sqlite3.Connection, tie: Tie) -> frozenset[str]:
    """The keys of what a tie is about, as it is now; those of before and after together are what it changes."""
    match tie:
        case RelatedChange():
            return frozenset({*_articles([tie.id]), *_linked(db, tie.id)})
        case CopiesChange():
            return frozenset(_articles([tie.id]))
        case StoryChange():
            told = db.execute("SELECT article FROM story_article WHERE story = ?", (tie.id,))
            return frozenset({surrogates.LATEST, surrogates.story(tie.id), *_articles(row[0] for row in told)})


def beside(db: sqlite3.Connection, article_id: str) -> frozenset[str]:
    """The keys of an article's page: its own, and those of all that may stand beside its text."""
    told = db.execute(_SHOWN, {"id": article_id}).fetchone()[0]
    others = db.execute(f"{_WAY} SELECT DISTINCT id FROM way", (told,))  # noqa: S608 - no values
    shown = _articles(row[0] for row in others)
    return frozenset({*_articles([article_id]), *shown, *_stories(db, 0, article_id)})


def _own(db: sqlite3.Connection, number: int, article_id: str) -> Iterable[str]:
    """The article, the lists it stands in, and, of a copy, the article that stands for it."""
    yield from _articles([article_id])
    row = db.execute("SELECT section, day FROM listing WHERE number = ?", (number,)).fetchone()
    if row is not None:
        yield from (surrogates.LATEST, surrogates.day(row["day"]))
        if row["section"]:
            yield surrogates.section(row["section"])
    way = db.execute(f"{_WAY} SELECT id FROM way WHERE step", (json.dumps([article_id]),))  # noqa: S608 - no values
    yield from _articles(into[0] for into in way)


def _tags(db: sqlite3.Connection, number: int, _: str) -> Iterable[str]:
    for row in db.execute("SELECT slug FROM tagging WHERE number = ?", (number,)):
        yield from map(surrogates.tag, tags.way(db, row["slug"]))


def _authors(db: sqlite3.Connection, number: int, _: str) -> Iterable[str]:
    return [surrogates.author(row[0]) for row in db.execute("SELECT slug FROM authorship WHERE number = ?", (number,))]


def _corrections(db: sqlite3.Connection, number: int, _: str) -> Iterable[str]:
    if db.execute("SELECT 1 FROM correction WHERE number = ?", (number,)).fetchone():
        yield surrogates.CORRECTIONS


def _stories(db: sqlite3.Connection, _: int, article_id: str) -> Iterable[str]:
    rows = db.execute(f"{_LED} SELECT DISTINCT story FROM story_article JOIN led ON article = led.id", (article_id,))  # noqa: S608 - no values
    return [surrogates.story(row[0]) for row in rows]


def _left(db: sqlite3.Connection, _: int, article_id: str) -> Iterable[str]:
    """The lists whose feeds tell that the article left them; they tell it no more when it is back, be it elsewhere."""
    for row in db.execute("SELECT list FROM tombstone WHERE id = ?", (article_id,)):
        kind, _colon, name = row["list"].partition(":")
        yield from map(surrogates.tag, tags.way(db, name)) if kind == "tag" else (row["list"],)


def _links(db: sqlite3.Connection, _: int, article_id: str) -> Iterable[str]:
    return _linked(db, article_id)


def _linked(db: sqlite3.Connection, article_id: str) -> Iterable[str]:
    """The articles that one was pushed with as related: each may show it in turn."""
    rows = db.execute("SELECT other FROM related JOIN listing USING (number) WHERE listing.id = ?", (article_id,))
    return _articles(row[0] for row in rows)


def _articles(ids: Iterable[str]) -> Iterable[str]:
    """The keys of articles; what was told without a version may name one that can be none."""
    for article_id in ids:
        with suppress(ValueError):
            yield surrogates.article(short_id(article_id))


SOURCES: tuple[Source, ...] = (_own, _tags, _authors, _corrections, _stories, _links, _left, translations.keys)
"""What tells the keys of an article; an area adds its own."""
