"""Full-text search: a query finds every form of its words that the shared Arabic toolbox knows."""

from dataclasses import dataclass

from khabar.arabic import words
from khabar_site.store.cards import COLUMNS, Card
from khabar_site.store.reader import Reader
from khabar_site.store.terms import forms

_WORDS = 12


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for: for every word asked for, its forms."""

    groups: tuple[tuple[str, ...], ...]

    @property
    def all_forms(self) -> frozenset[str]:
        """Every form that counts as found."""
        return frozenset(form for group in self.groups for form in group)

    @property
    def expression(self) -> str:
        """The query in FTS5's language; every form is quoted, so nothing a reader types is syntax."""
        return " AND ".join("(" + " OR ".join(f'"{form}"' for form in group) + ")" for group in self.groups)


def parse(text: str) -> Query:
    """Read what was typed; words past the twelfth are not looked for."""
    groups = [tuple(form.replace('"', "") for form in forms(word.folded)) for word in words(text)]
    return Query(tuple(dict.fromkeys(groups))[:_WORDS])


def find(reader: Reader, query: Query, limit: int) -> list[Card]:
    """The live articles that hold all words, the best first: headline before lead before body, then the newest."""
    if not query.groups:
        return []
    rows = reader.db.execute(
        f"SELECT {COLUMNS} FROM search JOIN listing ON listing.number = search.rowid WHERE search MATCH ?"  # noqa: S608 - column names only
        " ORDER BY round(bm25(search, 10.0, 4.0, 1.0), 1), listing.first_at DESC, listing.sid LIMIT ?",
        (query.expression, limit),
    )
    return [reader.card(row) for row in rows]


def total(reader: Reader, query: Query) -> int:
    """How many live articles hold all words."""
    if not query.groups:
        return 0
    found: int = reader.db.execute("SELECT count(*) FROM search WHERE search MATCH ?", (query.expression,)).fetchone()[
        0
    ]
    return found
