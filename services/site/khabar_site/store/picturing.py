"""How pictures come and go: what is to be fetched, what became of it, and what no live article shows any more.

What changes something returns the surrogate keys of it, as `Writer.change` asks for.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from khabar_site import surrogates
from khabar_site.store import keys

_MANY = 100
_BATCH = 500
_SHOWN = "EXISTS (SELECT 1 FROM picturing WHERE picturing.url = picture.url)"
_RELEASE = "UPDATE picture SET state = 'wanted', tries = 0, due_at = 0, name = NULL, height = NULL, widths = NULL"
_TOLD = "state, tries, due_at, at, error, name, height, widths"


class Wanted(NamedTuple):
    """A picture that is to be fetched, and how often that failed."""

    url: str
    tries: int


class Files(NamedTuple):
    """What was made of a picture: the name of its files, the height of the widest, and their widths, rising."""

    name: str
    height: int
    widths: Sequence[int]


def due(db: sqlite3.Connection, now: int, limit: int) -> list[Wanted]:
    """The pictures that are to be fetched by a moment, those wanted last first."""
    rows = db.execute(
        f"SELECT url, tries FROM picture WHERE state = 'wanted' AND due_at <= ? AND {_SHOWN}"  # noqa: S608 - no values
        " ORDER BY due_at DESC LIMIT ?",
        (now, limit),
    )
    return [Wanted(row["url"], row["tries"]) for row in rows]


def next_due(db: sqlite3.Connection) -> int | None:
    """When the next picture is to be fetched; None where none is wanted."""
    moment: int | None = db.execute("SELECT min(due_at) FROM picture WHERE state = 'wanted'").fetchone()[0]
    return moment


def keep(db: sqlite3.Connection, url: str, files: Files, at: int) -> tuple[frozenset[str], list[int]]:
    """Note that the site holds a picture; return the keys of what shows it, and the articles to render anew.

    Nothing is noted where no article shows it any more.
    """
    db.execute(
        "UPDATE picture SET state = 'kept', error = '', at = ?, name = ?, height = ?, widths = ?"  # noqa: S608 - no values
        f" WHERE url = ? AND {_SHOWN}",
        (at, files.name, files.height, ",".join(map(str, files.widths)), url),
    )
    return _shown_anew(db, url)


def put_off(db: sqlite3.Connection, wanted: Wanted, error: str, at: int, due_at: int) -> frozenset[str]:
    """Note that a picture could not be fetched, and when it is tried again; pages do not show that."""
    db.execute(
        "UPDATE picture SET tries = ?, error = ?, at = ?, due_at = ? WHERE url = ?",
        (wanted.tries, error, at, due_at, wanted.url),
    )
    return frozenset()


def give_up(db: sqlite3.Connection, wanted: Wanted, error: str, at: int) -> frozenset[str]:
    """Note that a picture is not tried again by itself; pages do not show that."""
    db.execute(
        "UPDATE picture SET state = 'given up', tries = ?, error = ?, at = ? WHERE url = ?",
        (wanted.tries, error, at, wanted.url),
    )
    return frozenset()


def forget(db: sqlite3.Connection) -> list[str]:
    """Forget the pictures that no live article shows any more; return the names of files that nothing needs now."""
    rows = db.execute(f"DELETE FROM picture WHERE url IN (SELECT url FROM loose) AND NOT {_SHOWN} RETURNING name")  # noqa: S608 - no values
    names = {row["name"] for row in rows.fetchall() if row["name"]}
    db.execute("DELETE FROM loose")
    return sorted(name for name in names if not known(db, name))


def any_loose(db: sqlite3.Connection) -> bool:
    """Whether `forget` has something to do."""
    return db.execute("SELECT 1 FROM loose").fetchone() is not None


def loosen(db: sqlite3.Connection) -> frozenset[str]:
    """Look at all pictures when `forget` is asked next, as is done at the start."""
    db.execute(f"INSERT OR IGNORE INTO loose SELECT url FROM picture WHERE NOT {_SHOWN}")  # noqa: S608 - no values
    return frozenset()


def release(db: sqlite3.Connection, urls: Iterable[str]) -> frozenset[str]:
    """Want some pictures anew whose files are gone; return the keys of what shows them."""
    changed: frozenset[str] = frozenset()
    for url in urls:
        db.execute(f"{_RELEASE} WHERE url = ?", (url,))
        changed |= _shown_anew(db, url)[0]
    return changed


def release_all(db: sqlite3.Connection) -> frozenset[str]:
    """Let go of the files of all pictures, which the newsroom does not want to be kept any more."""
    return frozenset({surrogates.SITE}) if db.execute(f"{_RELEASE} WHERE name IS NOT NULL").rowcount else frozenset()


def held(db: sqlite3.Connection, after: str = "") -> list[tuple[str, Files]]:
    """Some of the pictures that the site holds, in the order of their addresses; none after the last."""
    rows = db.execute(
        f"SELECT url, {_TOLD} FROM picture WHERE name IS NOT NULL AND url > ? ORDER BY url LIMIT ?",  # noqa: S608 - column names only
        (after, _BATCH),
    )
    return [(row["url"], _files(row)) for row in rows]


def known(db: sqlite3.Connection, name: str) -> bool:
    """Whether any picture has files of a name."""
    return db.execute("SELECT 1 FROM picture WHERE name = ?", (name,)).fetchone() is not None


def shown(db: sqlite3.Connection, name: str) -> Files | None:
    """The files of a name, if a live article shows the picture."""
    row = db.execute(f"SELECT {_TOLD} FROM picture WHERE name = ? AND {_SHOWN} LIMIT 1", (name,)).fetchone()  # noqa: S608 - column names only
    return _files(row) if row else None


def told(db: sqlite3.Connection, url: str) -> dict[str, Any] | None:
    """All that is known of a picture, and which articles show it (the first of them); None of an unknown one."""
    row = db.execute(f"SELECT {_TOLD} FROM picture WHERE url = ?", (url,)).fetchone()  # noqa: S608 - column names only
    if row is None:
        return None
    return {"url": url, **dict(row), "articles": [article_id for _, article_id in _showing(db, url)]}


def _shown_anew(db: sqlite3.Connection, url: str) -> tuple[frozenset[str], list[int]]:
    """Have the pages that show a picture made anew; where there are very many, all of the site is."""
    db.execute(
        "INSERT OR IGNORE INTO outdated SELECT number FROM picturing JOIN page USING (number) WHERE url = ?", (url,)
    )
    showing = _showing(db, url)
    if len(showing) > _MANY:
        return frozenset({surrogates.SITE}), []
    changed = {key for number, article_id in showing for key in keys.of(db, number, article_id)}
    return frozenset(changed), [number for number, _ in showing]


def _showing(db: sqlite3.Connection, url: str) -> list[tuple[int, str]]:
    rows = db.execute(
        "SELECT number, id FROM picturing JOIN listing USING (number) WHERE url = ? LIMIT ?", (url, _MANY + 1)
    )
    return [(row["number"], row["id"]) for row in rows]


def _files(row: sqlite3.Row) -> Files:
    return Files(row["name"], row["height"], [int(width) for width in row["widths"].split(",")])
