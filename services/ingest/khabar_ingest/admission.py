"""Admission: each content of each article becomes a revision exactly once, however often it is sent and by whom.

Optimistic: read what is known, decide in Python, and let one script write it all if nothing changed in between;
otherwise look again.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any, Final

import structlog
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as Unreachable
from redis.exceptions import RedisError, ResponseError

from khabar.config import SourceSettings
from khabar.errors import Retryable
from khabar.events import article_id
from khabar.keys import Keys
from khabar.wire import Wire
from khabar_ingest.draft import BUG, Draft
from khabar_ingest.identity import aliases, vague_links
from khabar_ingest.pipeline import Decision, Kind, Raw, decide
from khabar_ingest.state import FIELDS, State

_BATCH: Final = 64
_ROUNDS: Final = 50
_log = structlog.get_logger()
_Named = tuple[Draft, tuple[str, ...]]
_SCRIPT: Final = files("khabar_ingest").joinpath("admit.lua").read_text("utf-8")


@dataclass(frozen=True, slots=True)
class _Known:
    """A draft, the aliases it has and what each leads to ("" = nothing yet), and its article's state."""

    names: tuple[str, ...]
    leads: tuple[str, ...]
    state: State


@dataclass(frozen=True, slots=True)
class _Plan:
    """A decision and the script's arguments that write it; none when there is nothing to write."""

    decision: Decision
    arguments: tuple[bytes, ...]


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
        firsts = _firsts(named)
        own = sorted(set(firsts))
        for start in range(0, len(own), _BATCH):
            part = {index: named[index] for index in own[start : start + _BATCH]}
            try:
                decisions |= await self._batch(part, source, raw_sha256)
            except RedisError as error:
                msg = f"the server did not take the articles ({error}); they can be sent again"
                raise Retryable(msg, retry_after=2 if isinstance(error, Unreachable) else 10) from error
        return [decisions.get(index) or _again(decisions[first]) for index, first in enumerate(firsts)]

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
        pairs = [(draft, at) for (draft, _), at in zip(drafts.values(), known, strict=True)]
        plans = await asyncio.to_thread(lambda: [self._plan(draft, at, source, stamp) for draft, at in pairs])
        answers = await self._write(plans, source)
        return {index: plan.decision for index, plan, ok in zip(drafts, plans, answers, strict=True) if ok}

    def _plan(self, draft: Draft, known: _Known, source: SourceSettings, stamp: Raw) -> _Plan:
        """Decide on a draft and say what the script is to write; a draft that breaks us costs no other.

        Raises:
            Retryable: the blob store does not take what is large or sealed.
        """
        try:
            decision = decide(draft, known.state, source, stamp)
            return _Plan(decision, self._arguments(known, decision) if _changes(known, decision) else ())
        except Retryable:
            raise
        except OSError as error:
            msg = f"the blob store does not take article {known.state.id} ({error.strerror}); free space or mend it"
            raise Retryable(msg, retry_after=30) from error
        except Exception:  # noqa: BLE001 - a bug in one item must not cost the others; it is logged
            _log.exception("item.bug", article=known.state.id, source=source.id)
            return _Plan(Decision("rejected", known.state.id, known.state.revision, BUG), ())

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
        known = [_Known(*each) for each in zip(names, leads, await self._states(ids), strict=True)]
        apart = [index for index, each in enumerate(known) if _is_other(each)]
        alone = await self._states([article_id(source.id, names[index][0]) for index in apart])
        for index, state in zip(apart, alone, strict=True):
            known[index] = _Known(names[index][:1], ("",), state)
        return datetime.fromtimestamp(seconds + micros / 1e6, UTC), known

    async def _states(self, ids: list[str]) -> list[State]:
        if not ids:
            return []
        async with self.client.pipeline(transaction=False) as pipe:
            for id_ in ids:
                pipe.hmget(self.keys.article(id_), list(FIELDS))
            hashes = await pipe.execute()
        return [State(id_, _fields(values)) for id_, values in zip(ids, hashes, strict=True)]

    async def _write(self, plans: list[_Plan], source: SourceSettings) -> list[bool]:
        """Send one script for all that has something to write, and say which items stand."""
        writing = [index for index, plan in enumerate(plans) if plan.arguments]
        if not writing:
            return [True] * len(plans)
        keys = [self.keys.stream("articles"), self.keys.aliases(source.id)]
        keys += [self.keys.article(plans[index].decision.id) for index in writing]
        arguments = [part for index in writing for part in plans[index].arguments]
        answers = await self.client.register_script(_SCRIPT)(keys=keys, args=arguments)
        refused = {index for index, answer in zip(writing, answers, strict=True) if answer != b"ok"}
        return [index not in refused for index in range(len(plans))]

    def _arguments(self, known: _Known, decision: Decision) -> tuple[bytes, ...]:
        expected = [part for field in FIELDS for part in (field, known.state.fields.get(field, ""))]
        names = [part for pair in zip(known.names, known.leads, strict=True) for part in pair]
        entry = [part for pair in self.wire.encode(decision.event).items() for part in pair] if decision.event else []
        writes = [part for pair in (*decision.writes, *self._seal(decision)) for part in pair]
        lists = (expected, names, entry, writes)
        parts = [part for each in lists for part in (str(len(each)), *each)] + [decision.id]
        return tuple(part if isinstance(part, bytes) else part.encode() for part in parts)

    def _seal(self, decision: Decision) -> list[tuple[str, str]]:
        """Put a held revision where only its release finds it."""
        if decision.sealed is None or self.wire.blobs is None:
            return []
        return [("sealed", self.wire.blobs.put(decision.sealed.to_json(), sealed=True))]


def _firsts(named: list[_Named]) -> list[int]:
    """For each draft the first in its document of the same article, with the same version and stamp: often itself."""
    first: dict[object, int] = {}
    return [
        first.setdefault((names[0], draft.version, draft.updated_at), index)
        for index, (draft, names) in enumerate(named)
    ]


def _again(first: Decision) -> Decision:
    """What becomes of an article's second text in one document: nothing tells which of the two is the newer."""
    kind: Kind = "rejected" if first.kind == "rejected" else "duplicate"
    return Decision(kind, first.id, first.revision, first.reason or "the article stands earlier in this document")


def _is_other(known: _Known) -> bool:
    """Whether a draft with a guid not seen before was led by its link to an article that has another guid."""
    return not known.leads[0] and known.state.guid not in {"", known.names[0]}


def _changes(known: _Known, decision: Decision) -> bool:
    """Whether anything is to be written: an event, new marks, or a new alias; never for what is refused."""
    return decision.kind != "rejected" and bool(decision.event or decision.writes or "" in known.leads)


def _fields(values: list[bytes | None]) -> dict[str, str]:
    return {name: value.decode() for name, value in zip(FIELDS, values, strict=True) if value is not None}


def _text(found: Mapping[Any, Any]) -> dict[str, str]:
    return {key.decode(): value.decode() for key, value in found.items()}
