"""How far those who follow the site's changes have come, and what changed since."""

import sqlite3
from datetime import datetime
from typing import NamedTuple

from khabar_site.store import changed as log
from khabar_site.store.reader import Reader
from khabar_site.store.shown import moment

_SECOND = 1000


class Since(NamedTuple):
    """What changed after a point: of each surrogate key the last change, and the last change of all.

    ``whole`` says that some of it is no longer known, so that everything may have changed.
    """

    keys: dict[str, int]
    last: int
    whole: bool


def changed(reader: Reader) -> datetime | None:
    """The second in which the site last changed was over; None where it never did."""
    row = reader.db.execute("SELECT at FROM change ORDER BY seq DESC LIMIT 1").fetchone()
    return moment(-(-row["at"] // _SECOND) * _SECOND, reader.zone) if row else None


def position(reader: Reader, name: str) -> int | None:
    """The last change that a follower has been told; None where it is a new one."""
    row = reader.db.execute("SELECT seq FROM follower WHERE name = ?", (name,)).fetchone()
    return int(row["seq"]) if row else None


def put(db: sqlite3.Connection, name: str, seq: int) -> tuple[str, ...]:
    """Write down how far a follower has been told, which changes nothing that readers see."""
    db.execute("INSERT OR REPLACE INTO follower VALUES (?, ?)", (name, seq))
    return ()


def since(reader: Reader, seq: int, limit: int) -> Since:
    """What changed after a change, from at most so many transactions."""
    changes = log.since(reader.db, seq, limit)
    keys = {key: change.seq for change in changes for key in change.keys}
    last = changes[-1].seq if changes else seq
    return Since(keys, last, whole=bool(changes) and changes[0].seq > seq + 1)
