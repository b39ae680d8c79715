"""What readers see of one article, written anew from what was pushed of it."""

import sqlite3
import zlib
from collections.abc import Iterable
from datetime import tzinfo

from khabar.models import EnrichedRevision
from khabar_site import addresses
from khabar_site.content import excerpt, picture, section
from khabar_site.store import authors, copies, indexing, links, maps, pictures, story_names, tombstones, translations
from khabar_site.store.loading import load
from khabar_site.store.shown import RenderArticle, Shown, milliseconds
from khabar_site.store.standing import Standing, State

FORM = 2
"""Which way articles are projected; it grows with every change of what is written here, and all is written anew."""


def project(db: sqlite3.Connection, number: int, standing: Standing, zone: tzinfo) -> Shown | None:
    """Take an article out of everything readers see and put it back if it is live; return what is to be rendered.

    A copy is put back only as what leads to the article whose page stands for it.
    """
    article_id: str = db.execute("SELECT id FROM article WHERE number = ?", (number,)).fetchone()["id"]
    if standing.state is not State.LIVE:
        story_names.unname(db, number, article_id)
    left = tombstones.lists_of(db, number)
    db.execute("DELETE FROM listing WHERE number = ?", (number,))
    indexing.unindex(db, number, killed=standing.state is State.KILLED)
    db.execute("DELETE FROM copy WHERE id = ?", (article_id,))
    if standing.state is State.KILLED:
        story_names.bury(db, number)
        db.execute("DELETE FROM history WHERE number = ?", (number,))
    shown = load(db, number, zone)
    tells = shown if standing.state is not State.UNPUBLISHED else None
    db.execute(
        "UPDATE article SET path = ?, headline = ? WHERE number = ?",
        (tells and tells.place.path, tells and tells.revision.headline, number),
    )
    if shown is None or standing.state is not State.LIVE:
        tombstones.put(db, article_id, left, standing.removal)
        return None
    if into := copies.original(db, article_id):
        copies.keep(db, shown.revision, into)
        tombstones.put(db, article_id, left)
        return None
    tombstones.forget(db, article_id)
    _list(db, number, shown)
    return shown


def keep_page(db: sqlite3.Connection, number: int, shown: Shown, look: str, render: RenderArticle) -> None:
    """Render an article's page and keep it."""
    before, after = (zlib.compress(part.encode(), 3) for part in render(shown))
    db.execute("INSERT OR REPLACE INTO page VALUES (?, ?, ?, ?)", (number, look, before, after))
    db.execute("DELETE FROM outdated WHERE number = ?", (number,))


def _list(db: sqlite3.Connection, number: int, shown: Shown) -> None:
    revision, at = shown.revision, milliseconds(shown.place.first)
    slug, name = section(revision)
    image = picture(revision)
    db.execute(
        f"INSERT INTO listing VALUES ({', '.join('?' * 17)})",  # noqa: S608 - question marks only
        (
            number,
            revision.id,
            shown.place.sid,
            shown.place.path,
            revision.headline,
            excerpt(revision),
            revision.language,
            revision.direction,
            revision.source.name or "",
            slug,
            name,
            image.url if image else None,
            (image.alt or "") if image else "",
            revision.breaking,
            at,
            (revision.updated_at or shown.place.first).isoformat(),
            f"{shown.place.first:%Y-%m-%d}",
        ),
    )
    db.executemany("INSERT OR IGNORE INTO tagging VALUES (?, ?, ?, ?, ?, ?)", _tags(number, shown, at))
    authors.keep(db, number, shown)
    translations.keep(db, number, revision)
    maps.put(db, number, shown)
    pictures.want(db, number, revision)
    notes = [(number, note.revision, milliseconds(note.at), note.note, note.kind) for note in shown.notes]
    db.executemany("INSERT INTO correction VALUES (?, ?, ?, ?, ?)", notes)
    if links.held(db, revision.id) is None:
        db.executemany("INSERT OR IGNORE INTO related VALUES (?, ?, ?)", _links(number, revision))
    indexing.index(db, number, shown)


def _tags(number: int, shown: Shown, at: int) -> Iterable[tuple[str, int, str, int, str, str]]:
    for tag in shown.revision.enrichment.tags:
        if (slug := addresses.slug(tag.id)) and not tag.suggested:
            yield slug, at, shown.place.sid, number, tag.type, tag.name


def _links(number: int, revision: EnrichedRevision) -> Iterable[tuple[int, str, float]]:
    for link in revision.enrichment.related:
        if link.article_id != revision.id:
            yield number, link.article_id, link.score
