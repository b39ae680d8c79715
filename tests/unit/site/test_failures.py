"""A broken disk is told to readers as a site that is away; a bug as a bug."""

import sqlite3
from pathlib import Path

import pytest

from khabar_site.failures import is_away


def error_of(path: Path | str, query: str) -> sqlite3.Error:
    """What SQLite says to a query."""
    with pytest.raises(sqlite3.Error) as raised:
        sqlite3.connect(path).execute(query)
    return raised.value


def test_a_file_that_is_damaged_or_gone_is_away(tmp_path: Path) -> None:
    (tmp_path / "site.db").write_bytes(b"\0" * 100 + b"no database at all" * 500)
    assert is_away(error_of(tmp_path / "site.db", "SELECT * FROM sqlite_schema"))
    assert is_away(error_of(tmp_path, "SELECT 1 FROM sqlite_schema"))


def test_a_query_that_is_wrong_is_a_bug() -> None:
    assert not is_away(error_of(":memory:", "SELECT headline FROM nowhere"))
    assert not is_away(sqlite3.ProgrammingError("Cannot operate on a closed database."))
    assert not is_away(OSError("disk"))
