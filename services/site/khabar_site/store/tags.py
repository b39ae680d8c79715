"""What editors decided about tags, laid over what articles were pushed with when they are read.

No article is rewritten: its page is only made anew when it is next asked for.
"""

import sqlite3
from collections.abc import Iterable

from khabar.models import Tag, TagRef, TagRuling
from khabar_site import addresses

_LED = (
    "WITH RECURSIVE led(slug) AS (SELECT ? UNION SELECT tag.slug FROM tag JOIN led ON tag.into_slug = led.slug)"
    " SELECT slug FROM led"
)


def put(db: sqlite3.Connection, ruling: TagRuling) -> str:
    """Keep a ruling, unless a later one is known, and say which: ``updated``, ``unchanged`` or ``stale``."""
    slug = addresses.slug(ruling.id)
    known = db.execute("SELECT revision FROM tag WHERE slug = ?", (slug,)).fetchone()
    if known is not None and known["revision"] >= ruling.revision:
        return "unchanged" if known["revision"] == ruling.revision else "stale"
    into = ruling.into
    db.execute(
        "INSERT OR REPLACE INTO tag VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            slug,
            ruling.id,
            ruling.revision,
            ruling.type,
            ruling.name,
            into and addresses.slug(into.id),
            into and into.id,
            into and into.type,
            into and into.name,
            ruling.blocked,
        ),
    )
    db.execute(
        f"INSERT OR IGNORE INTO outdated SELECT DISTINCT number FROM tagging WHERE slug IN ({_LED})",  # noqa: S608 - no values
        (slug,),
    )
    return "updated"


def ruling_of(db: sqlite3.Connection, id_: str) -> sqlite3.Row | None:
    """What is kept of a tag's ruling."""
    row: sqlite3.Row | None = db.execute("SELECT * FROM tag WHERE slug = ?", (addresses.slug(id_),)).fetchone()
    return row


def led(db: sqlite3.Connection, slug: str) -> list[str]:
    """A tag's slug and those of the tags that lead to it."""
    return [row["slug"] for row in db.execute(_LED, (slug,))]


def final(db: sqlite3.Connection, slug: str) -> str | None:
    """The slug that a tag's address leads to in the end; None where that tag is blocked."""
    row, seen = _row(db, slug), {slug}
    while row is not None and row["into_slug"] and row["into_slug"] not in seen:
        slug = row["into_slug"]
        seen.add(slug)
        row = _row(db, slug)
    return None if row is not None and row["blocked"] else slug


def way(db: sqlite3.Connection, slug: str) -> list[str]:
    """A tag's slug and those that its address leads to, one after the other; it ends where it would turn round."""
    slugs, row = [slug], _row(db, slug)
    while row is not None and row["into_slug"] and row["into_slug"] not in slugs:
        slugs.append(row["into_slug"])
        row = _row(db, slugs[-1])
    return slugs


def decided(db: sqlite3.Connection, slug: str) -> str | None:
    """The display name that was decided for a tag; None where what articles were pushed with stands."""
    row = _row(db, slug)
    return row["name"] if row is not None else None


def told_of(db: sqlite3.Connection, slug: str) -> TagRef | None:
    """A tag as it was when another was merged into it."""
    row = db.execute("SELECT * FROM tag WHERE into_slug = ? ORDER BY revision DESC LIMIT 1", (slug,)).fetchone()
    return TagRef(id=row["into_id"], type=row["into_type"], name=row["into_name"]) if row else None


def ruled(db: sqlite3.Connection, tags: Iterable[Tag]) -> tuple[Tag, ...]:
    """The tags as readers are shown them: led to where they were merged, renamed, and without the blocked ones."""
    kept: dict[str, Tag] = {}
    for tag in tags:
        slug = final(db, addresses.slug(tag.id))
        if slug is not None and not tag.suggested:
            shown = _shown(db, tag, slug)
            kept[slug] = _joined(kept[slug], shown) if slug in kept else shown
    return tuple(kept.values())


def _joined(one: Tag, other: Tag) -> Tag:
    """Two tags of an article that are one, with the mentions of both."""
    more = tuple(mention for mention in other.mentions if mention not in one.mentions)
    return one.model_copy(update={"salience": max(one.salience, other.salience), "mentions": one.mentions + more})


def _shown(db: sqlite3.Connection, tag: Tag, slug: str) -> Tag:
    ref = TagRef(id=tag.id, type=tag.type, name=tag.name)
    if slug != addresses.slug(tag.id):
        ref = told_of(db, slug) or ref
    name = decided(db, slug) or ref.name
    if (ref.id, name) == (tag.id, tag.name):
        return tag
    return tag.model_copy(update={"id": ref.id, "type": ref.type, "name": name})


def _row(db: sqlite3.Connection, slug: str) -> sqlite3.Row | None:
    row: sqlite3.Row | None = db.execute("SELECT * FROM tag WHERE slug = ?", (slug,)).fetchone()
    return row
