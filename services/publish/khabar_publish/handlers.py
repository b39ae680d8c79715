"""What publish does with each event, for one target: it lets it wait for its delivery.

So the group is always drained, however slow or far away the target is.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from khabar import Event, Rejected
from khabar.models import EnrichedRevision, Removal, TagRuling
from khabar.stage import Due, Stage
from khabar_publish.pipeline import REMOVALS, SUPERSEDED, TAG, rank, skipped


@dataclass(frozen=True, slots=True)
class Drain:
    """The handlers of one target's stage; ``tags`` tells whether the target shows tags by itself."""

    target: str
    tags: bool = False

    def register(self, stage: Stage) -> None:
        """Register the handlers on the target's own stage."""
        stage.on("article.enriched")(self.on_enriched)
        stage.on(*REMOVALS)(self.on_removed)
        if self.tags:
            stage.on(TAG)(self.on_tag)

    async def on_enriched(self, event: Event) -> Sequence[Due]:
        """Have a revision wait for its delivery."""
        return [self._due(event, EnrichedRevision)]

    async def on_removed(self, event: Event) -> Sequence[Due]:
        """Have a removal wait for its delivery."""
        return [self._due(event, Removal)]

    async def on_tag(self, event: Event) -> Sequence[Due]:
        """Have what editors decided about a tag wait for its delivery."""
        return [self._due(event, TagRuling)]

    def _due(self, event: Event, kind: type[EnrichedRevision | Removal | TagRuling]) -> Due:
        if not isinstance(event.data, kind):
            msg = f"{event.name} carries {type(event.data).__name__}, not {kind.__name__}"
            raise Rejected(msg)
        return Due(event, rank(event), skipped(event, self.target, SUPERSEDED))
