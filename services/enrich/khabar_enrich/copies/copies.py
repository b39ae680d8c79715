"""What is asked of the duplicates: is an article a copy, of whom, and whose page is shown."""

from dataclasses import dataclass, field
from typing import Final

from redis.asyncio import Redis

from khabar.keys import Keys
from khabar_enrich.copies.group import Group
from khabar_enrich.copies.judging import Match, Verdict, judged, near_copies
from khabar_enrich.copies.overlap import overlaps
from khabar_enrich.copies.signature import Signature
from khabar_enrich.copies.store import Placed, Store

_ONE_PAGE: Final = frozenset({Verdict.COPY, Verdict.REVISION})


@dataclass(frozen=True, slots=True)
class Found:
    """What an article is to those before it.

    Args:
        verdict: what it is to the most alike one; ``none`` for an article of its own.
        group: the group it is in, None for an article of its own.
        left: the group that it was in before and is no longer, None where there was none.
        matches: all articles with much of the same text, the most alike first; updates belong to one story.
        alike: the articles that share most of its text, whatever they are to it and however old, the most alike first.
    """

    verdict: Verdict = Verdict.NONE
    group: Group | None = None
    left: Group | None = None
    matches: tuple[Match, ...] = ()
    alike: tuple[str, ...] = ()


@dataclass(slots=True)
class Copies:
    """The duplicates of a newsroom, shared by all replicas of enrich; all state lies in the server.

    Args:
        redis: a client that answers in bytes (``decode_responses=False``).
        keys: the newsroom's keys.
        newest: of how many articles the text is known; should be those of a week or more, as old ones tell phrases.
        most_groups: how many groups are kept; the one longest unchanged is forgotten first.
    """

    redis: Redis
    keys: Keys
    newest: int = 30_000
    most_groups: int = 50_000
    _store: Store = field(init=False)

    def __post_init__(self) -> None:
        self._store = Store(self.redis, self.keys, self.newest, self.most_groups)

    async def add_and_find(self, one: Signature) -> Found:
        """Judge an article against those before it, and put it into the group it belongs to.

        Safe to run twice. A revision replaces the older ones and is judged anew; one that came after a removal makes
        the article usable again. An older revision that comes late changes nothing.
        """
        placed = await self._store.add(one)
        if placed is None:
            return Found(group=await self.group_of(one.article_id))
        near = [other for other in placed.near if other.article_id != one.article_id]
        shared = overlaps(one, near)
        matches = judged(one, near, shared)
        group = await self._joined(one, placed, matches)
        if group is None and placed.group_id:
            await self._store.leave(one.article_id, placed.place)
        stays = group is not None and group.group_id == placed.group_id
        left = None if stays or not placed.group_id else await self._left(placed.group_id)
        verdict = next((match.verdict for match in _ordered(matches)), Verdict.NONE)
        return Found(verdict, group, left, tuple(matches), near_copies(shared))

    async def remove(self, article_id: str, revision: int = 0) -> Group | None:
        """Take a killed, withdrawn, unpublished or expired article out of sight; return its group as it is then.

        Args:
            article_id: the article; harmless if it is not known.
            revision: the revision that was removed; this one and older ones will not be taken in again.
        """
        grouped = await self._store.remove(article_id, revision)
        return await self.group_of(article_id) if grouped else None

    async def group_of(self, article_id: str) -> Group | None:
        """Return the group that an article is in."""
        return await self._store.group(article_id=article_id)

    async def _joined(self, one: Signature, placed: Placed, matches: list[Match]) -> Group | None:
        """Join the most alike of those that are one page with the article and are still there."""
        for match in matches:
            if match.verdict in _ONE_PAGE and (group := await self._store.join(one, placed, match.other)):
                return group
        return None

    async def _left(self, group_id: str) -> Group:
        """Return a group as it is after an article left; one that is no more has no members."""
        return await self._store.group(group_id=group_id) or Group(group_id, ())


def _ordered(matches: list[Match]) -> list[Match]:
    """What makes one page first, then updates."""
    return sorted(
        (match for match in matches if match.verdict is not Verdict.NONE),
        key=lambda match: match.verdict not in _ONE_PAGE,
    )
