"""Rebuilding the admission state from the archive: the same rules that made it, applied to what was told.

Not told, and so not known again: an alias, a stamp or an end that came with a text that was there already, what its
source canceled before it ever came, what a rule of its source kept out, and which texts are those of pages.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from typing import Any, Final, cast

import structlog
from pydantic import ValidationError

from khabar.blobs import BlobStore
from khabar.errors import Rejected
from khabar.events import Event
from khabar.keys import Keys
from khabar.models import Held, Removal, Revision
from khabar.restore import Rebuild
from khabar.wire import Wire
from khabar_ingest.decision import Kind
from khabar_ingest.draft import Draft, Embargo
from khabar_ingest.identity import aliases, identity
from khabar_ingest.pipeline import EXPIRY
from khabar_ingest.state import State
from khabar_ingest.telling import WAIT, Occasion, remove, seal, show
from khabar_ingest.timers import Effect, effects, family

_CHUNK: Final = 200
_LONG_AGO: Final = datetime.fromtimestamp(0, UTC)
_CORRECT: Final = "khabar.command.correct.v1"
_log = structlog.get_logger()


async def restore(rebuild: Rebuild) -> Mapping[str, int]:
    """Rebuild states, aliases, what is held and what waits for its time.

    Raises:
        Retryable, KhabarError: the archive, or a large text in the blob store, cannot be read.
    """
    book = await asyncio.to_thread(read, rebuild)
    if rebuild.write:
        await _write(rebuild, book)
    names = {source: book.names(source) for source in book.sources}
    return {
        "articles": len(book.states),
        "aliases": sum(map(len, names.values())),
        "held": sum(bool(state.get("sealed")) for state in book.states.values()),
        "sealed texts missing": len(book.missing),
    }


@dataclass(slots=True)
class Book:
    """What the archived events make of each article."""

    keys: Keys
    blobs: BlobStore
    verbs: Mapping[str, str]
    states: dict[str, State] = field(default_factory=dict)
    sealed_at: dict[str, datetime] = field(default_factory=dict)
    texts: dict[str, Revision] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)
    families: list[Effect] = field(default_factory=list)
    _named: dict[str, dict[str, set[str]]] = field(default_factory=dict)

    @property
    def sources(self) -> list[str]:
        """The sources that any article came from."""
        return sorted(self._named)

    def names(self, source: str) -> dict[str, str]:
        """The aliases of a source and the article each leads to; one that two articles had leads to neither."""
        return {alias: next(iter(ids)) for alias, ids in self._named[source].items() if len(ids) == 1}

    def see(self, entry: str, event: Event) -> None:
        """Take in an event of the stream ``articles``."""
        state = self.states.get(event.subject) or State(event.subject, {})
        on = Occasion(event.time, event.source.rpartition("/")[2], event.extra.get("rawsha256", ""))
        told = event.data
        if isinstance(told, Revision):
            after = self._shown(entry, event, told, state, on)
        elif isinstance(told, Held):
            after = self._sealed(told, state, on, verb=self.verbs.get(event.causationid, ""))
        elif isinstance(told, Removal):
            after = _removed(event, told, state, on)
        else:
            return
        self.states[event.subject] = after.after([("revision", str(event.revision))])

    def _shown(self, entry: str, event: Event, text: Revision, state: State, on: Occasion) -> State:
        verb = self.verbs.get(event.causationid, "")
        waited = bool(state.get("sealed")) and (verb != "" or on.rawsha256 == state.get("rawsha256"))
        forget = () if verb == _CORRECT else ("sealed",) if waited else WAIT
        after = state.after(show("updated", text, state, on, forget=forget).writes).after([("entry", entry)])
        return after if verb == _CORRECT else self._named_by(text, after, on.source)

    def _sealed(self, held: Held, state: State, on: Occasion, verb: str) -> State:
        self.sealed_at[state.id] = on.at
        waits = Embargo(until=held.embargo_until, reason=held.reason)
        name = held.sealed or ""
        try:
            text = Revision.model_validate_json(self.blobs.get(name, sealed=True))
        except (KeyError, ValidationError):  # shown or replaced since, or lost: the last look tells which
            known = [("status", state.status or "held"), ("source", on.source), ("rawsha256", on.rawsha256)]
            until = held.embargo_until.isoformat() if held.embargo_until else ""
            return state.after([*known, ("embargo_until", until), ("sealed", name), ("reason", held.reason)])
        after = state.after(seal(text, state, waits, on).writes).after([("sealed", name)])
        return after if verb == _CORRECT else self._named_by(text, after, on.source)

    def _named_by(self, text: Revision, state: State, source: str) -> State:
        """Learn what the source calls an article, and how new it says the text is."""
        draft = Draft.model_construct(
            guid=text.source.guid, canonical_url=text.canonical_url, headline=text.headline, body=text.body
        )
        leads = self._named.setdefault(source, {})
        for name in aliases(draft):
            leads.setdefault(name, set()).add(state.id)
        self.families += family(self.keys, text)
        marks = {
            "version": text.source.version or "",
            "updated": text.updated_at.isoformat() if text.updated_at else "",
            "guid": identity(draft) if text.source.guid and not state.guid else "",
        }
        return state.after([(name, value) for name, value in marks.items() if value])


def read(rebuild: Rebuild) -> Book:
    """Fold the archived events, oldest first; what is foreign or damaged is passed over, loudly.

    Raises:
        Retryable, KhabarError: the archive, or a large text in the blob store, cannot be read.
    """
    archive, blobs = rebuild.archive, rebuild.blobs
    commands = ((fields.get(b"id", b""), fields.get(b"type", b"")) for _, fields in archive.entries("commands"))
    book = Book(rebuild.keys, blobs, {id_.decode(): type_.decode() for id_, type_ in commands})
    wire = Wire(blobs)
    for entry, fields in archive.entries("articles"):
        try:
            book.see(entry, wire.decode(fields))
        except Rejected as error:
            _log.warning("restore.foreign_entry", entry=entry, reason=str(error))
    book.missing |= {id_ for id_, state in book.states.items() if state.get("sealed") and not _is_there(blobs, state)}
    return book


def _removed(event: Event, told: Removal, state: State, on: Occasion) -> State:
    expired = event.name == "article.unpublished" and told.by == EXPIRY
    kind = "expired" if expired else event.name.removeprefix("article.")
    decision = remove(cast("Kind", kind), state, on, reason=told.reason, by=told.by, into=told.into)
    return state.after([("source", on.source), *decision.writes])


def _is_there(blobs: BlobStore, state: State) -> bool:
    try:
        blobs.get(state.get("sealed"), sealed=True)
    except KeyError:
        return False
    return True


async def _write(rebuild: Rebuild, book: Book) -> None:
    """Write every article whole in place of what is there, so that doing it again changes nothing."""
    redis, keys = rebuild.redis, rebuild.keys
    await redis.delete(keys.held, keys.waiting)
    states = iter(book.states.values())
    while part := list(islice(states, _CHUNK)):
        async with redis.pipeline(transaction=True) as pipe:
            for state in part:
                at = book.sealed_at.get(state.id) or state.received_at or _LONG_AGO
                pipe.delete(keys.article(state.id))
                pipe.hset(keys.article(state.id), mapping=cast("Any", {k: v for k, v in state.fields.items() if v}))
                for effect in effects(keys, State(state.id, {}), state, at):
                    pipe.execute_command(*effect)
            await pipe.execute()
    await _write_names(rebuild, book)


async def _write_names(rebuild: Rebuild, book: Book) -> None:
    redis, keys = rebuild.redis, rebuild.keys
    for source in book.sources:
        leads = iter(book.names(source).items())
        while part := dict(islice(leads, _CHUNK)):
            await redis.hset(keys.aliases(source), mapping=cast("Any", part))
    told = iter(book.families)
    while effects_ := list(islice(told, _CHUNK)):
        async with redis.pipeline(transaction=False) as pipe:
            for effect in effects_:
                pipe.execute_command(*effect)
            await pipe.execute()
