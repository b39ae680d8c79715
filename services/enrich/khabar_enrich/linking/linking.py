"""All that ties an article to others, found when it comes, goes, or is said to be out of date."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from typing import Final

from redis.asyncio import Redis

from khabar.blobs import BlobStore
from khabar.events import Event
from khabar.keys import Keys
from khabar.models import EnrichedRevision, Enrichment, RelatedLink, Revision
from khabar.models import Story as StoryRef
from khabar_enrich.copies import Copies
from khabar_enrich.linking.changing import change, decided, ids, older, restoried
from khabar_enrich.linking.choosing import THRESHOLD, Candidate, choose
from khabar_enrich.linking.pages import Pages, standing
from khabar_enrich.linking.record import Record, lines
from khabar_enrich.linking.store import Around, Store
from khabar_enrich.linking.telling import story_events
from khabar_enrich.related import Near, RelatedIndex
from khabar_enrich.stories import Stories, Telling, happened, public

_NEAREST: Final = 24
_RECORDS: Final = 50_000
_DRAWN: Final = 100


@dataclass(frozen=True, slots=True)
class Linked:
    """A revision with all that ties it to others, and what is to be told of others."""

    whole: EnrichedRevision
    events: Sequence[Event] = ()


@dataclass(slots=True)
class Linking:
    """Ties articles together over the newest of a newsroom; all state lies in the server, for any number of replicas.

    Args:
        redis: a client that answers in bytes (``decode_responses=False``).
        keys: the newsroom's keys.
        blobs: where the revisions of copies are kept.
        zone: the newsroom's, in which days are told.
        of_one_story: how many links of an article lead to one story at most, 0 for any number.
    """

    redis: Redis
    keys: Keys
    blobs: BlobStore
    zone: tzinfo = UTC
    of_one_story: int = 2
    index: RelatedIndex = field(init=False)
    stories: Stories = field(init=False)
    store: Store = field(init=False)
    _pages: Pages = field(init=False)

    def __post_init__(self) -> None:
        self.index = RelatedIndex(self.redis, self.keys)
        self.stories = Stories(self.redis, self.keys)
        self.store = Store(self.redis, self.keys, _RECORDS, self.index.newest)
        self._pages = Pages(Copies(self.redis, self.keys), self.store, self.blobs)

    async def prepare(self) -> None:
        """Lay out in the server, before the first article, what takes much room at once."""
        await self.index.prepare()

    async def add(self, revision: Revision, found: Enrichment, cause: Event) -> Linked:
        """Tie a revision to what came before it, and put it where what comes later finds it.

        Safe to run twice with the same cause: the same is told again.

        Raises:
            Retryable: other articles of the same stories kept coming in between.
        """
        moved = await self._pages.place(revision, found)
        near = await self.index.ask(revision, found.tags, evergreen=bool(revision.source.evergreen))
        day = happened(revision, found, self.zone).day.isoformat()
        page = moved.standings.page(revision.id)
        telling = Telling.of(revision, near.weights)
        told = await self.stories.add(
            telling, revision.revision, day, near.times(_NEAREST), page if page != revision.id else ""
        )
        story = StoryRef(id=told.story.id, name=told.story.name) if told.story else None
        drawn = [id_ for change in told.changes for id_ in change.added if id_ != revision.id]
        related = await self._related(revision, near, story, moved.alike, drawn[:_DRAWN])
        update = {"related": related, "story": story}
        whole = EnrichedRevision.model_construct(**dict(revision), enrichment=found.model_copy(update=update))
        whole = standing(whole, moved.standings)
        await self._pages.keep(whole)
        copies = await self._pages.events(moved, cause)
        return Linked(whole, [*copies, *await story_events(self.stories, told.changes, cause)])

    async def remove(self, article_id: str, revision: int, cause: Event) -> Sequence[Event]:
        """Untie what left the public; those that link to it are due at once.

        Raises:
            Retryable: other articles of the same story kept coming in between.
        """
        await self.index.remove(article_id, revision)
        moved = await self._pages.remove(article_id, revision)
        changes = await self.stories.remove(article_id, revision)
        await self.store.remove(article_id)
        copies = await self._pages.events(moved, cause)
        return [*copies, *await story_events(self.stories, changes, cause)]

    async def outdated(self, article_id: str, cause: Event) -> Sequence[Event]:
        """Choose the links of an article anew from what is known, and tell them.

        Nothing is told where something waited that changes nothing; where nothing waited, a process may have died
        before it told.
        """
        version, told, new, locks = await self.store.waiting(article_id)
        told = told or (Record(locks.revision) if locks else None)
        if told is None:
            return ()
        pool = {each.article_id: each for each in (*told.pool, *lines(new))}
        around = await self.store.look(article_id, [*pool, *decided(locks, told)])
        if around.own.gone or around.own.page != article_id:
            return ()
        links = self._chosen(around, list(pool.values()), told, await self._story(around))
        await self.store.write(article_id, Record.of(told.revision, links, pool.values(), around.now), taken=new)
        if new and ids(links) == ids(told.links):
            return ()
        return [change(article_id, told, links, version, cause)]

    async def _related(
        self, revision: Revision, near: Near, story: StoryRef | None, alike: Sequence[str], drawn: Sequence[str]
    ) -> tuple[RelatedLink, ...]:
        close = [each for each in near.neighbours if each.strength >= THRESHOLD]
        pool = [Candidate(each.article_id, round(each.strength, 4), near.reasons(each)) for each in close]
        asked = [*dict.fromkeys((*(each.article_id for each in close), *drawn))]
        around = await self.store.look(revision.id, asked, len(asked))
        if around.locks:
            wanted = decided(around.locks, around.told)
            around = await self.store.look(revision.id, [*asked, *wanted], len(asked))
        around = around.with_kin(alike)
        links = self._chosen(around, pool, around.told, story)
        if not near.refused:
            record = Record.of(revision.revision, links, pool, around.told.told_at if around.told else 0)
            others = [*older(revision.id, around, pool), *restoried(around, drawn)]
            await self.store.write(revision.id, record, others, kin=alike)
        return links

    async def _story(self, around: Around) -> StoryRef | None:
        kept = await self.stories.read([around.own.story]) if around.own.story else []
        return next((StoryRef(id=story.id, name=story.name) for story in kept if public(story)), None)

    def _chosen(
        self, around: Around, pool: Sequence[Candidate], told: Record | None, story: StoryRef | None
    ) -> tuple[RelatedLink, ...]:
        if around.locks and around.locks.frozen and told:
            pool = [Candidate(link.article_id, link.score, link.reasons) for link in told.links]
        return choose(around.own, pool, around.places, around.locks, story, of_one_story=self.of_one_story)
