"""What enrich does with each event."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast

from redis.asyncio import Redis

from khabar import Enrichment, Event, Rejected, Revision, make
from khabar.events import REMOVALS
from khabar.keys import Keys
from khabar.models import LinkLocks, Stale
from khabar.stage import Passed, Stage
from khabar_enrich.desk import Desk
from khabar_enrich.editors import LastWord, ReviewQueue, Standing
from khabar_enrich.linking import OUTDATED, SOURCE, Linking
from khabar_enrich.pipeline import enrich

LONG_LETTERS = 50_000
"""Letters from which an article takes long enough to be read beside the event loop."""

CORRECTED = "article.corrected"
DECISIONS = ("tag.changed", "tag.merged", "tags.changed", "links.changed")
"""What editors decide about tags and links; only this stage writes ``enriched``, so it is told to it alone."""

REVISIONS = ("article.created", "article.updated", CORRECTED, "article.released")


@dataclass(slots=True)
class Enriching:
    """The handlers of the stage; all state lies in the server, so that any replica can be killed."""

    desk: Desk
    linking: Linking
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
        stage.on(OUTDATED)(self.on_outdated)

    async def prepare(self) -> None:
        """Write what takes the same room however many articles there are, before the first of them is read.

        While the server's memory is full, what it may take beyond its limit is left for the articles then.
        """
        await self._standing.prepare()
        await self.linking.prepare()

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
        linked = await self.linking.add(revision, found, event)
        await self._review.note(revision, found)
        took = round((time.perf_counter() - started) * 1000, 2)
        enrichment = linked.whole.enrichment.model_copy(update={"took_ms": took})
        whole = linked.whole.model_copy(update={"enrichment": enrichment})
        number = revision.revision
        told = make("article.enriched", whole, source=SOURCE, subject=event.subject, revision=number, cause=event)
        return [told, *linked.events, *(await self._stale(event, revision) if event.name == CORRECTED else ())]

    async def on_removed(self, event: Event) -> Sequence[Passed | Event]:
        """Forget a removed article, pass the removal on to the targets, and tell what it changes for others."""
        told = await self.linking.remove(event.subject, event.revision, event)
        await self._review.forget(event.subject)
        return [Passed(event, "enriched"), *told]

    async def on_outdated(self, event: Event) -> Sequence[Event]:
        """Tell the related links of an article as they are by now."""
        return await self.linking.outdated(event.subject, event)

    async def on_decision(self, event: Event) -> Sequence[Passed | Event]:
        """Pass on what editors decided; what they decided about links shows at once."""
        about_links = isinstance(event.data, LinkLocks)
        told = await self.linking.outdated(event.subject, event) if about_links else ()
        return [Passed(event, "enriched"), *told]

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
