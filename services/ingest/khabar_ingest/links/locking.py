"""An editor's word on the links of one article: decided with the article's state, and told to enrich."""

from dataclasses import dataclass
from datetime import datetime

from khabar.models import LinkLocks
from khabar_ingest.by_hand import carried_out, decided, standing
from khabar_ingest.decision import Decision
from khabar_ingest.ledger import Ledger
from khabar_ingest.links.deciding import decide, undone
from khabar_ingest.links.order import LinkOrder, LinkVerb
from khabar_ingest.links.told import locked
from khabar_ingest.plan import Known, plan
from khabar_ingest.state import State
from khabar_ingest.tags.told import add
from khabar_ingest.timers import Effect


@dataclass(frozen=True, slots=True)
class Answer:
    """What is decided about an article's links, and what the order took back of earlier ones."""

    locks: LinkLocks
    undone: dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Linking:
    """Where people pin, block and freeze the links of articles; enrich finds them anew under what was decided."""

    ledger: Ledger

    async def order(self, id_: str, order: LinkOrder) -> Answer:
        """Carry out an order about an article's links, and say what is decided then.

        Raises:
            Refusal: there is no such article, or the order cannot stand.
            Retryable: the server cannot be reached; nothing is done.
        """
        return await carried_out(lambda: self._once(id_, order), "links", id_)

    async def locks(self, id_: str) -> LinkLocks | None:
        """What is decided about an article's links; None where nothing is.

        Raises:
            Retryable: the server cannot be reached.
        """
        asked = f"what is decided about the links of article {id_}"
        return await decided(self.ledger, self.ledger.keys.article_links(id_), LinkLocks, asked)

    async def _once(self, id_: str, order: LinkOrder) -> Answer | None:
        at, state, number = await standing(self.ledger, id_)
        others = {other.id: other for other in await self.ledger.states(order.others)}
        before = (await self.locks(id_) or LinkLocks(id=id_, revision=1)).model_copy(update={"revision": number})
        after = decide(order, before, others, at)
        stands = after is None or await self._write(order.verb, state, after, at)
        return Answer(after or before, undone(order, before)) if stands else None

    async def _write(self, verb: LinkVerb, state: State, after: LinkLocks, at: datetime) -> bool:
        keys, wire = self.ledger.keys, self.ledger.wire
        command, told = locked(verb, after)
        kept: Effect = ("SET", keys.article_links(state.id), after.to_json().decode())
        times = str(int(state.get("relinks") or "0") + 1)
        decision = Decision("relinked", state.id, state.revision, command=command, writes=(("relinks", times),))
        written = plan(Known(state), decision, at, keys, wire, extra=(kept, add(keys, told, wire)))
        [stands] = await self.ledger.write([written], state.get("source") or "api", always=True)
        return stands
