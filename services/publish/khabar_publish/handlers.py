"""What publish does with each event, for one target."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from khabar import Event, Rejected
from khabar.metrics import DELIVERIES, DELIVERY_SECONDS
from khabar.models import EnrichedRevision, Removal
from khabar.stage import Stage
from khabar_publish.pipeline import REMOVALS, receipt
from khabar_publish.targets import Answer, Target


@dataclass(frozen=True, slots=True)
class Deliveries:
    """The handlers of one target's stage."""

    target: Target

    def register(self, stage: Stage) -> None:
        """Register the handlers on the target's own stage."""
        stage.on("article.enriched")(self.on_enriched)
        stage.on(*REMOVALS)(self.on_removed)

    async def on_enriched(self, event: Event) -> Sequence[Event]:
        """Deliver a revision and keep the target's receipt."""
        if not isinstance(event.data, EnrichedRevision):
            msg = f"{event.name} carries {type(event.data).__name__}, not an enriched revision"
            raise Rejected(msg)
        started = time.perf_counter()
        return [self._receipt(event, await self.target.deliver(event.data), started)]

    async def on_removed(self, event: Event) -> Sequence[Event]:
        """Remove an article and keep the target's receipt."""
        if not isinstance(event.data, Removal):
            msg = f"{event.name} carries {type(event.data).__name__}, not a removal"
            raise Rejected(msg)
        started = time.perf_counter()
        return [self._receipt(event, await self.target.remove(event.data, REMOVALS[event.name]), started)]

    def _receipt(self, event: Event, answer: Answer, started: float) -> Event:
        took = time.perf_counter() - started
        DELIVERIES.labels(self.target.id, answer.outcome).inc()
        DELIVERY_SECONDS.labels(self.target.id).observe(took)
        return receipt(event, self.target.id, answer, took)
