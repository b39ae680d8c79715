"""Which articles are near one: the index takes it in and tells those that came before it."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from redis.asyncio import Redis

from khabar.keys import Keys
from khabar.models import Revision, Tag
from khabar_enrich.related.candidates import candidates
from khabar_enrich.related.frequencies import Frequencies
from khabar_enrich.related.near import Near, neighbours
from khabar_enrich.related.rounds import Call, Conversation, together
from khabar_enrich.related.store import Added, Store
from khabar_enrich.related.terms import names, terms
from khabar_enrich.related.vector import Vector
from khabar_enrich.related.weighing import weighed_by

_STORED_TERMS: Final = 100
_ASKED_TERMS: Final = 40
_NEW: Final = 2


@dataclass(slots=True)
class RelatedIndex:
    """The newest articles of a newsroom by their words and tags, shared by all replicas of enrich.

    Args:
        redis: a client that answers in bytes (``decode_responses=False``).
        keys: the newsroom's keys.
        newest: how many articles are kept; an older one leaves when a new one comes. At most 16 million.
    """

    redis: Redis
    keys: Keys
    newest: int = 200_000
    _store: Store = field(init=False)
    _frequencies: Frequencies = field(init=False)

    def __post_init__(self) -> None:
        self._store = Store(self.keys, self.newest)
        self._frequencies = Frequencies(self.keys, self.newest)

    async def prepare(self) -> None:
        """Lay out in the server what takes much room at once, and read it: before the first article, not with it."""
        await together(self.redis, self._up_to_date())

    async def ask(self, revision: Revision, tags: Sequence[Tag], *, evergreen: bool = False) -> Near:
        """Index an article in place of its older revisions, and find its neighbours among those indexed before it.

        Of two that come at once, exactly one finds the other. Safe to run twice: indexing it again replaces it.

        Args:
            revision: the article.
            tags: what it is about; those that await an editor's word do not count.
            evergreen: whether it is to be found however old it grows.
        """
        (near,) = await together(self.redis, self.asking(revision, tags, evergreen=evergreen))
        return near

    def asking(
        self, revision: Revision, tags: Sequence[Tag], *, evergreen: bool = False, looking: bool = True
    ) -> Conversation[Near]:
        """Do what `ask` does, in round trips that may be shared: three at most, as a rule two.

        Where it is not ``looking``, it only indexes, as for rebuilding an index that was lost, and finds no neighbours.
        """
        yield from self._up_to_date()
        counts = terms(revision, tags)
        places = self._frequencies.places(counts)
        frequencies = self._frequencies.of(places)
        weights = weighed_by([*counts], [*counts.values()], frequencies, self._frequencies.articles, _STORED_TERMS)
        vector = Vector.of(revision.id, (revision.published_at or revision.received_at).timestamp(), weights)
        asked = self._store.tails([*weights][:_ASKED_TERMS]) if looking else []
        answer, *tails = yield [self._store.add(vector, revision.revision, weights, evergreen=evergreen), *asked]
        added = self._added(Added(*answer), places)
        named = names(tags)
        alone = vector.only(term in named for term in weights)
        others = yield from self._others(vector, added, [tail or b"" for found in tails for tail in found])
        return Near(revision, tags, weights, vector, neighbours(vector, alone, others), refused=not added.kept)

    async def remove(self, article_id: str, revision: int = 0) -> None:
        """Take an article out, so that no later one finds it.

        Args:
            article_id: the article; harmless if it is not indexed.
            revision: the revision that was removed; this one and older ones will not be indexed again.
        """
        await together(self.redis, self.removing(article_id, revision))

    def removing(self, article_id: str, revision: int = 0) -> Conversation[None]:
        """Do what `remove` does, in two round trips that may be shared."""
        (left,) = yield [self._store.remove(article_id, revision)]
        if left:
            yield self._store.sweep(left)

    def _up_to_date(self) -> Conversation[None]:
        """Read how often terms occur where what is at hand is too old or nothing."""
        if wanted := self._frequencies.wanted():
            self._frequencies.read((yield wanted))

    def _added(self, added: Added, places: NDArray[np.int64]) -> Added:
        """Take note of what the server said when it was given an article."""
        self._store.evergreen = added.evergreen > 0
        self._frequencies.compare(added.counted, added.round)
        if added.kept == _NEW:
            self._frequencies.count(places)
        return added

    def _others(
        self, vector: Vector, added: Added, tails: Sequence[bytes]
    ) -> Generator[list[Call], list[Any], list[bytes]]:
        """Ask for the candidates' vectors, sweep up after what left, and tell what was counted."""
        found = candidates(tails, vector.weights[:_ASKED_TERMS], added.sequence, self.newest) if tails else []
        calls = self._store.vectors(found)
        rest = [*self._store.sweep(added.left), *self._frequencies.telling()]
        answers = (yield [*calls, *rest]) if calls or rest else []
        return [other for other in answers[0] if other is not None] if calls else []
