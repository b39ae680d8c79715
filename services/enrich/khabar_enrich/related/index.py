"""Which articles belong beside one: asked of the index, which then holds the asking article too."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from redis.asyncio import Redis

from khabar.keys import Keys
from khabar.models import RelatedLink, Revision, Tag
from khabar_enrich.related.store import Store
from khabar_enrich.related.terms import Terms
from khabar_enrich.related.vector import Vector, hashed
from khabar_enrich.related.weighing import cosine, decay, weighed

_STORED_TERMS: Final = 100
_ASKED_TERMS: Final = 40
_CANDIDATES: Final = 50
_LINKS: Final = 6
_THRESHOLD: Final = 0.20
_REASONS: Final = 3
_RECORD: Final = np.dtype([("sequence", "<u4"), ("weight", "<u2")])


@dataclass(slots=True)
class RelatedIndex:
    """Related links over the newest articles of a newsroom, shared by all replicas of enrich.

    Args:
        redis: a client that answers in bytes (``decode_responses=False``).
        keys: the newsroom's keys.
        newest: how many articles are kept; an older one leaves when a new one comes.
    """

    redis: Redis
    keys: Keys
    newest: int = 200_000
    _store: Store = field(init=False)

    def __post_init__(self) -> None:
        self._store = Store(self.redis, self.keys, self.newest)

    async def add_and_find(self, revision: Revision, tags: Sequence[Tag]) -> tuple[RelatedLink, ...]:
        """Find at most six related articles, best first, and index this one in place of its older revisions.

        Safe to run twice: an article never relates to itself, and indexing it again replaces it.
        """
        terms = Terms.of(revision)
        frequencies, articles = await self._store.frequencies(list(terms.counts))
        weights = weighed(terms.counts, frequencies, articles, _STORED_TERMS)
        vector = _vector(revision, tags, weights)
        near = [other for other in await self._near(weights) if other.article_id != revision.id]
        await self._store.add(vector, revision.revision, weights, list(terms.counts))
        return _links(vector, near, {hashed(term): terms.shown[term] for term in weights})

    async def remove(self, article_id: str, revision: int = 0) -> None:
        """Take an article out, so that no later one links to it.

        Args:
            article_id: the article; harmless if it is not indexed.
            revision: the revision that was removed; this one and older ones will not be indexed again.
        """
        await self._store.remove(article_id, revision)

    async def _near(self, weights: Mapping[str, float]) -> list[Vector]:
        asked = list(weights)[:_ASKED_TERMS]
        tails = await self._store.tails(asked)
        return await self._store.vectors(candidates(zip(tails, (weights[term] for term in asked), strict=True)))


def candidates(tails: Iterable[tuple[bytes, float]]) -> list[int]:
    """Return the sequence numbers with the greatest partial dot products, the greatest first.

    Args:
        tails: the records of a term's posting, with the term's weight in the asking article.
    """
    records = [(np.frombuffer(tail, _RECORD), weight) for tail, weight in tails if tail]
    if not records:
        return []
    sequences = np.concatenate([record["sequence"] for record, _ in records]).astype(np.int64)
    parts = np.concatenate([record["weight"] * weight for record, weight in records])
    lowest = int(sequences.min())
    dots = np.bincount(sequences - lowest, parts)
    best = np.lexsort((-np.arange(len(dots)), -dots))[:_CANDIDATES]
    return [int(index) + lowest for index in best if dots[index] > 0]


def _vector(revision: Revision, tags: Sequence[Tag], weights: Mapping[str, float]) -> Vector:
    published = (revision.published_at or revision.received_at).timestamp()
    by_hash = {hashed(term): weight for term, weight in weights.items()}
    return Vector(revision.id, published, revision.headline, tuple(tag.name for tag in tags), by_hash)


def _links(vector: Vector, near: Iterable[Vector], shown: Mapping[int, str]) -> tuple[RelatedLink, ...]:
    scored = [
        (cosine(vector.weights, other.weights) * decay(vector.published, other.published), other) for other in near
    ]
    best = sorted((pair for pair in scored if pair[0] >= _THRESHOLD), key=lambda pair: (-pair[0], pair[1].article_id))
    return tuple(
        RelatedLink(
            article_id=other.article_id,
            score=round(min(score, 1.0), 4),
            reasons=_reasons(vector, other, shown),
            headline=other.headline,
        )
        for score, other in best[:_LINKS]
    )


def _reasons(one: Vector, other: Vector, shown: Mapping[int, str]) -> tuple[str, ...]:
    tags = [f"tag {name}" for name in one.tags if name in other.tags]
    shared = sorted(one.weights.keys() & other.weights.keys(), key=lambda t: (-one.weights[t] * other.weights[t], t))
    return (*tags[:_REASONS], *(f"word {shown[term]}" for term in shared[:_REASONS]))
