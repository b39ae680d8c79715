"""The hand that delivers: tries as the service does, and remembers what the target confirmed, without any server."""

import json
from typing import Any

from khabar import Event, Wire
from khabar.models import EnrichedRevision
from khabar.stage import Backoff
from khabar_publish.attempt import Attempt, Courier
from khabar_publish.circuit import Circuit
from khabar_publish.claimed import Claimed
from khabar_publish.endings import Endings
from khabar_publish.pipeline import rank
from khabar_publish.shown import Shown
from khabar_publish.targets import Target
from tests.unit.publish.stories import removal, told

_NOW = 1_900_000_000_000
_WIRE = Wire()


class Hand:
    """Delivers to one target; ``held`` is what is remembered of each article."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.held: dict[str, Shown] = {}
        self._courier = Courier(target, _WIRE, enabled=True, seconds=20)
        self._endings = Endings(target.id, _WIRE, Backoff())

    async def show(self, revision: EnrichedRevision, *, lost: int = 0) -> Attempt:
        """Have a revision delivered; ``lost`` says how often whoever had it in hand died."""
        return await self._try(told("article.enriched", revision), lost)

    async def remove(self, verb: str, revision: int, **more: Any) -> Attempt:  # noqa: ANN401 - fields of a removal
        """Have the article removed."""
        gone = removal(revision).model_copy(update=more)
        return await self._try(told(f"article.{verb}", gone), 0)

    async def die_after(self, revision: EnrichedRevision) -> None:
        """Deliver a revision and be gone before anything is written about it."""
        await self._courier.attempt(self._claimed(told("article.enriched", revision), 0))

    async def _try(self, event: Event, lost: int) -> Attempt:
        attempt = await self._courier.attempt(self._claimed(event, lost))
        if shown := self._endings.of(attempt, Circuit(), _NOW).shown:
            self.held[event.subject] = shown
        return attempt

    def _claimed(self, event: Event, lost: int) -> Claimed:
        fields = {
            name: value if isinstance(value, str) else value.decode() for name, value in _WIRE.encode(event).items()
        }
        flat = json.dumps([part for pair in fields.items() for part in pair], ensure_ascii=False)
        work = "\n".join([str(rank(event)), str(event.revision), event.lane, "[]", flat]).encode()
        held = self.held.get(event.subject)
        return Claimed(event.subject, "a/1", work, held, lost, probe=False, tried=lost > 0, at=_NOW)
