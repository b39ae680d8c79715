"""Connections to the site's file, and the lock that makes its writer the only one."""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from khabar import ConfigError


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


def open_reader(database: Path) -> sqlite3.Connection:
    """Open a connection that can only read."""
    db = connect(database)
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


def connect(database: Path) -> sqlite3.Connection:
    """Open a connection whose transactions are opened by hand."""
    # Transactions are opened by hand (isolation_level None); a connection is used by one thread at a time.
    db = sqlite3.connect(database, isolation_level=None, check_same_thread=False, timeout=10)
    db.row_factory = sqlite3.Row
    return db
