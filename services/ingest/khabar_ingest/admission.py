"""Admission: each content of each article becomes a revision exactly once, however often it is sent and by whom.

Optimistic: read what is known, decide in Python, and let one script write it all if nothing changed in between;
otherwise look again.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import structlog
from redis.exceptions import ConnectionError as Unreachable
from redis.exceptions import RedisError

from khabar.config import SourceSettings
from khabar.errors import Retryable
from khabar.models import Revision
from khabar_ingest.contents import Contents
from khabar_ingest.decision import Decision, Kind, Raw
from khabar_ingest.draft import BUG, Draft
from khabar_ingest.identity import aliases, content_sha, vague_links
from khabar_ingest.ledger import Ledger
from khabar_ingest.pipeline import decide
from khabar_ingest.places import places
from khabar_ingest.plan import Known, Plan, nothing, plan
from khabar_ingest.recognition import Named, recognise
from khabar_ingest.rules.ranking import ranked
from khabar_ingest.rules.replacing import replaced
from khabar_ingest.rules.treatment import PLAIN, Treatment
from khabar_ingest.telling import NOTHING, Public

_BATCH: Final = 64
_ROUNDS: Final = 50
_log = structlog.get_logger()
Ruled = tuple[Named, Treatment]


@dataclass(frozen=True, slots=True)
class Admission:
    """Admits drafts."""

    ledger: Ledger
    contents: Contents
    language: str = "ar"

    async def admit(
        self,
        drafts: Sequence[Draft],
        source: SourceSettings,
        raw_sha256: str,
        treatments: Sequence[Treatment] = (),
    ) -> list[Decision]:
        """Admit the drafts of one document and say what became of each, in their order.

        The rules of the source about texts, urgency and sections are applied here; what else they say of a draft is its
        treatment.

        Raises:
            Retryable: the server cannot be reached or refuses to write, or admission is closed; nothing or a part was
                admitted, and sending the same again is safe.
        """
        decisions: dict[int, Decision] = {}
        ruled = await asyncio.to_thread(_ruled, drafts, source, treatments or [PLAIN] * len(drafts))
        firsts = _firsts([named for named, _ in ruled])
        own = sorted(set(firsts))
        for start in range(0, len(own), _BATCH):
            part = {index: ruled[index] for index in own[start : start + _BATCH]}
            try:
                decisions |= await self._batch(part, source, raw_sha256)
            except RedisError as error:
                msg = f"the server did not take the articles ({error}); they can be sent again"
                raise Retryable(msg, retry_after=2 if isinstance(error, Unreachable) else 10) from error
        return [decisions.get(index) or _again(decisions[first]) for index, first in enumerate(firsts)]

    async def wanting(self, drafts: Sequence[Draft], indices: Sequence[int], source: SourceSettings) -> list[int]:
        """Return which of some drafts of a document would be told as they are, or stand without their page until now.

        Raises:
            Retryable: the server cannot be reached, or admission is closed.
        """
        vague = vague_links(drafts)
        named = [(drafts[index], aliases(drafts[index], vague, source.identity)) for index in indices]
        wanted: list[int] = []
        for start in range(0, len(named), _BATCH):
            try:
                at, found = await recognise(self.ledger, named[start : start + _BATCH], source)
            except RedisError as error:
                msg = f"the state of the articles cannot be read ({error})"
                raise Retryable(msg, retry_after=2) from error
            cases = zip(indices[start : start + _BATCH], found, strict=True)
            wanted += await asyncio.to_thread(_wanting, list(cases), source, Raw("", at, self.language))
        return wanted

    async def _batch(self, drafts: dict[int, Ruled], source: SourceSettings, raw: str) -> dict[int, Decision]:
        done: dict[int, Decision] = {}
        for _ in range(_ROUNDS):
            waiting = {index: draft for index, draft in drafts.items() if index not in done}
            if not waiting:
                return done
            done |= await self._round(waiting, source, raw)
        msg = f"{len(drafts) - len(done)} articles of source {source.id} keep changing under us; send them again"
        raise Retryable(msg, retry_after=1)

    async def _round(self, drafts: dict[int, Ruled], source: SourceSettings, raw: str) -> dict[int, Decision]:
        """Read, decide and write once; what met a conflict is left for the next round."""
        at, found = await recognise(self.ledger, [named for named, _ in drafts.values()], source)
        stamp = Raw(raw, at, self.language)
        cases = [
            (draft, known, await self._public(draft, known), treatment)
            for (draft, known), (_, treatment) in zip(found, drafts.values(), strict=True)
        ]
        plans = await asyncio.to_thread(lambda: [self._plan(*case, source=source, stamp=stamp) for case in cases])
        answers = await self.ledger.write(plans, source.id)
        return {index: made.decision for index, made, ok in zip(drafts, plans, answers, strict=True) if ok}

    async def _public(self, draft: Draft, known: Known) -> Public:
        """What a correction is compared with, and where a removal takes the article from; nothing for other drafts."""
        if not known.state.known or (draft.status == "usable" and draft.correction is None and not draft.expires_at):
            return NOTHING
        return Public(await self._shown(draft, known), await places(self.ledger, known.state.id))

    async def _shown(self, draft: Draft, known: Known) -> Revision | None:
        """The text that a correction is compared with; where it cannot be had, the note says it all."""
        if draft.correction is None or not (entry := known.state.get("entry")):
            return None
        try:
            return await self.contents.told(entry)
        except Retryable as error:
            _log.warning("correction.uncompared", article=known.state.id, reason=str(error))
            return None

    def _plan(  # noqa: PLR0913 - what came, what is known, and the rules
        self, draft: Draft, known: Known, public: Public, treatment: Treatment, *, source: SourceSettings, stamp: Raw
    ) -> Plan:
        """Decide on a draft and say what the script is to write; a draft that breaks us costs no other.

        Raises:
            Retryable: the blob store does not take what is large or sealed.
        """
        try:
            decision = decide(draft, known.state, source, stamp, public, treatment=treatment)
            return plan(known, decision, stamp.at, self.ledger.keys, self.ledger.wire)
        except Retryable:
            raise
        except OSError as error:
            msg = f"the blob store does not take article {known.state.id} ({error.strerror}); free space or mend it"
            raise Retryable(msg, retry_after=30) from error
        except Exception:  # noqa: BLE001 - a bug in one item must not cost the others; it is logged
            _log.exception("item.bug", article=known.state.id, source=source.id)
            return nothing(Decision("rejected", known.state.id, known.state.revision, BUG), known.state)


def _ruled(drafts: Sequence[Draft], source: SourceSettings, treatments: Sequence[Treatment]) -> list[Ruled]:
    """The drafts as the rules of their source have them, under the names that the source's own words give them."""
    said = [treatment.own or draft for draft, treatment in zip(drafts, treatments, strict=True)]
    vague = vague_links(said)
    ruled: list[Ruled] = []
    for draft, own, treatment in zip(drafts, said, treatments, strict=True):
        told = content_sha(own) if treatment.own or source.replace else ""
        named = (ranked(replaced(draft, source), source), aliases(own, vague, source.identity))
        ruled.append((named, replace(treatment, told=told)))
    return ruled


def _wanting(cases: Sequence[tuple[int, tuple[Draft, Known]]], source: SourceSettings, stamp: Raw) -> list[int]:
    return [index for index, (draft, known) in cases if _is_wanting(draft, known, source, stamp)]


def _is_wanting(draft: Draft, known: Known, source: SourceSettings, stamp: Raw) -> bool:
    if known.state.get("note") and known.state.status == "usable":
        return True
    told = Treatment(told=content_sha(draft))
    try:
        shown = ranked(replaced(draft, source), source)
        return decide(shown, known.state, source, stamp, treatment=told).text is not None
    except Exception:  # noqa: BLE001 - a bug in one item must not cost the others; it is logged
        _log.exception("item.bug", article=known.state.id, source=source.id)
        return False


def _firsts(named: list[Named]) -> list[int]:
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
