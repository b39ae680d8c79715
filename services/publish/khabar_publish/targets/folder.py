"""A folder of static files for any web server: a page for each article, a front page and a feed.

An article's file is ``{yyyy}/{mm}/{sid}`` and never moves. What the folder holds is kept beside the files, under a
lock: so whatever comes late or twice changes nothing, from whichever replica, and a killed article never comes back.
"""

import asyncio
import errno
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256
from typing import Final, ParamSpec, TypeVar

from khabar import Event, Rejected
from khabar.config import TargetSettings
from khabar.events import short_id
from khabar.models import EnrichedRevision, Removal
from khabar.stage import KILL
from khabar_publish.formats import make_format
from khabar_publish.formats.words import calm, local
from khabar_publish.pipeline import rank
from khabar_publish.rights import allowed
from khabar_publish.settings import PublishSettings
from khabar_publish.shown import Shown
from khabar_publish.targets.failures import Down, Regressed
from khabar_publish.targets.folder_book import LIVE, Book, Entry, opened
from khabar_publish.targets.folder_files import Files, is_place
from khabar_publish.targets.folder_lists import FEED, INDEX, MOST, feed, front
from khabar_publish.targets.folder_settings import base, root
from khabar_publish.targets.target import Answer, RemovalKind

P = ParamSpec("P")
R = TypeVar("R")
_EPOCH: Final = datetime.fromtimestamp(0, UTC)
_OWN: Final = ".khabar"
_PROBE: Final = "khabar-probe.txt"
_CANARY: Final = "khabar-canary.html"
_STATES: Final[dict[RemovalKind, str]] = {
    "unpublish": "unpublished",
    "withdraw": "withdrawn",
    "kill": "killed",
    "merge": "merged",
}
_NEXT_STEPS: Final = {
    errno.ENOSPC: "the disk is full; make room",
    errno.EDQUOT: "its quota is used up; make room",
    errno.EROFS: "it lies on a disk that is mounted read-only",
    errno.EACCES: "publish may not write there; give its user the folder",
    errno.EPERM: "publish may not write there; give its user the folder",
    errno.ENOENT: "the folder is not there; make it, or mount its disk",
    errno.ELOOP: "a symbolic link lies in its way; take it away",
    errno.ENOTDIR: "something that is no folder lies in its way; take it away",
}


class FolderTarget:
    """Writes into ``path``; readers find it at ``url``, if the newsroom says so.

    Raises:
        ConfigError: no folder is named, or its address is none.
    """

    own = False
    blind = False
    concurrency: Final = 1
    """One lock is held for each file: more at once would only wait for each other."""

    def __init__(self, target: TargetSettings, settings: PublishSettings) -> None:
        self.id = target.id
        self._newsroom = settings.newsroom_config.newsroom
        self._format = make_format(target.format or "page", settings)
        self._base = base(target)
        self._root = root(target, settings.config)
        self._files = Files(self._root)
        self._seconds = settings.target_timeout_seconds
        self._worker = ThreadPoolExecutor(1, f"folder-{target.id}")

    async def deliver(self, event: Event, revision: EnrichedRevision, held: Shown | None) -> Answer:
        """Write the article's file, unless the folder holds a newer state.

        Raises:
            Regressed: it holds another content under the same revision.
        """
        given = allowed(revision)
        body = self._format.render(replace(event, data=given))
        if body is None:
            return Answer("untold", shows=False, why=f"the target's format has no words for {event.name}")
        entry = self._entry(event, given)
        return await self._apart(self._put, entry, body, _place(held, revision.id))

    async def remove(self, event: Event, removal: Removal, kind: RemovalKind, held: Shown | None) -> Answer:
        """Remove the article's file, or put a notice into it when it was withdrawn; what it was is remembered."""
        gone = Entry(removal.id, removal.revision, rank(event), _STATES[kind], updated_at=_seconds(event.time))
        notice = self._format.render(event) if kind == "withdraw" else None
        shown = notice if self._format.content_type.startswith("text/") else None
        return await self._apart(self._take, gone, shown, _place(held, removal.id))

    async def look_up(self, event: Event, held: Shown | None) -> Answer | None:  # noqa: ARG002 - the folder knows by itself
        """Read what the folder holds of the article."""
        if not isinstance(event.data, EnrichedRevision | Removal):
            return None
        return await self._apart(self._found, event, event.data)

    async def check(self) -> str:
        """Write a file and remove it again."""
        return await self._apart(self._probe)

    async def canary(self, mark: str) -> str:
        """Write a mark into a file that nothing leads to; its address, empty where readers have none.

        Raises:
            Down: it cannot be written.
        """
        await self._apart(self._hide, mark)
        return f"{self._base}/{_CANARY}" if self._base else ""

    async def close(self) -> None:
        """Let go of the thread; a disk that does not answer keeps nobody waiting."""
        self._worker.shutdown(wait=False, cancel_futures=True)

    async def _apart(self, work: Callable[P, R], *args: P.args, **named: P.kwargs) -> R:
        """Work in the folder's own thread: on a disk that hangs it must not use up those that others need."""
        return await asyncio.get_running_loop().run_in_executor(self._worker, partial(work, *args, **named))

    def _put(self, entry: Entry, body: bytes, place: str | None) -> Answer:
        with self._locked() as book:
            known = book.find(entry.id)
            if known and known.rank > entry.rank:
                return self._older(known)
            if known and known.state == LIVE and _regresses(known, entry):
                msg = f"the folder holds another content under revision {entry.revision}"
                raise Regressed(msg)
            if known and known.path:
                entry = entry._replace(path=known.path, first_at=known.first_at or entry.first_at)
            elif place:
                entry = entry._replace(path=place)
            changed = self._files.write(entry.path or "", body)
            self._write(book, entry)
        outcome = "updated" if changed else "unchanged"
        return self._answer("created" if known is None or known.state != LIVE else outcome, entry, body)

    def _take(self, gone: Entry, notice: bytes | None, place: str | None) -> Answer:
        with self._locked() as book:
            known = book.find(gone.id)
            if known and known.rank > gone.rank:
                return self._older(known)
            gone = (
                gone._replace(path=known.path or place, first_at=known.first_at) if known else gone._replace(path=place)
            )
            if gone.path and notice is None:
                self._files.remove(gone.path)
            elif gone.path and notice is not None:
                self._files.write(gone.path, notice)
            self._write(book, gone)
        return self._answer(gone.state if known or place else "absent", gone, notice or b"")

    def _write(self, book: Book, entry: Entry) -> None:
        book.put(entry)
        newest = book.newest(MOST)
        self._files.write(INDEX, front(self._newsroom, newest))
        self._files.write(FEED, feed(self._newsroom, self.id, self._base, newest))

    def _found(self, event: Event, told: EnrichedRevision | Removal) -> Answer | None:
        with self._locked() as book:
            known = book.find(told.id)
        if known is None or known.rank < rank(event):
            return None
        if known.rank > rank(event):
            return self._older(known)
        if isinstance(told, Removal):
            return self._answer(known.state, known) if known.state != LIVE else None
        there = known.state == LIVE and known.content_sha == told.content_sha and self._files.has(known.path or "")
        return self._answer("unchanged", known) if there else None

    def _hide(self, mark: str) -> None:
        with self._locked():
            self._files.write(_CANARY, f'<!doctype html><meta name="robots" content="noindex"><p>{mark}'.encode())

    def _probe(self) -> str:
        with self._locked():
            self._files.write(_PROBE, b"")
            self._files.remove(_PROBE)
        return f"{self._root} can be written"

    @contextmanager
    def _locked(self) -> Iterator[Book]:
        """The book, with failures of the disk in words.

        Raises:
            Down: the folder cannot be written.
            Rejected: two articles would have one file.
        """
        try:
            with opened(self._files.private(_OWN), self._seconds) as book:
                yield book
        except TimeoutError as error:
            msg = f"{self._root}: {error}"
            raise Down(msg, answered=False) from error
        except OSError as error:
            why = _NEXT_STEPS.get(error.errno or 0, error.strerror or type(error).__name__)
            msg = f"{self._root}: {why}"
            raise Down(msg, answered=False) from error
        except sqlite3.IntegrityError as error:
            msg = f"{self._root}: another article has this one's file"
            raise Rejected(msg) from error
        except sqlite3.Error as error:
            msg = f"{self._root / _OWN}: {error}; see that publish may write there and the disk has room"
            raise Down(msg, answered=False) from error

    def _entry(self, event: Event, revision: EnrichedRevision) -> Entry:
        there = local(revision.received_at, self._newsroom.zone)
        first = revision.published_at or revision.received_at
        return Entry(
            revision.id,
            revision.revision,
            rank(event),
            LIVE,
            revision.content_sha,
            f"{there.year:04}/{there.month:02}/{_sid(revision.id)}{self._format.suffix}",
            calm(revision.headline).strip(),
            " ".join(calm(revision.lead).split()),
            revision.language,
            revision.direction,
            _seconds(first),
            _seconds(revision.updated_at or first),
        )

    def _older(self, known: Entry) -> Answer:
        return replace(self._answer("killed" if known.rank > KILL else "stale", known), shows=False)

    def _answer(self, outcome: str, entry: Entry, body: bytes = b"") -> Answer:
        url = f"{self._base}/{entry.path}" if self._base and entry.path else None
        return Answer(outcome, url, entry.path, sent=sha256(body).hexdigest() if body else "")


def _regresses(known: Entry, entry: Entry) -> bool:
    return known.revision == entry.revision and known.content_sha != entry.content_sha


def _seconds(at: datetime) -> int:
    """Unix seconds; those that a moment's fraction would round up to may be of a year that there is not."""
    return (at - _EPOCH) // timedelta(seconds=1)


def _sid(article: str) -> str:
    try:
        return short_id(article)
    except ValueError:
        msg = f"{article!r} is no article's id, and so no file's name"
        raise Rejected(msg) from None


def _place(held: Shown | None, article: str) -> str | None:
    """Where the newsroom remembers the article's file, should the folder have lost its own memory."""
    sid, told = _sid(article), held.remote_id if held else None
    return told if told and is_place(told) and told.rpartition("/")[2].partition(".")[0] == sid else None
