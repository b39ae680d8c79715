"""What a folder holds of each article, and what it ever held: one SQLite file, and a lock that keeps replicas apart."""

import fcntl
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final, NamedTuple, cast

from khabar.models.base import Direction

LIVE: Final = "live"
_LOOK_SECONDS: Final = 0.005
_TABLE: Final = """
CREATE TABLE IF NOT EXISTS article (
    id TEXT PRIMARY KEY, revision INTEGER NOT NULL, rank INTEGER NOT NULL, state TEXT NOT NULL,
    content_sha TEXT NOT NULL, path TEXT UNIQUE, headline TEXT NOT NULL, lead TEXT NOT NULL,
    language TEXT NOT NULL, direction TEXT NOT NULL, first_at INTEGER NOT NULL, updated_at INTEGER NOT NULL)
"""
_NEWEST: Final = "CREATE INDEX IF NOT EXISTS newest ON article (state, first_at DESC, id)"


class Entry(NamedTuple):
    """What the folder holds of an article; times are Unix seconds. ``path`` is None where it never had a file."""

    id: str
    revision: int
    rank: int
    state: str
    content_sha: str = ""
    path: str | None = None
    headline: str = ""
    lead: str = ""
    language: str = ""
    direction: Direction = "rtl"
    first_at: int = 0
    updated_at: int = 0


class Book:
    """The entries, as long as the lock is held."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def find(self, article: str) -> Entry | None:
        """The entry of an article."""
        row = self._connection.execute("SELECT * FROM article WHERE id = ?", (article,)).fetchone()
        return Entry._make(row) if row else None

    def put(self, entry: Entry) -> None:
        """Write an entry in the place of the one before."""
        self._connection.execute("DELETE FROM article WHERE id = ?", (entry.id,))
        self._connection.execute(f"INSERT INTO article VALUES ({','.join('?' * len(entry))})", entry)  # noqa: S608 - question marks only

    def newest(self, most: int) -> list[Entry]:
        """The entries that are shown, the newest first."""
        rows = self._connection.execute(
            "SELECT * FROM article WHERE state = ? ORDER BY first_at DESC, id LIMIT ?", (LIVE, most)
        )
        return [Entry._make(row) for row in cast("list[tuple[object, ...]]", rows.fetchall())]


@contextmanager
def opened(folder: Path, seconds: float) -> Iterator[Book]:
    """The book in a folder under its lock, which is waited for; all that is written in it is kept, or nothing.

    Raises:
        TimeoutError: somebody else held the lock all the time.
        sqlite3.Error: it cannot be written.
    """
    with _locked(folder / "lock", seconds), closing(_connected(folder / "articles.db")) as connection:
        connection.execute("PRAGMA secure_delete = ON")  # of what was killed no word stays behind, in no free page
        connection.execute("BEGIN IMMEDIATE")
        try:
            connection.execute(_TABLE)
            connection.execute(_NEWEST)
            yield Book(connection)
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")


def _connected(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=_LOOK_SECONDS, isolation_level=None)


@contextmanager
def _locked(path: Path, seconds: float) -> Iterator[None]:
    """Hold a file's lock, asked for often: SQLite's own waits grow, so that one of many may wait too long."""
    until = time.monotonic() + seconds
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)) as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    msg = f"another process has been writing for {seconds:g} s"
                    raise TimeoutError(msg) from None
                time.sleep(_LOOK_SECONDS)
        yield
