"""``khabar evaluate search``: whether the site's search finds what readers look for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any, Final
from uuid import NAMESPACE_URL, uuid5

import typer

from khabar import EnrichedRevision
from khabar.cli.table import print_json, print_table
from khabar_site.store import Reader, Readers, Writer, search
from khabar_site.store.queries import parse
from khabar_site.store.shown import Shown

_MISSED: Final = 1
_COLUMNS: Final = ("line", "query", "text")
_AT_ONCE: Final = 100
_PARTS: Final = 2


@dataclass(frozen=True, slots=True)
class Pair:
    """A line of a table: what is typed, and a text that it must find, or must not."""

    line: int
    query: str
    text: str


def evaluated(
    file: Annotated[Path, typer.Argument(help="Lines of a query, a tab, and a text that it must find.")],
    *,
    negatives: Annotated[Path | None, typer.Option(help="The same, of texts it must not find.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Score the site's search on a table of queries; exit code 1 where one is wrong, 2 where the table is.

    Every text becomes the body of an article on a private site. Empty lines and those that begin with # are skipped.
    """
    try:
        report = scored(read(file), read(negatives) if negatives else [])
    except (ValueError, OSError) as error:
        raise typer.BadParameter(str(error)) from error
    if as_json:
        print_json(report)
    else:
        figures = "{found} of {total} found, {wrongly_found} of {negatives} found wrongly".format(**report)
        print_table(f"Search: {figures}", _COLUMNS, chain(report["misses"], report["wrong"]))
    if report["misses"] or report["wrong"]:
        raise typer.Exit(_MISSED)


def read(file: Path) -> list[Pair]:
    """Read a table.

    Raises:
        ValueError: a line is no query with a text; all such lines are named.
    """
    rows = {
        number: line.removesuffix("\r").split("\t")
        for number, line in enumerate(file.read_text("utf-8").split("\n"), 1)
        if line.strip() and not line.startswith("#")
    }
    if wrong := [str(number) for number, row in rows.items() if len(row) != _PARTS or not all(map(str.strip, row))]:
        msg = f"{file}: not a query, a tab and a text: line {', '.join(wrong)}"
        raise ValueError(msg)
    return [Pair(number, query, text) for number, (query, text) in rows.items()]


def scored(pairs: Sequence[Pair], negatives: Sequence[Pair]) -> dict[str, Any]:
    """Ask every query of a site that holds all the texts; return how many were found, and which were wrong."""
    with TemporaryDirectory() as folder:
        database = Path(folder) / "site.db"
        numbers = _indexed(database, [pair.text for pair in (*pairs, *negatives)])
        readers = Readers(database, UTC)
        with readers.snapshot() as reader:
            misses = [pair for pair in pairs if not _finds(reader, pair, numbers)]
            wrong = [pair for pair in negatives if _finds(reader, pair, numbers)]
        readers.close()
    return {
        "found": len(pairs) - len(misses),
        "total": len(pairs),
        "negatives": len(negatives),
        "wrongly_found": len(wrong),
        "misses": [_row(pair) for pair in misses],
        "wrong": [_row(pair) for pair in wrong],
    }


def _finds(reader: Reader, pair: Pair, numbers: dict[str, int]) -> bool:
    query = parse(pair.query)
    return bool(query) and search.holds(reader, query, numbers[_id(pair.text)])


def _indexed(database: Path, texts: Sequence[str]) -> dict[str, int]:
    """Push every text as an article; return their numbers in the index by their ids."""
    articles = [_article(text) for text in dict.fromkeys(texts)]
    with Writer(database, zone=UTC, look="", render=_no_page) as writer:
        for first in range(0, len(articles), _AT_ONCE):
            writer.push(articles[first : first + _AT_ONCE])
    readers = Readers(database, UTC)
    with readers.snapshot() as reader:
        rows = reader.db.execute("SELECT number, id FROM listing").fetchall()
    readers.close()
    return {row["id"]: row["number"] for row in rows}


def _article(text: str) -> EnrichedRevision:
    told = {
        "id": _id(text),
        "revision": 1,
        "source": {"id": "table"},
        "headline": "–",
        "body": [{"type": "paragraph", "text": text}],
        "received_at": datetime(2024, 1, 1, tzinfo=UTC),
        "content_sha": sha256(text.encode()).hexdigest(),
        "enrichment": {"for_revision": 1},
    }
    return EnrichedRevision.model_validate(told)


def _id(text: str) -> str:
    return str(uuid5(NAMESPACE_URL, text))


def _row(pair: Pair) -> dict[str, object]:
    return {"line": pair.line, "query": pair.query, "text": pair.text}


def _no_page(_: Shown) -> tuple[str, str]:
    return "", ""
