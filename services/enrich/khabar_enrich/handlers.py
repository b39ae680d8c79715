"""What enrich does with each event."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast

from redis.asyncio import Redis

from khabar import EnrichedRevision, Enrichment, Event, Rejected, Revision, make
from khabar.events import REMOVALS
from khabar.keys import Keys
from khabar.models import Stale
from khabar.stage import Passed, Stage
from khabar_enrich.desk import Desk
from khabar_enrich.editors import LastWord, ReviewQueue, Standing
from khabar_enrich.pipeline import enrich
from khabar_enrich.related import RelatedIndex

LONG_LETTERS = 50_000
"""Letters from which an article takes long enough to be read beside the event loop."""

SOURCE = "khabar/enrich"
CORRECTED = "article.corrected"
DECISIONS = ("tag.changed", "tag.merged", "tags.changed")
"""What editors decide about tags; only this stage writes ``enriched``, so it is told to it alone."""

REVISIONS = ("article.created", "article.updated", CORRECTED, "article.released")


@dataclass(slots=True)
class Enriching:
    """The handlers of the stage; all state lies in the server, so that any replica can be killed."""

    desk: Desk
    related: RelatedIndex
    redis: Redis
    keys: Keys
    _standing: Standing = field(init=False)
    _review: ReviewQueue = field(init=False)

    def __post_init__(self) -> None:
        self._standing = Standing(self.redis, self.keys, self.desk.names)
        self._review = ReviewQueue(self.redis, self.keys)

    def register(self, stage: Stage) -> None:
        """Register the handlers on the stage."""
        stage.on(*REVISIONS)(self.on_revision)
        stage.on(*REMOVALS)(self.on_removed)
        stage.on(*DECISIONS)(self.on_decision)

    async def on_revision(self, event: Event) -> Sequence[Event]:
        """Find out what a revision is about and what belongs to it, and pass on the whole.

        Where it corrects the original of translations, they are told to be stale.
        """
        revision = event.data
        if not isinstance(revision, Revision):
            msg = f"{event.name} carries {type(revision).__name__}, not a revision"
            raise Rejected(msg)
        started = time.perf_counter()
        found = await self._read(revision, await self._standing.of(revision.id))
        related = await self.related.add_and_find(revision, found.tags)
        await self._review.note(revision, found)
        took = round((time.perf_counter() - started) * 1000, 2)
        enrichment = found.model_copy(update={"related": related, "took_ms": took})
        whole = EnrichedRevision.model_construct(**dict(revision), enrichment=enrichment)
        number = revision.revision
        told = make("article.enriched", whole, source=SOURCE, subject=event.subject, revision=number, cause=event)
        return [told, *(await self._stale(event, revision) if event.name == CORRECTED else ())]

    async def on_removed(self, event: Event) -> Sequence[Passed]:
        """Forget a removed article and pass the removal on to the targets."""
        await self.related.remove(event.subject, event.revision)
        await self._review.forget(event.subject)
        return [Passed(event, "enriched")]

    async def on_decision(self, event: Event) -> Sequence[Passed]:
        """Pass on what editors decided."""
        return [Passed(event, "enriched")]

    async def _stale(self, event: Event, root: Revision) -> list[Event]:
        """One event for each translation of a corrected article, with the root's revision as its own."""
        members = cast("set[bytes]", await self.redis.smembers(self.keys.translations(event.subject)))
        note = root.correction.note if root.correction else None
        return [
            make(
                "translation.stale",
                Stale(id=translation, root=event.subject, root_revision=root.revision, note=note),
                source=SOURCE,
                subject=translation,
                revision=root.revision,
                cause=event,
            )
            for translation in sorted(member.decode() for member in members)
        ]

    async def _read(self, revision: Revision, last_word: LastWord) -> Enrichment:
        """Enrich; a long article in a thread, so that the heartbeat goes on meanwhile."""
        if sum(len(block.text) for block in revision.body) < LONG_LETTERS:
            return enrich(revision, self.desk, last_word)
        return await asyncio.to_thread(enrich, revision, self.desk, last_word)
