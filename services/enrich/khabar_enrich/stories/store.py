"""The keys of stories in Valkey or Redis, all in the newsroom's one slot.

``stories:docs``         hash: article id → its story, its revision and its telling; a removed one without story
``stories:stories``      hash: story id → its version, the ids of its newest articles, and the whole as JSON
``stories:times``        sorted set of the articles by publication: the oldest leave
``stories:ends``         sorted set of the stories by their newest article: they leave when all their articles have left
``stories:told``         hash: article id → what its coming changed, so that it is told again after a crash
``stories:waited:<id>``  set of articles that saw this one in the index before it was here, for a minute
``stories:version``      the version of the last change

A commit is refused if anything that it was decided from has changed meanwhile: of two articles that come at once, the
second is decided again and sees the first.
"""

import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self, cast

from redis.asyncio import Redis

from khabar.keys import Keys
from khabar_enrich.stories import scripts
from khabar_enrich.stories.changes import from_json
from khabar_enrich.stories.hand import NEWEST
from khabar_enrich.stories.story import Story, StoryChange
from khabar_enrich.stories.telling import Telling

_RECORD: Final = struct.Struct("<12sI")
_WAITING_SECONDS: Final = 60


@dataclass(frozen=True, slots=True)
class Seen:
    """What lay in the server when it was read."""

    own: bytes
    told: tuple[StoryChange, ...]
    waiting: int
    docs: Mapping[str, bytes]
    stories: Mapping[str, Story]

    @classmethod
    def of(cls, reply: Sequence[Any]) -> Self:
        """Read the answer of the script."""
        own, told, waiting, docs, stories = reply
        version, _, text = told.partition(b"\n")
        records = {id_.decode(): record for id_, record in _pairs(docs)}
        kept = (_story(id_.decode(), record) for id_, record in _pairs(stories))
        changes = from_json(text, int(version)) if told else ()
        return cls(own, changes, len(waiting), records, {story.id: story for story in kept})

    @property
    def revision(self) -> int:
        """The article's revision that is kept or removed, 0 if it is not known."""
        return int(_RECORD.unpack_from(self.own)[1]) if self.own else 0

    @property
    def removed(self) -> bool:
        """Whether the article was removed."""
        return bool(self.own) and len(self.own) == _RECORD.size

    @property
    def story(self) -> Story | None:
        """The story that holds the article."""
        return self.stories.get(_RECORD.unpack_from(self.own)[0].decode()) if self.own else None

    def tellings(self) -> dict[str, Telling]:
        """Return the other articles that are here and were not removed."""
        kept = ((id_, record[_RECORD.size :]) for id_, record in self.docs.items())
        return {id_: Telling.unpack(id_, packed) for id_, packed in kept if packed}


@dataclass(frozen=True, slots=True)
class Written:
    """What is to be written: an article and every story that became different."""

    article_id: str
    revision: int
    telling: Telling | None
    story_id: str
    stories: Sequence[Story]
    told: str
    missing: Sequence[str] = ()


@dataclass(slots=True)
class Store:
    """Reads and writes stories; the client must answer in bytes (``decode_responses=False``)."""

    redis: Redis
    keys: Keys
    window_seconds: float
    newest: int

    async def read(self, article_id: str, founding: str, near: Iterable[str] = ()) -> Seen:
        """Read an article, its neighbours, their stories and those stories' newest articles.

        Args:
            article_id: the article.
            founding: the id of the story that it would found.
            near: the ids of its neighbours.
        """
        keys = [self._key("docs"), self._key("stories"), self._key("waited", article_id), self._key("told")]
        reply = await self.redis.register_script(scripts.READ)(keys=keys, args=[article_id, founding, *near])
        return Seen.of(reply)

    async def stories(self, ids: Sequence[str]) -> list[Story]:
        """Return the stories of these ids that are kept."""
        if not ids:
            return []
        records = await self.redis.hmget(self._key("stories"), list(ids))
        rows = zip(ids, cast("list[bytes | None]", records), strict=True)
        return [_story(id_, record) for id_, record in rows if record]

    async def commit(self, seen: Seen, written: Written) -> tuple[int, str]:
        """Write what was decided, and return its version.

        Returns:
            The version and nothing; or 0 and the id of a story that stood in the way, if one did: nothing was written,
            and it is to be read and decided again.
        """
        names = ("docs", "stories", "times", "ends", "told", "version")
        waited = [self._key("waited", id_) for id_ in (written.article_id, *written.missing)]
        keys = [*(self._key(name) for name in names), *waited]
        arguments = [*self._article(seen, written), *self._lists(seen, written)]
        version, clash = await self.redis.register_script(scripts.COMMIT)(keys=keys, args=arguments)
        return int(version), clash.decode()

    def _article(self, seen: Seen, written: Written) -> list[str | bytes | float]:
        telling = written.telling
        record = _RECORD.pack(written.story_id.encode().ljust(12), written.revision)
        published = repr(telling.published) if telling else ""
        oldest = repr(telling.published - self.window_seconds) if telling else "-inf"
        told: list[str | bytes | float] = [
            written.article_id,
            seen.own,
            record + (telling.packed() if telling else b""),
        ]
        return [*told, published, written.told, oldest, self.newest, seen.waiting, _WAITING_SECONDS]

    @staticmethod
    def _lists(seen: Seen, written: Written) -> list[str | bytes | float]:
        stories = [part for story in written.stories for part in _parts(story, seen)]
        owners = {id_: story.id for story in seen.stories.values() for id_ in story.articles}
        moves = [
            part
            for story in written.stories
            for id_ in story.articles
            if id_ != written.article_id and owners.get(id_) != story.id
            for part in (id_, story.id)
        ]
        counts = [len(written.missing), len(written.stories), len(moves) // 2]
        return [*counts, *written.missing, *stories, *moves]

    def _key(self, *name: str) -> str:
        return self.keys("stories", *name)


def _parts(story: Story, seen: Seen) -> list[str]:
    version = seen.stories[story.id].version if story.id in seen.stories else 0
    if not story.members:
        return [story.id, str(version), "", "", ""]
    newest = " ".join(story.articles[-NEWEST - 1 :])
    return [story.id, str(version), newest, story.to_json(), repr(story.newest)]


def _story(story_id: str, record: bytes) -> Story:
    version, _, text = record.split(b"\n", 2)
    return Story.from_json(story_id, int(version), text)


def _pairs(flat: Sequence[bytes]) -> Iterable[tuple[bytes, bytes]]:
    return zip(flat[::2], flat[1::2], strict=True)
