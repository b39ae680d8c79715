"""An editor's tags on one article: decided with the article's state, and told to enrich once more."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from khabar.events import REPLAY
from khabar.models import TagLocks
from khabar_ingest.by_hand import carried_out, decided, standing
from khabar_ingest.contents import Contents
from khabar_ingest.decision import Decision
from khabar_ingest.ledger import Ledger
from khabar_ingest.plan import Known, plan
from khabar_ingest.state import State
from khabar_ingest.tags.deciding import retag
from khabar_ingest.tags.order import RetagOrder
from khabar_ingest.tags.register import Register
from khabar_ingest.tags.told import ENRICH, add, flat, locked
from khabar_ingest.timers import Effect

_AGAIN: Final = "retag"
_OWN: Final = frozenset({"attempt", "lane", "fastlane", "failingsince", REPLAY})


@dataclass(frozen=True, slots=True)
class Locking:
    """Where people tag articles.

    What the public has is enriched once more, as a replay is, so that the site shows it at once; later revisions are
    enriched under the same locks.
    """

    ledger: Ledger
    contents: Contents
    register: Register

    async def retag(self, id_: str, order: RetagOrder) -> TagLocks:
        """Lock tags on an article or off it, and say what is locked then.

        Raises:
            Refusal: there is no such article or tag, or the order contradicts itself.
            Retryable: the server or a text cannot be reached; nothing is done.
        """
        return await carried_out(lambda: self._once(id_, order), "tags", id_)

    async def locks(self, id_: str) -> TagLocks | None:
        """What is locked on an article; None where nothing is.

        Raises:
            Retryable: the server cannot be reached.
        """
        asked = f"which tags article {id_} has by hand"
        return await decided(self.ledger, self.ledger.keys.article_tags(id_), TagLocks, asked)

    async def _once(self, id_: str, order: RetagOrder) -> TagLocks | None:
        at, state, number = await standing(self.ledger, id_)
        before = (await self.locks(id_) or TagLocks(id=id_, revision=1)).model_copy(update={"revision": number})
        after = retag(order, before, await self.register.book(), at)
        return before if after is None else await self._write(state, after, at)

    async def _write(self, state: State, after: TagLocks, at: datetime) -> TagLocks | None:
        keys, wire = self.ledger.keys, self.ledger.wire
        command, told = locked(after)
        kept: Effect = ("SET", keys.article_tags(state.id), after.to_json().decode())
        effects = (kept, add(keys, told, wire), *await self._again(state))
        times = str(int(state.get("retags") or "0") + 1)
        decision = Decision("retagged", state.id, state.revision, command=command, writes=(("retags", times),))
        written = plan(Known(state), decision, at, keys, wire, extra=effects)
        [stands] = await self.ledger.write([written], state.get("source") or "api", always=True)
        return after if stands else None

    async def _again(self, state: State) -> list[Effect]:
        """What is to be done so that enrich reads once more what the public has."""
        if state.status != "usable" or not state.get("entry"):
            return []
        entry = await self.contents.entry(state.get("entry"))
        fields = {name.decode(): value for name, value in entry.items() if name.decode() not in _OWN}
        fields |= {"attempt": b"1", "lane": b"normal", REPLAY: _AGAIN.encode()}
        return [("XADD", self.ledger.keys.again(ENRICH), "*", *flat(fields))]
