"""The one writer: every push and every removal is one transaction, acknowledged when it is on the disk."""

import sqlite3
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Self

from khabar import EnrichedRevision
from khabar.digests import push_sha256
from khabar.events import short_id
from khabar.models import TagRuling
from khabar_site import surrogates
from khabar_site.store import changed, connection, copies, drafts, keys, tags, ties, versions, ways
from khabar_site.store.changed import Change
from khabar_site.store.loading import load
from khabar_site.store.opening import open_writer
from khabar_site.store.projection import keep_page, project
from khabar_site.store.reader import standing_of
from khabar_site.store.shown import RenderArticle, milliseconds
from khabar_site.store.standing import Outcome, Removal, Standing, State
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
            self._db = stack.enter_context(closing(open_writer(database, zone)))
            self._open = stack.pop_all()
        self.version = changed.latest(self._db)
        """The newest change; it grows with every transaction that changed something, also over restarts."""
        self.changes: deque[Change] = deque(maxlen=changed.KEPT)
        """What was changed since the start and nobody has taken yet; each is here once it is on the disk."""
        self._bumped: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file and let another writer in."""
        self._open.close()

    def push(self, revisions: Sequence[EnrichedRevision]) -> list[Answer]:
        """Show some revisions, all in one transaction."""
        with self._writing():
            return [self._push(revision) for revision in revisions]

    def remove(self, article_id: str, removal: Removal) -> Answer:
        """Take an article away, also one that was never pushed: a late revision must not bring it back."""
        with self._writing():
            return self._remove(article_id, removal)

    def rule(self, ruling: TagRuling) -> str:
        """Show a tag as was decided, and say whether that changes anything: see `khabar_site.store.tags.put`."""
        with self._writing():
            outcome = tags.put(self._db, ruling)
            if outcome == "updated":
                self._bumped.add(surrogates.SITE)
            return outcome

    def tie(self, change: Tie) -> str:
        """Show what ties articles together as was told, and say whether that changes anything: see `ties.put`."""
        with self._writing():
            return self._tie(change)

    def draft(self, revision: EnrichedRevision, digest: str, expires: int) -> bool:
        """Keep a draft, in place of an earlier one, and say whether its article may have any: a killed one may not."""
        with self._writing():
            row = self._db.execute("SELECT * FROM article WHERE id = ?", (revision.id,)).fetchone()
            if row and standing_of(self._db, row["number"]).state is State.KILLED:
                return False
            drafts.put(self._db, revision, digest, expires)
            return True

    def change(self, work: Callable[[sqlite3.Connection], Iterable[str]]) -> None:
        """Do something of an area's own in one transaction; ``work`` returns the keys of what it changed."""
        with self._writing():
            self._bumped.update(work(self._db))

    def renew(self, numbers: Iterable[int]) -> None:
        """Keep the pages of some articles as they are made now, which changes nothing that readers see."""
        with self._writing():
            for number in numbers:
                listed = self._db.execute("SELECT 1 FROM listing WHERE number = ?", (number,)).fetchone()
                if listed and (shown := load(self._db, number, self._zone)):
                    keep_page(self._db, number, shown, self._look, self._render)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """One transaction, which writes down the keys of what it changed."""
        self._bumped.clear()
        change = None
        with connection.transaction(self._db, "BEGIN IMMEDIATE"):
            yield
            if self._bumped:
                change = changed.put(self._db, int(datetime.now(UTC).timestamp() * 1000), self._bumped)
        if change is not None:
            self.version = change.seq
            self.changes.append(change)

    def _push(self, revision: EnrichedRevision) -> Answer:
        number = self._number(revision.id)
        for change in ties.of(revision):
            self._tie(change)
        before = standing_of(self._db, number)
        outcome, after = before.push(revision.revision, revision.content_sha, push_sha256(revision))
        if outcome in _KEPT:
            drafts.drop(self._db, revision.id)
        if outcome in _KEPT or outcome is Outcome.STALE:
            self._remember(number, revision, replacing=outcome in _KEPT)
            self._settle(number, after)
        return self._answer(outcome, revision.id, number)

    def _remove(self, article_id: str, removal: Removal) -> Answer:
        number = self._number(article_id)
        before = standing_of(self._db, number)
        outcome, after = before.remove(removal)
        if versions.close(self._db, number, removal.revision):
            self._bumped.add(surrogates.article(short_id(article_id)))
        if outcome is Outcome.KILLED:
            drafts.drop(self._db, article_id)
        if after != before:
            self._settle(number, after)
        return self._answer(outcome, article_id, number)

    def _tie(self, change: Tie) -> str:
        """Keep a tie; an article that becomes a copy loses its page at once, and one that is none any more has it."""
        before, were = copies.original(self._db, change.id), keys.of_tie(self._db, change)
        outcome = ties.put(self._db, change)
        if outcome == "updated":
            self._bumped |= were | keys.of_tie(self._db, change)
        if copies.original(self._db, change.id) != before:
            row = self._db.execute("SELECT number FROM article WHERE id = ?", (change.id,)).fetchone()
            if row is not None:
                self._settle(row["number"], standing_of(self._db, row["number"]))
        return outcome

    def _settle(self, number: int, standing: Standing) -> None:
        article_id = self._db.execute("SELECT id FROM article WHERE number = ?", (number,)).fetchone()["id"]
        were, day = keys.of(self._db, number, article_id), keys.day(self._db, number)
        self._stand(number, standing)
        if shown := project(self._db, number, standing, self._zone):
            keep_page(self._db, number, shown, self._look, self._render)
        self._bumped |= were | keys.of(self._db, number, article_id)
        if keys.day(self._db, number) != day:
            self._bumped.add(surrogates.ARCHIVE)

    def _stand(self, number: int, standing: Standing) -> None:
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
