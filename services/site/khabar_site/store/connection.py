"""Connections to the site's file, and the lock that makes its writer the only one."""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from khabar import ConfigError

SCHEMA_VERSION = 3
_SCHEMA = Path(__file__).parent / "schema"


def lock(database: Path) -> IO[str]:
    """Become the only writer of a site; the lock lasts until the returned file is closed or the process ends.

    Raises:
        ConfigError: another process writes this site.
    """
    database.parent.mkdir(parents=True, exist_ok=True)
    file = database.with_name(f"{database.name}.lock").open("a+", encoding="ascii")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.seek(0)
        holder = file.read().strip() or "unknown"
        file.close()
        msg = f"{database}: process {holder} already writes this site; a site has one writer: stop it, or set KHABAR_SITE_DATABASE to another file"  # noqa: E501 - one message
        raise ConfigError(msg) from None
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    return file


def open_writer(database: Path) -> sqlite3.Connection:
    """Open the writing connection, make the tables, and bring those of an older Khabar up to date.

    Raises:
        ConfigError: the file is no database, or a newer Khabar made it.
    """
    try:
        db = _connect(database)
        db.execute("PRAGMA journal_mode = WAL")
        found: int = db.execute("PRAGMA user_version").fetchone()[0]
        if found <= SCHEMA_VERSION:
            for area in sorted(_SCHEMA.glob("*.sql")):
                db.executescript(area.read_text("utf-8"))
            if found < 2:  # noqa: PLR2004 - the version that brought what is added
                _add_mergers_and_notes(db)
    except sqlite3.DatabaseError as error:
        msg = f"{database}: cannot be used as the site's database ({error}); restore it from a backup or set KHABAR_SITE_DATABASE"  # noqa: E501 - one message
        raise ConfigError(msg) from error
    if found > SCHEMA_VERSION:
        msg = f"{database}: was made by a newer Khabar (schema {found}, this one knows {SCHEMA_VERSION}); upgrade"
        raise ConfigError(msg)
    db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    db.execute("PRAGMA synchronous = FULL")  # an acknowledged push survives the machine
    db.execute("PRAGMA secure_delete = ON")  # what is killed does not linger in free pages
    db.execute("PRAGMA foreign_keys = ON")
    return db


def _add_mergers_and_notes(db: sqlite3.Connection) -> None:
    """Add what a file of version 1 lacks: it knew no merged articles, and listed notes by their text."""
    columns = {row["name"] for row in db.execute("PRAGMA table_info (article)")}
    if "removal_into" not in columns:
        db.execute("ALTER TABLE article ADD COLUMN removal_into TEXT")
    db.execute(
        "INSERT OR IGNORE INTO correction"
        " SELECT number, revision, CAST(round((julianday(stamped) - 2440587.5) * 86400000) AS INTEGER), note, note_kind"
        " FROM history JOIN listing USING (number) WHERE note > ''"
    )


def open_reader(database: Path) -> sqlite3.Connection:
    """Open a connection that can only read."""
    db = _connect(database)
    db.execute("PRAGMA query_only = ON")
    return db


@contextmanager
def transaction(db: sqlite3.Connection, begin: str) -> Iterator[None]:
    """Run a block in a transaction opened by ``begin``: all of it happens, or nothing."""
    db.execute(begin)
    try:
        yield
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def _connect(database: Path) -> sqlite3.Connection:
    # Transactions are opened by hand (isolation_level None); a connection is used by one thread at a time.
    db = sqlite3.connect(database, isolation_level=None, check_same_thread=False, timeout=10)
    db.row_factory = sqlite3.Row
    return db
