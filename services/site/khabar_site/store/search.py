"""Full-text search: which articles hold the words that were asked for, the best first.

Work is bounded: of a query that very many articles hold, those that came last are ranked, `RANKED` of them. An article
that holds all words in its headline or names counts as some years newer than it is, one whose lead does as one year.
"""

import json
import sqlite3
import time
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, Literal

from khabar_site.store import marks
from khabar_site.store.cards import COLUMNS, Card
from khabar_site.store.marks import Filters
from khabar_site.store.queries import ANYWHERE, HEADLINE, LEAD, Query, expression, most_of
from khabar_site.store.reader import Reader

COUNTED: Final = 10_000
RANKED: Final = 1_000
READ: Final = 400
"""So many texts are looked into for a phrase."""
_YEAR: Final = 366 * 86_400_000
_AHEAD: Final = {HEADLINE: 5 * _YEAR, LEAD: _YEAR}
_STEPS: Final = 1_000
Order = Literal["best", "newest"]


@dataclass(frozen=True, slots=True)
class Found:
    """The articles found, in order, and how many there are: one more than `COUNTED` where there are more."""

    numbers: Sequence[int] = ()
    total: int = 0


class TooSlow(Exception):
    """A search took longer than it may."""


@contextmanager
def within(db: sqlite3.Connection, seconds: float) -> Iterator[None]:
    """Interrupt what is asked of a connection in the block when it takes too long.

    Raises:
        TooSlow: it did.
    """
    end = time.monotonic() + seconds
    db.set_progress_handler(lambda: time.monotonic() > end, _STEPS)
    try:
        yield
    except sqlite3.OperationalError as error:  # it is not always told as an interruption
        if time.monotonic() > end:
            raise TooSlow from error
        raise
    finally:
        db.set_progress_handler(None, 0)


def find(reader: Reader, query: Query, filters: Filters, order: Order = "best") -> Found:
    """The live articles that hold all words and pass the filters."""
    wanted = marks.wanted(reader.db, filters)
    if not query and not wanted:
        return Found()
    anywhere = expression(query, ANYWHERE, wanted)
    numbers = _newest(reader.db, anywhere)
    if query.phrases:
        numbers = [number for number in numbers[:READ] if query.holds(_text(reader.db, number))]
    total = len(numbers) if query.phrases or len(numbers) < RANKED else _count(reader.db, anywhere)
    ahead = _ahead(reader.db, query, wanted) if query and order == "best" else {}
    return Found(_sorted(reader.db, numbers, ahead), total)


def find_most(reader: Reader, query: Query, filters: Filters, order: Order = "best") -> tuple[Query, Found]:
    """What holds most of the words where nothing holds all: those that are held at all, else all of these but one."""
    some = query.only(place for place, group in enumerate(query.groups) if known(reader, group))
    if some and (len(some.groups) < len(query.groups) or query.phrases):
        found = find(reader, some, filters, order)
        if found.total:
            return some, found
    if len(some.groups) < 2:  # noqa: PLR2004 - less than a pair
        return some, Found()
    asked = most_of(some, ANYWHERE, marks.wanted(reader.db, filters))
    numbers = _newest(reader.db, asked)
    total = len(numbers) if len(numbers) < RANKED else _count(reader.db, asked)
    return some, Found(_sorted(reader.db, numbers, {}), total)


def known(reader: Reader, group: Sequence[str]) -> bool:
    """Whether any live article holds a word."""
    asked = expression(Query((tuple(group),)), ANYWHERE)
    return reader.db.execute("SELECT 1 FROM search WHERE search MATCH ? LIMIT 1", (asked,)).fetchone() is not None


def holds(reader: Reader, query: Query, number: int) -> bool:
    """Whether a query finds one article."""
    row = reader.db.execute(
        "SELECT 1 FROM search WHERE search MATCH ? AND rowid = ?", (expression(query, ANYWHERE), number)
    ).fetchone()
    return row is not None and query.holds(_text(reader.db, number))


def cards(reader: Reader, numbers: Sequence[int]) -> list[tuple[Card, str]]:
    """Some articles in their order, each with the text that readers may see."""
    rows = reader.db.execute(
        f"SELECT {COLUMNS}, text FROM json_each(?) AS wanted JOIN listing ON listing.number = wanted.value"  # noqa: S608 - column names only
        " JOIN searched USING (number) ORDER BY wanted.key",
        (json.dumps(numbers),),
    )
    return [(reader.card(row), zlib.decompress(row["text"]).decode()) for row in rows]


def _newest(db: sqlite3.Connection, asked: str) -> list[int]:
    rows = db.execute("SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid DESC LIMIT ?", (asked, RANKED))
    return [row[0] for row in rows]


def _count(db: sqlite3.Connection, asked: str) -> int:
    row = db.execute(
        "SELECT count(*) FROM (SELECT 1 FROM search WHERE search MATCH ? LIMIT ?)", (asked, COUNTED + 1)
    ).fetchone()
    return int(row[0])


def _ahead(db: sqlite3.Connection, query: Query, wanted: Sequence[Sequence[str]]) -> dict[int, int]:
    """The articles that hold all words in a better place, and by how much that puts them ahead."""
    return {
        number: ahead
        for columns, ahead in reversed(_AHEAD.items())
        for number in _newest(db, expression(query, columns, wanted))
    }


def _sorted(db: sqlite3.Connection, numbers: Sequence[int], ahead: dict[int, int]) -> list[int]:
    every = {*numbers, *(number for number in ahead if len(numbers) == RANKED)}
    rows = db.execute(
        "SELECT number, first_at FROM json_each(?) AS wanted JOIN listing ON listing.number = wanted.value",
        (json.dumps([*every]),),
    )
    placed = [(row["first_at"] + ahead.get(row["number"], 0), row["number"]) for row in rows]
    return [number for _, number in sorted(placed, reverse=True)]


def _text(db: sqlite3.Connection, number: int) -> str:
    row = db.execute("SELECT text FROM searched WHERE number = ?", (number,)).fetchone()
    return zlib.decompress(row["text"]).decode() if row else ""
