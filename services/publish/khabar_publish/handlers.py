"""What publish does with each event, for one target: it lets it wait for its delivery.

So the group is always drained, however slow or far away the target is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from types import UnionType

from khabar import Event, Rejected
from khabar.linked import LINKED, LinkChange, about, version
from khabar.models import CopiesChange, EnrichedRevision, Removal, TagRuling
from khabar.stage import Due, Stage
from khabar_publish.copies import COPIES, taken
from khabar_publish.pipeline import REMOVALS, SUPERSEDED, TAG, rank, skipped


@dataclass(frozen=True, slots=True)
class Drain:
    """The handlers of one target's stage.

    Args:
        tags: whether the target shows tags by itself.
        links: whether it takes what ties articles together by itself.
        own: whether it is the newsroom's own page, which keeps copies.
    """

    target: str
    tags: bool = False
    links: bool = False
    own: bool = True

    def register(self, stage: Stage) -> None:
        """Register the handlers on the target's own stage."""
        stage.on("article.enriched")(self.on_enriched)
        stage.on(*REMOVALS)(self.on_removed)
        if self.tags:
            stage.on(TAG)(self.on_tag)
        if self.links:
            stage.on(*LINKED)(self.on_links)
        elif not self.own:
            stage.on(COPIES)(self.on_copies)

    async def on_enriched(self, event: Event) -> Sequence[Due]:
        """Have a revision wait for its delivery."""
        return [self._due(event, EnrichedRevision)]

    async def on_removed(self, event: Event) -> Sequence[Due]:
        """Have a removal wait for its delivery."""
        return [self._due(event, Removal)]

    async def on_tag(self, event: Event) -> Sequence[Due]:
        """Have what editors decided about a tag wait for its delivery."""
        return [self._due(event, TagRuling)]

    async def on_links(self, event: Event) -> Sequence[Due]:
        """Have what ties articles together wait for its delivery; what has no version cannot be shown."""
        due = self._due(event, LinkChange)
        return [due] if version(event) else []

    async def on_copies(self, event: Event) -> Sequence[Due]:
        """Have an article that became a copy of another wait for its removal, in place of its revision."""
        if not isinstance(event.data, CopiesChange):
            raise _other(event, CopiesChange)
        merger = taken(event, self.target, own=self.own, links=False)
        if merger is event:
            return []
        return [Due(event, rank(merger), skipped(merger, self.target, SUPERSEDED))]

    def _due(self, event: Event, kind: type | UnionType) -> Due:
        if not isinstance(event.data, kind):
            raise _other(event, kind)
        return Due(event, rank(event), skipped(event, self.target, SUPERSEDED), about(event.name, event.subject))


def _other(event: Event, wanted: type | UnionType) -> Rejected:
    name = wanted.__name__ if isinstance(wanted, type) else str(wanted)
    return Rejected(f"{event.name} carries {type(event.data).__name__}, not {name}")
