"""An article as it lies in the index: its hundred weightiest terms, packed, and what a link to it shows."""

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self
from zlib import crc32

_HEAD: Final = struct.Struct("<HHd")  # bytes of the id, number of terms, time of publication
_TERM: Final = struct.Struct("<IH")
_SCALE: Final = 65535


@dataclass(frozen=True, slots=True)
class Vector:
    """The stored form of one article; weights are a unit vector over hashed terms."""

    article_id: str
    published: float
    headline: str
    tags: tuple[str, ...]
    weights: Mapping[int, float]

    def packed(self) -> bytes:
        """Return the vector as bytes; the id comes right after the head, where the index's script reads it."""
        identity = self.article_id.encode()
        head = _HEAD.pack(len(identity), len(self.weights), self.published)
        terms = b"".join(_TERM.pack(term, quantised(weight)) for term, weight in self.weights.items())
        shown = json.dumps([self.headline, *self.tags], ensure_ascii=False).encode("utf-8", "replace")
        return head + identity + terms + shown

    @classmethod
    def unpack(cls, packed: bytes) -> Self:
        """Read what `packed` wrote."""
        length, count, published = _HEAD.unpack_from(packed)
        start = _HEAD.size + length
        end = start + count * _TERM.size
        headline, *tags = json.loads(packed[end:])
        weights = {term: weight / _SCALE for term, weight in _TERM.iter_unpack(packed[start:end])}
        return cls(packed[_HEAD.size : start].decode(), published, headline, tuple(tags), weights)


def hashed(term: str) -> int:
    """Return the 32 bits that stand for a term in a stored vector."""
    return crc32(term.encode("utf-8", "replace"))


def quantised(weight: float) -> int:
    """Return a weight between 0 and 1 as 16 bits."""
    return round(min(max(weight, 0.0), 1.0) * _SCALE)
