"""Admission: each content of each article becomes a revision exactly once, however often it is sent and by whom.

Optimistic: read what is known, decide in Python, and let one script write it all if nothing changed in between;
otherwise look again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any, Final

from redis.asyncio import Redis
from redis.exceptions import ConnectionError as Unreachable
from redis.exceptions import RedisError, ResponseError

from khabar.config import SourceSettings
from khabar.errors import Retryable
from khabar.events import article_id
from khabar.keys import Keys
from khabar.wire import Wire
from khabar_ingest.draft import Draft
from khabar_ingest.identity import aliases, vague_links
from khabar_ingest.pipeline import Decision, Raw, decide
from khabar_ingest.state import FIELDS, State

_BATCH: Final = 64
_ROUNDS: Final = 50
_Named = tuple[Draft, tuple[str, ...]]
_SCRIPT: Final = files("khabar_ingest").joinpath("admit.lua").read_text("utf-8")


@dataclass(frozen=True, slots=True)
class _Known:
    """A draft, the aliases it has and what each leads to ("" = nothing yet), and its article's state."""

    names: tuple[str, ...]
    leads: tuple[str, ...]
    state: State


@dataclass(frozen=True, slots=True)
class Admission:
    """Admits drafts through a server. ``wire`` needs the blob store: large and sealed revisions go there."""

    client: Redis
    keys: Keys
    wire: Wire
    language: str = "ar"

    async def admit(self, drafts: Sequence[Draft], source: SourceSettings, raw_sha256: str) -> list[Decision]:
        """Admit the drafts of one document and say what became of each, in their order.

        Raises:
            Retryable: the server cannot be reached or refuses to write; nothing or a part was admitted, and sending
                the same again is safe.
        """
        decisions: dict[int, Decision] = {}
        vague = vague_links(drafts)
        named = [(draft, aliases(draft, vague)) for draft in drafts]
        for start in range(0, len(drafts), _BATCH):
            part = {index: named[index] for index in range(start, min(start + _BATCH, len(drafts)))}
            try:
                decisions |= await self._batch(part, source, raw_sha256)
            except RedisError as error:
                msg = f"the server did not take the articles ({error}); they can be sent again"
                raise Retryable(msg, retry_after=2 if isinstance(error, Unreachable) else 10) from error
        return [decisions[index] for index in range(len(drafts))]

    async def state(self, id_: str) -> dict[str, str]:
        """Return what is remembered of an article, nothing for an unknown one."""
        try:
            return _text(await self.client.hgetall(self.keys.article(id_)))
        except ResponseError as error:
            msg = f"the state of article {id_} cannot be read ({error})"
            raise Retryable(msg) from error

    async def _batch(self, drafts: dict[int, _Named], source: SourceSettings, raw: str) -> dict[int, Decision]:
        done: dict[int, Decision] = {}
        for _ in range(_ROUNDS):
            waiting = {index: draft for index, draft in drafts.items() if index not in done}
            if not waiting:
                return done
            done |= await self._round(waiting, source, raw)
        msg = f"{len(drafts) - len(done)} articles of source {source.id} keep changing under us; send them again"
        raise Retryable(msg, retry_after=1)

    async def _round(self, drafts: dict[int, _Named], source: SourceSettings, raw: str) -> dict[int, Decision]:
        """Read, decide and write once; what met a conflict is left for the next round."""
        now, known = await self._read(list(drafts.values()), source)
        stamp = Raw(raw, now, self.language)
        pairs = zip(drafts.items(), known, strict=True)
        decided = [(index, at, decide(draft, at.state, source, stamp)) for (index, (draft, _)), at in pairs]
        answers = await self._write([(at, decision) for _, at, decision in decided], source)
        return {index: decision for (index, _, decision), ok in zip(decided, answers, strict=True) if ok}

    async def _read(self, drafts: list[_Named], source: SourceSettings) -> tuple[datetime, list[_Known]]:
        """Return the server's time and what is known of each draft, in two round trips."""
        names = [own for _, own in drafts]
        async with self.client.pipeline(transaction=False) as pipe:
            pipe.time()
            for own in names:
                pipe.hmget(self.keys.aliases(source.id), list(own))
            (seconds, micros), *found = await pipe.execute()
        leads = [tuple((value or b"").decode() for value in values) for values in found]
        ids = [
            next(filter(None, lead), "") or article_id(source.id, own[0])
            for own, lead in zip(names, leads, strict=True)
        ]
        async with self.client.pipeline(transaction=False) as pipe:
            for id_ in ids:
                pipe.hmget(self.keys.article(id_), list(FIELDS))
            hashes = await pipe.execute()
        states = [State(id_, _fields(values)) for id_, values in zip(ids, hashes, strict=True)]
        known = [_Known(*each) for each in zip(names, leads, states, strict=True)]
        return datetime.fromtimestamp(seconds + micros / 1e6, UTC), known

    async def _write(self, items: list[tuple[_Known, Decision]], source: SourceSettings) -> list[bool]:
        """Send one script for all that has something to write, and say which items stand."""
        writing = [index for index, (known, decision) in enumerate(items) if _changes(known, decision)]
        if not writing:
            return [True] * len(items)
        keys = [self.keys.stream("articles"), self.keys.aliases(source.id)]
        keys += [self.keys.article(items[index][1].id) for index in writing]
        arguments = [part for index in writing for part in self._arguments(*items[index])]
        answers = await self.client.register_script(_SCRIPT)(keys=keys, args=arguments)
        refused = {index for index, answer in zip(writing, answers, strict=True) if answer != b"ok"}
        return [index not in refused for index in range(len(items))]

    def _arguments(self, known: _Known, decision: Decision) -> list[Any]:
        expected = [part for field in FIELDS for part in (field, known.state.fields.get(field, ""))]
        names = [part for pair in zip(known.names, known.leads, strict=True) for part in pair]
        entry = [part for pair in self.wire.encode(decision.event).items() for part in pair] if decision.event else []
        writes = [part for pair in (*decision.writes, *self._seal(decision)) for part in pair]
        lists = (expected, names, entry, writes)
        return [part for each in lists for part in (len(each), *each)] + [decision.id]

    def _seal(self, decision: Decision) -> list[tuple[str, str]]:
        """Put a held revision where only its release finds it."""
        if decision.sealed is None or self.wire.blobs is None:
            return []
        return [("sealed", self.wire.blobs.put(decision.sealed.to_json(), sealed=True))]


def _changes(known: _Known, decision: Decision) -> bool:
    """Whether anything is to be written: an event, new marks, or a new alias; never for what is refused."""
    return decision.kind != "rejected" and bool(decision.event or decision.writes or "" in known.leads)


def _fields(values: list[bytes | None]) -> dict[str, str]:
    return {name: value.decode() for name, value in zip(FIELDS, values, strict=True) if value is not None}


def _text(found: Mapping[Any, Any]) -> dict[str, str]:
    return {key.decode(): value.decode() for key, value in found.items()}
