"""The one writer: every push and every removal is one transaction, acknowledged when it is on the disk."""

import sqlite3
import zlib
from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from typing import Self

from khabar import EnrichedRevision
from khabar.digests import push_sha256
from khabar.events import short_id
from khabar.models import TagRuling
from khabar_site.store import connection, copies, tags, ties, ways
from khabar_site.store.projection import keep_page, project
from khabar_site.store.reader import standing_of
from khabar_site.store.shown import RenderArticle, milliseconds
from khabar_site.store.standing import Outcome, Removal, Standing
from khabar_site.store.ties import Tie

_KEPT = {Outcome.CREATED, Outcome.UPDATED}


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a push or a removal, and what the site holds now.

    ``path`` is that of the page which shows the article, the page of another for a copy; None where none does.
    """

    outcome: Outcome
    article_id: str
    revision: int
    content_sha256: str
    path: str | None


class Writer:
    """Writes a site's file; use it from one thread at a time."""

    def __init__(self, database: Path, *, zone: tzinfo, look: str, render: RenderArticle) -> None:
        self._zone, self._look, self._render = zone, look, render
        with ExitStack() as stack:
            stack.enter_context(connection.lock(database))
            self._db = stack.enter_context(closing(connection.open_writer(database)))
            self._open = stack.pop_all()
        self.version = 0
        """Grows with every change, so that pages made before it can be told from those made after."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file and let another writer in."""
        self._open.close()

    def push(self, revisions: Sequence[EnrichedRevision]) -> list[Answer]:
        """Show some revisions, all in one transaction."""
        with connection.transaction(self._db, "BEGIN IMMEDIATE"):
            answers = [self._push(revision) for revision in revisions]
        self.version += 1
        return answers

    def remove(self, article_id: str, removal: Removal) -> Answer:
        """Take an article away, also one that was never pushed: a late revision must not bring it back."""
        with connection.transaction(self._db, "BEGIN IMMEDIATE"):
            answer = self._remove(article_id, removal)
        self.version += 1
        return answer

    def rule(self, ruling: TagRuling) -> str:
        """Show a tag as was decided, and say whether that changes anything: see `khabar_site.store.tags.put`."""
        with connection.transaction(self._db, "BEGIN IMMEDIATE"):
            outcome = tags.put(self._db, ruling)
        self.version += 1
        return outcome

    def tie(self, change: Tie) -> str:
        """Show what ties articles together as was told, and say whether that changes anything: see `ties.put`."""
        with connection.transaction(self._db, "BEGIN IMMEDIATE"):
            outcome = self._tie(change)
        if outcome == "updated":
            self.version += 1
        return outcome

    def _push(self, revision: EnrichedRevision) -> Answer:
        number = self._number(revision.id)
        for change in ties.of(revision):
            self._tie(change)
        before = standing_of(self._db, number)
        outcome, after = before.push(revision.revision, revision.content_sha, push_sha256(revision))
        if outcome in _KEPT or outcome is Outcome.STALE:
            self._remember(number, revision, replacing=outcome in _KEPT)
            self._settle(number, after)
        return self._answer(outcome, revision.id, number)

    def _remove(self, article_id: str, removal: Removal) -> Answer:
        number = self._number(article_id)
        before = standing_of(self._db, number)
        outcome, after = before.remove(removal)
        if after != before:
            self._settle(number, after)
        return self._answer(outcome, article_id, number)

    def _tie(self, change: Tie) -> str:
        """Keep a tie; an article that becomes a copy loses its page at once, and one that is none any more has it."""
        before = copies.original(self._db, change.id)
        outcome = ties.put(self._db, change)
        if copies.original(self._db, change.id) != before:
            row = self._db.execute("SELECT number FROM article WHERE id = ?", (change.id,)).fetchone()
            if row is not None:
                self._settle(row["number"], standing_of(self._db, row["number"]))
        return outcome

    def _settle(self, number: int, standing: Standing) -> None:
        gone = standing.removal
        self._db.execute(
            "UPDATE article SET revision = ?, content_sha256 = ?, push_sha256 = ?, removal_revision = ?,"
            " removal_kind = ?, removal_reason = ?, removal_at = ?, removal_into = ? WHERE number = ?",
            (
                standing.revision,
                standing.content_sha256,
                standing.push_sha256,
                gone and gone.revision,
                gone and gone.kind,
                gone and gone.reason,
                gone and gone.at,
                gone and gone.into,
                number,
            ),
        )
        if shown := project(self._db, number, standing, self._zone):
            keep_page(self._db, number, shown, self._look, self._render)

    def _remember(self, number: int, revision: EnrichedRevision, *, replacing: bool) -> None:
        """Keep a revision in the article's history; a late one that is known already stays as it is."""
        correction = None if revision.corrections else revision.correction
        first = revision.published_at or revision.received_at
        row = (
            number,
            revision.revision,
            revision.content_sha,
            milliseconds(first),
            (revision.updated_at or first).isoformat(),
            correction and correction.note,
            correction and correction.kind,
            zlib.compress(revision.to_json()),
        )
        verb = "REPLACE" if replacing else "IGNORE"
        self._db.execute(f"INSERT OR {verb} INTO history VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)  # noqa: S608 - two words

    def _number(self, article_id: str) -> int:
        """The row of an article, made if it is new."""
        self._db.execute(
            "INSERT INTO article (id, sid, revision, content_sha256, push_sha256) VALUES (?, ?, 0, '', '')"
            " ON CONFLICT (id) DO NOTHING",
            (article_id, short_id(article_id)),
        )
        found: sqlite3.Row = self._db.execute("SELECT number FROM article WHERE id = ?", (article_id,)).fetchone()
        return int(found["number"])

    def _answer(self, outcome: Outcome, article_id: str, number: int) -> Answer:
        now = standing_of(self._db, number)
        return Answer(outcome, article_id, now.known_revision, now.content_sha256, ways.address(self._db, article_id))
