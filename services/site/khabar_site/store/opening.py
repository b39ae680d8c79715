"""Opening a site's file for writing, whichever Khabar made it."""

import sqlite3
from datetime import tzinfo
from pathlib import Path

from khabar import ConfigError
from khabar_site.store import connection, rebuilding

SCHEMA_VERSION = 4


def open_writer(database: Path, zone: tzinfo) -> sqlite3.Connection:
    """Open the writing connection, make the tables, and bring those of an older Khabar up to date.

    Raises:
        ConfigError: the file is no database, or a newer Khabar made it.
    """
    try:
        db = connection.connect(database)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")  # an acknowledged push survives the machine
        db.execute("PRAGMA secure_delete = ON")  # what is killed does not linger in free pages
        _bring_up_to_date(db, database, zone)
    except sqlite3.DatabaseError as error:
        msg = f"{database}: cannot be used as the site's database ({error}); restore it from a backup or set KHABAR_SITE_DATABASE"  # noqa: E501 - one message
        raise ConfigError(msg) from error
    db.execute("PRAGMA foreign_keys = ON")  # not before: tables that others refer to may have been dropped
    return db


def _bring_up_to_date(db: sqlite3.Connection, database: Path, zone: tzinfo) -> None:
    found: int = db.execute("PRAGMA user_version").fetchone()[0]
    if found > SCHEMA_VERSION:
        msg = f"{database}: was made by a newer Khabar (schema {found}, this one knows {SCHEMA_VERSION}); upgrade"
        raise ConfigError(msg)
    if found < SCHEMA_VERSION or not rebuilding.fits(db):
        with connection.transaction(db, "BEGIN IMMEDIATE"):
            rebuilding.rebuild(db, zone)
            db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
