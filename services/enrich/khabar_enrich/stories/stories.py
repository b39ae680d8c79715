"""The running stories of a newsroom: each article that comes is put into the one it continues."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from redis.asyncio import Redis

from khabar.errors import Retryable
from khabar.keys import Keys
from khabar_enrich.stories.changes import changes, public, to_json
from khabar_enrich.stories.deciding import decide, named, ripened
from khabar_enrich.stories.hand import Hand
from khabar_enrich.stories.store import Seen, Store, Written
from khabar_enrich.stories.story import Member, Story, StoryChange, story_id
from khabar_enrich.stories.telling import Telling

_DAY_SECONDS: Final = 86_400.0
_NEAR: Final = 24
_TRIES: Final = 50


@dataclass(frozen=True, slots=True)
class Standing:
    """The story of an article, None while it is alone, and what is to be told of this and other stories."""

    story: Story | None
    changes: tuple[StoryChange, ...] = ()


@dataclass(slots=True)
class Stories:
    """Stories over the newest articles, kept in the server and shared by all replicas of enrich.

    Args:
        redis: a client that answers in bytes (``decode_responses=False``).
        keys: the newsroom's keys.
        days: after so many days without news a story is forgotten; its page is the site's to keep.
        newest: how many articles are kept at most.
    """

    redis: Redis
    keys: Keys
    days: float = 14.0
    newest: int = 50_000
    _store: Store = field(init=False)

    def __post_init__(self) -> None:
        self._store = Store(self.redis, self.keys, self.days * _DAY_SECONDS, self.newest)

    async def add(
        self, telling: Telling, revision: int, happened: str, near: Mapping[str, float], page: str = ""
    ) -> Standing:
        """Put an article into the story that it continues, in place of its older revisions.

        The same revision again changes nothing and gives the same changes; an older one gives none.

        Args:
            telling: what the article tells.
            revision: its revision.
            happened: the ISO 8601 day of the event, for the timeline.
            near: its neighbours in the index, the nearest first, each with its time of publication in seconds; those
                that were indexed at the same time by another replica belong among them.
            page: the article whose page tells the same text, if this one has none of its own.

        Raises:
            Retryable: other articles of the same stories kept coming in between.
        """
        span = self.days * _DAY_SECONDS
        asked = [id_ for id_, when in near.items() if id_ != telling.article_id][:_NEAR]
        asked = [id_ for id_ in asked if abs(near[id_] - telling.published) <= span]
        taken: set[str] = set()
        for _ in range(_TRIES):
            seen = await self._store.read(telling.article_id, story_id(telling.article_id), asked)
            if seen.revision >= revision:
                again = seen.revision == revision and not seen.removed
                return Standing(public(seen.story), seen.told if again else ())
            member = Member(telling.published, telling.article_id, happened, page)
            tellings = {telling.article_id: telling, **seen.tellings()}
            hand = decide(member, tellings, seen.stories.values(), taken)
            missing = [id_ for id_ in asked if id_ not in seen.docs]
            standing, clash = await self._commit(seen, hand, _Coming(telling.article_id, revision, telling, missing))
            if standing:
                return standing
            taken.update({clash} - {"", *seen.stories})
        raise _busy(telling.article_id)

    async def remove(self, article_id: str, revision: int) -> tuple[StoryChange, ...]:
        """Take an article out of its story; this revision and older ones will not come back.

        The same removal again gives the same changes.

        Raises:
            Retryable: other articles of the same story kept coming in between.
        """
        for _ in range(_TRIES):
            seen = await self._store.read(article_id, story_id(article_id))
            if seen.removed and seen.revision >= revision:
                return seen.told
            hand = Hand.of(seen.tellings(), seen.stories.values())
            hand.drop(article_id)
            gone = _Coming(article_id, max(revision, seen.revision), None, ())
            standing, _ = await self._commit(seen, hand, gone)
            if standing:
                return standing.changes
        raise _busy(article_id)

    async def read(self, ids: Sequence[str]) -> list[Story]:
        """Return stories by their ids as they stand, without those that are no more."""
        return await self._store.stories(ids)

    async def _commit(self, seen: Seen, hand: Hand, coming: "_Coming") -> tuple[Standing | None, str]:
        """Write what became different; nothing is written if something else changed meanwhile."""
        different = _different(seen, hand)
        told = changes(seen.stories, different, hand.merged)
        own = hand.of_article(coming.article_id)
        written = Written(
            coming.article_id,
            coming.revision,
            coming.telling,
            own.id if own else "",
            different,
            to_json(told),
            coming.missing,
        )
        version, clash = await self._store.commit(seen, written)
        if not version:
            return None, clash
        kept = next((story for story in different if own and story.id == own.id), own)
        standing = public(replace(kept, version=version) if kept in different else kept) if kept else None
        return Standing(standing, tuple(replace(change, version=version) for change in told)), ""


@dataclass(frozen=True, slots=True)
class _Coming:
    """An article that comes, or without a telling goes, and the neighbours that are not here yet."""

    article_id: str
    revision: int
    telling: Telling | None
    missing: Sequence[str]


def _different(seen: Seen, hand: Hand) -> list[Story]:
    """Return the stories that are not as they were, each under its name and as ripe as it is."""
    touched = (story for story in hand.stories.values() if story is not seen.stories.get(story.id))
    stories = [ripened(hand, named(hand, story)) if story.members else story for story in touched]
    return [story for story in stories if story != seen.stories.get(story.id, Story(story.id))]


def _busy(article_id: str) -> Retryable:
    return Retryable(f"article {article_id}: its story was changed by others {_TRIES} times in a row; try again")
