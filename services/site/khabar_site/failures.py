"""Which errors of the site's file are the machine's, so that the same request may well succeed later."""

import sqlite3

_AWAY = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_READONLY,
}
_PRIMARY = 0xFF  # extended codes tell more in their upper bits (sqlite.org/rescode.html)


def is_away(error: Exception) -> bool:
    """Whether the file cannot be used just now; an error that SQLite finds in what it was asked is a bug instead."""
    code = getattr(error, "sqlite_errorcode", None)
    return isinstance(error, sqlite3.Error) and code is not None and code & _PRIMARY in _AWAY
