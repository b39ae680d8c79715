"""An article as it lies in the index: its hundred weightiest terms, packed, and what a link to it shows."""

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Self
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

_HEAD: Final = struct.Struct("<HHd")  # bytes of the id, number of terms, time of publication
_TERM: Final = np.dtype([("term", "<u4"), ("weight", "<u2")])
_SCALE: Final = 65535


@dataclass(frozen=True)
class Vector:
    """The stored form of one article; weights are a unit vector over hashed terms, quantised to 16 bits."""

    article_id: str
    published: float
    terms: NDArray[Any]
    shown: bytes

    @classmethod
    def of(cls, article_id: str, published: float, weights: Mapping[str, float], shown: list[str]) -> Self:
        """Make the vector of an article that shows a headline and then its tags."""
        pairs = [(hashed(term), quantised(weight)) for term, weight in weights.items()]
        lettering = json.dumps(shown, ensure_ascii=False).encode("utf-8", "replace")
        return cls(article_id, published, np.array(pairs, _TERM), lettering)

    def packed(self) -> bytes:
        """Return the vector as bytes; the id comes right after the head, where the index's script reads it."""
        identity = self.article_id.encode()
        head = _HEAD.pack(len(identity), len(self.terms), self.published)
        return head + identity + self.terms.tobytes() + self.shown

    @classmethod
    def unpack(cls, packed: bytes) -> Self:
        """Read what `packed` wrote."""
        length, count, published = _HEAD.unpack_from(packed)
        start = _HEAD.size + length
        terms = np.frombuffer(packed, _TERM, count, start)
        return cls(packed[_HEAD.size : start].decode(), published, terms, packed[start + terms.nbytes :])

    @cached_property
    def lettering(self) -> list[str]:
        """The headline, then the names of the tags."""
        texts: list[str] = json.loads(self.shown)
        return texts

    def shared_with(self, other: "Vector") -> dict[int, float]:
        """Return the hashed terms that both hold with the product of their weights; the sum of all is the cosine."""
        both, mine, its = np.intersect1d(self.terms["term"], other.terms["term"], return_indices=True)
        products = self.terms["weight"][mine] / _SCALE * (other.terms["weight"][its] / _SCALE)
        return dict(zip(both.tolist(), products.tolist(), strict=True))


def hashed(term: str) -> int:
    """Return the 32 bits that stand for a term in a stored vector."""
    return crc32(term.encode())


def quantised(weight: float) -> int:
    """Return a weight between 0 and 1 as 16 bits."""
    return round(min(max(weight, 0.0), 1.0) * _SCALE)


def cosines(one: Vector, others: list[Vector]) -> list[float]:
    """Return the cosine of one article with each of others, in a single pass over all their terms."""
    if not others or not len(one.terms):
        return [0.0] * len(others)
    mine = np.sort(one.terms, order="term")
    terms = np.concatenate([other.terms for other in others])
    owner = np.repeat(np.arange(len(others)), [len(other.terms) for other in others])
    place = np.minimum(np.searchsorted(mine["term"], terms["term"]), len(mine) - 1)
    hit = mine["term"][place] == terms["term"]
    products = mine["weight"][place[hit]] / _SCALE * (terms["weight"][hit] / _SCALE)
    sums: list[float] = np.bincount(owner[hit], products, len(others)).tolist()
    return sums
