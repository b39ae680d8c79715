"""Writing the search index: what of an article can be found, and how it leaves again without a trace."""

import json
import sqlite3
import zlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from khabar.models import EnrichedRevision
from khabar_site import content
from khabar_site.store import marks, vocabulary
from khabar_site.store.forms import held
from khabar_site.store.shown import Shown

_FIELDS = "headline, names, lead, body, marks"
_STEP_PAGES = 500
_CHANGED = 2


@dataclass(frozen=True, slots=True)
class _Indexed:
    """What was written of one article; the columns are those of the index."""

    columns: Sequence[str]
    words: dict[str, str]
    called: Sequence[tuple[str, str]]


def index(db: sqlite3.Connection, number: int, shown: Shown) -> None:
    """Let a live article be found."""
    indexed = _indexed(shown)
    db.execute(f"INSERT INTO search (rowid, {_FIELDS}) VALUES (?, ?, ?, ?, ?, ?)", (number, *indexed.columns))  # noqa: S608 - column names only
    vocabulary.add(db, indexed.words, indexed.called)
    tokens = json.dumps(asdict(indexed), ensure_ascii=False).encode()
    text = readable(shown.revision).encode()
    db.execute("INSERT INTO searched VALUES (?, ?, ?)", (number, zlib.compress(tokens), zlib.compress(text)))


def unindex(db: sqlite3.Connection, number: int, *, killed: bool) -> None:
    """Let an article be found no more; of a killed one the index is swept afterwards (`sweep`)."""
    if killed:
        db.execute("INSERT OR IGNORE INTO unswept VALUES (?)", (number,))
    row = db.execute("SELECT tokens FROM searched WHERE number = ?", (number,)).fetchone()
    if row is None:
        return
    told = json.loads(zlib.decompress(row["tokens"]))
    db.execute(
        f"INSERT INTO search (search, rowid, {_FIELDS}) VALUES ('delete', ?, ?, ?, ?, ?, ?)",  # noqa: S608 - column names only
        (number, *told["columns"]),
    )
    vocabulary.take(db, told["words"], told["called"])
    db.execute("DELETE FROM searched WHERE number = ?", (number,))


def sweep(db: sqlite3.Connection, *, first: bool) -> bool:
    """Rewrite a bounded part of the index, so that killed words leave its inner tables; say whether more is to do.

    SQLite before 3.42 leaves deleted words in an index's older parts until these are merged with newer ones.
    """
    if first:
        db.execute("INSERT INTO search (search, rank) VALUES ('merge', ?)", (-_STEP_PAGES,))
        return True
    before = db.total_changes
    db.execute("INSERT INTO search (search, rank) VALUES ('merge', ?)", (_STEP_PAGES,))
    if db.total_changes - before >= _CHANGED:
        return True
    db.execute("DELETE FROM unswept")
    return False


def unswept(db: sqlite3.Connection) -> bool:
    """Whether killed words may still lie in the index's inner tables."""
    return db.execute("SELECT 1 FROM unswept LIMIT 1").fetchone() is not None


def readable(revision: EnrichedRevision) -> str:
    """The words that readers may see, headline and lead before the body."""
    return "\n".join((revision.headline, content.lead(revision), content.shown_text(revision)))


def _indexed(shown: Shown) -> _Indexed:
    revision = shown.revision
    names = _names(revision)
    fields = (revision.headline, "\n".join(names), content.lead(revision), content.shown_text(revision))
    columns = [" ".join(sorted(held(field))) for field in fields]
    words = vocabulary.words("\n".join((revision.headline, *names)))
    return _Indexed((*columns, " ".join(sorted({*marks.of(shown)}))), words, [*vocabulary.tags(revision)])


def _names(revision: EnrichedRevision) -> list[str]:
    section = content.section(revision)[1]
    tags = (tag.name for tag in revision.enrichment.tags if not tag.suggested)
    return [name for name in (*tags, *revision.authors, revision.source.name, section) if name]
