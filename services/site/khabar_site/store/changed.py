"""The log of changes: what each transaction changed, for kept pages and for whoever follows the site."""

import json
import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

KEPT = 100_000
"""So many of the newest changes are kept; a follower that is further behind begins anew."""


class Change(NamedTuple):
    """One transaction: its place in the order of all, when it was (milliseconds), and the keys it bumped."""

    seq: int
    at: int
    keys: frozenset[str]


def put(db: sqlite3.Connection, at: int, keys: Iterable[str]) -> Change:
    """Write down what a transaction changed, and let go of what lies too far back."""
    told = frozenset(keys)
    text = json.dumps(sorted(told), ensure_ascii=False, separators=(",", ":"))
    seq = db.execute("INSERT INTO change (at, keys) VALUES (?, ?)", (at, text)).lastrowid or 0
    db.execute("DELETE FROM change WHERE seq <= ?", (seq - KEPT,))
    return Change(seq, at, told)


def latest(db: sqlite3.Connection) -> int:
    """The newest change that a connection sees; 0 where there was none."""
    seq: int | None = db.execute("SELECT max(seq) FROM change").fetchone()[0]
    return seq or 0


def oldest(db: sqlite3.Connection) -> int:
    """The oldest change that is kept; 0 where there was none."""
    seq: int | None = db.execute("SELECT min(seq) FROM change").fetchone()[0]
    return seq or 0


def since(db: sqlite3.Connection, seq: int, limit: int) -> list[Change]:
    """The changes after one, the oldest first."""
    rows = db.execute("SELECT * FROM change WHERE seq > ? ORDER BY seq LIMIT ?", (seq, limit))
    return [Change(row["seq"], row["at"], frozenset(json.loads(row["keys"]))) for row in rows]
