"""Which articles belong beside one: asked of the index, which then holds the asking article too."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from redis.asyncio import Redis

from khabar.keys import Keys
from khabar.models import RelatedLink, Revision, Tag
from khabar_enrich.related.store import Store
from khabar_enrich.related.terms import as_written, terms
from khabar_enrich.related.vector import Vector, cosines, hashed
from khabar_enrich.related.weighing import decay, weighed

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
        counts = terms(revision)
        frequencies, articles = await self._store.frequencies(list(counts))
        weights = weighed(counts, frequencies, articles, _STORED_TERMS)
        published = (revision.published_at or revision.received_at).timestamp()
        shown = [revision.headline, *(tag.name for tag in tags)]
        vector = Vector.of(revision.id, published, weights, shown)
        near = [other for other in await self._near(weights) if other.article_id != revision.id]
        await self._store.add(vector, revision.revision, weights, list(counts))
        return _links(revision, vector, near, weights)

    async def remove(self, article_id: str, revision: int = 0) -> None:
        """Take an article out, so that no later one links to it.

        Args:
            article_id: the article; harmless if it is not indexed.
            revision: the revision that was removed; this one and older ones will not be indexed again.
        """
        await self._store.remove(article_id, revision)

    async def _near(self, weights: Mapping[str, float]) -> list[Vector]:
        asked = list(weights)[:_ASKED_TERMS]
        tails, expired = await self._store.tails(asked)
        weighted = zip(tails, (weights[term] for term in asked), strict=True)
        return await self._store.vectors(candidates(weighted, expired))


def candidates(tails: Iterable[tuple[bytes, float]], expired: int) -> list[int]:
    """Return the sequence numbers with the greatest partial dot products, the greatest first.

    Args:
        tails: the records of a term's posting, with the term's weight in the asking article.
        expired: records up to this sequence number do not count.
    """
    records = [(np.frombuffer(tail, _RECORD), weight) for tail, weight in tails if tail]
    if not records:
        return []
    sequences = np.concatenate([record["sequence"] for record, _ in records]).astype(np.int64)
    parts = np.concatenate([record["weight"] * weight for record, weight in records])
    counted = (sequences > expired) & (parts > 0)
    found, owner = np.unique(sequences[counted], return_inverse=True)
    dots = np.bincount(owner, parts[counted])
    if len(dots) > _CANDIDATES:
        enough = dots >= np.partition(dots, -_CANDIDATES)[-_CANDIDATES]
        found, dots = found[enough], dots[enough]
    numbers: list[int] = found[np.lexsort((-found, -dots))][:_CANDIDATES].tolist()
    return numbers


def _links(
    revision: Revision, vector: Vector, near: list[Vector], weights: Mapping[str, float]
) -> tuple[RelatedLink, ...]:
    decays = [decay(vector.published, other.published) for other in near]
    scored = zip(
        (cosine * share for cosine, share in zip(cosines(vector, near), decays, strict=True)), near, strict=True
    )
    best = sorted((pair for pair in scored if pair[0] >= _THRESHOLD), key=lambda pair: (-pair[0], pair[1].article_id))
    seen = {hashed(term): word for term, word in as_written(revision, weights).items()} if best else {}
    return tuple(_link(vector, other, score, seen) for score, other in best[:_LINKS])


def _link(vector: Vector, other: Vector, score: float, seen: Mapping[int, str]) -> RelatedLink:
    return RelatedLink(
        article_id=other.article_id,
        score=round(min(score, 1.0), 4),
        reasons=_reasons(vector, other, seen),
        headline=other.lettering[0],
    )


def _reasons(one: Vector, other: Vector, seen: Mapping[int, str]) -> tuple[str, ...]:
    """Name what the two share: tags first, then the words that weigh most."""
    tags = [f"tag {name}" for name in one.lettering[1:] if name in other.lettering[1:]]
    shared = sorted(one.shared_with(other).items(), key=lambda item: (-item[1], item[0]))
    heaviest = [f"word {seen[term]}" for term, _ in shared if term in seen]
    return (*tags[:_REASONS], *heaviest[:_REASONS])
