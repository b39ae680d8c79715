"""What the index tells of an article: its weights, and its neighbours with what they share."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Final, NamedTuple

import numpy as np

from khabar.models import Revision, Tag
from khabar_enrich.related.terms import as_written, is_tag, tag_term
from khabar_enrich.related.vector import Vector, hashed, opened, read_id
from khabar_enrich.related.weighing import decay, strength

_NEIGHBOURS: Final = 32
_REASONS: Final = 3


class Neighbour(NamedTuple):
    """An article that was indexed before the asking one.

    ``score`` is the cosine times the decay with the days between the two; both are the same either way round, so a
    neighbour may take the asking article into its own links by the same score. ``named`` is how much of the cosine the
    names make up that both have.
    """

    article_id: str
    published: float
    cosine: float
    score: float
    packed: bytes
    named: float = 0.0

    @property
    def strength(self) -> float:
        """How strong a link to it is."""
        return strength(self.score, self.named)


@dataclass(frozen=True)
class Near:
    """An article as the index weighs it, and its neighbours, the best first.

    Args:
        revision: the article.
        tags: what it was said to be about.
        weights: its weightiest terms, the heaviest first, tags among them; they are a unit vector.
        vector: the same, as it is stored.
        neighbours: at most 32 that share a term with it, whatever they score; never the article itself.
        refused: it was not indexed, because it was removed or a newer revision is known.
    """

    revision: Revision
    tags: Sequence[Tag]
    weights: dict[str, float]
    vector: Vector
    neighbours: tuple[Neighbour, ...]
    refused: bool = False

    @property
    def published(self) -> float:
        """When the article was published, in seconds."""
        return self.vector.published

    def times(self, most: int = 24) -> dict[str, float]:
        """Return when the nearest were published, the nearest first."""
        return {other.article_id: other.published for other in self.neighbours[:most]}

    def shared(self, other: Neighbour) -> list[str]:
        """Return the terms that both hold, those first that make them most alike."""
        return [self._spelling[term] for term in self.vector.shared_with(Vector.unpack(other.packed))]

    def reasons(self, other: Neighbour) -> tuple[str, ...]:
        """Name what the two share: at most three tags, then the three words that weigh most, as a reader sees them."""
        shared = self.shared(other)
        named = {tag_term(tag): tag.name for tag in self.tags}
        tags = (f"tag {named[term]}" for term in shared if term in named)
        heaviest = (f"word {self._written(term)}" for term in shared if not is_tag(term))
        return (*islice(tags, _REASONS), *islice(heaviest, _REASONS))

    @cached_property
    def _spelling(self) -> dict[int, str]:
        return {hashed(term): term for term in self.weights}

    @cached_property
    def _reading(self) -> tuple[dict[str, str], Iterator[tuple[str, str]]]:
        return {}, as_written(self.revision)

    def _written(self, term: str) -> str:
        """Read on until the term is met: what weighs most mostly stands in the first lines."""
        seen, reading = self._reading
        while term not in seen:
            met, word = next(reading, (term, term))
            seen.setdefault(met, word)
        return seen[term]


def neighbours(vector: Vector, names: Vector, others: Sequence[bytes]) -> tuple[Neighbour, ...]:
    """Compare an article with packed others, and return the best of those that share anything with it, best first.

    Args:
        vector: the article.
        names: what of it are names.
        others: as they are stored.
    """
    times, ids, records = zip(*map(opened, others), strict=True) if others else ((), (), ())
    alike = vector.cosines(records)
    scores = alike * decay(vector.published, np.array(times))
    best = np.argsort(-scores)[: min(_NEIGHBOURS, np.count_nonzero(scores))].tolist()
    named = names.cosines([records[n] for n in best]).tolist()
    rows = zip(best, alike[best].tolist(), scores[best].tolist(), named, strict=True)
    found = [Neighbour(read_id(ids[n]), times[n], cosine, score, others[n], part) for n, cosine, score, part in rows]
    found.sort(key=lambda one: (-one.score, one.article_id))
    return tuple(one for one in found if one.article_id != vector.article_id)
