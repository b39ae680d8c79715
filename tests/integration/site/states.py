"""The state of a site's file: all that readers see is made from, without what depends on the order of arrival."""

import sqlite3

from khabar_site.store import rebuilding

State = dict[str, list[tuple[str, ...]]]
_PASSING = {"page", "outdated"}
"""Made anew when they are asked for."""
_TERMS = "CREATE VIRTUAL TABLE IF NOT EXISTS temp.{0}_terms USING fts5vocab('main', '{0}', 'instance')"


def state(db: sqlite3.Connection) -> State:
    """All rows of all such tables, each article called by its id."""
    ids = {row["number"]: row["id"] for row in db.execute("SELECT number, id FROM article")}
    tables = rebuilding.tables(db)
    found = {name: _rows(db, name, ids) for name in tables if _plain(name, tables) and name not in _PASSING}
    return found | {name: _terms(db, name, ids) for name, text in tables.items() if "USING fts5 " in text}


def _plain(name: str, tables: dict[str, str]) -> bool:
    """Whether a table holds rows of our own that every order of the same writes ends in."""
    virtual = [other for other, text in tables.items() if text.upper().startswith("CREATE VIRTUAL")]
    told = rebuilding.TOLD - {"article", "history"}
    return (name not in rebuilding.KEPT or name in told) and not any(
        f"{name}_".startswith(f"{other}_") for other in virtual
    )


def _rows(db: sqlite3.Connection, table: str, ids: dict[int, str]) -> list[tuple[str, ...]]:
    rows = db.execute(f'SELECT * FROM "{table}"').fetchall()  # noqa: S608 - a name from the schema
    return sorted(tuple(_value(name, row[name], ids) for name in row.keys()) for row in rows)  # noqa: SIM118 - a row


def _terms(db: sqlite3.Connection, table: str, ids: dict[int, str]) -> list[tuple[str, ...]]:
    query_only = db.execute("PRAGMA query_only").fetchone()[0]
    db.execute("PRAGMA query_only = OFF")  # what is made is temporary
    db.execute(_TERMS.format(table))
    db.execute(f"PRAGMA query_only = {query_only}")
    rows = db.execute(f"SELECT term, doc, col, offset FROM temp.{table}_terms")  # noqa: S608 - a name from the schema
    return sorted((row["term"], ids.get(row["doc"], "?"), str(row["col"]), str(row["offset"])) for row in rows)


def _value(column: str, value: object, ids: dict[int, str]) -> str:
    return ids[value] if column == "number" and isinstance(value, int) else repr(value)
