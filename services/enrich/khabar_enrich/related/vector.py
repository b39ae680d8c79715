"""An article as it lies in the index: its hundred weightiest terms, four bytes each.

A term is the upper 24 bits of such a record, its weight the lowest 8: the square root of a weight between 0 and 1 as
255ths, which is exact to three percent where weights of news texts lie.
"""

import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Self
from uuid import UUID
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from khabar_enrich.remembered import Remembered

_HEAD: Final = struct.Struct("<dH")  # time of publication, bytes of the id
RECORD: Final = np.dtype("<u4")
WEIGHT_BITS: Final = 8
LARGEST: Final = 255
WEIGHTS: Final = (np.arange(LARGEST + 1) / LARGEST) ** 2
"""The weight that each stored number stands for."""

_TERM_BITS: Final = 0xFFFFFF
_SIEVE: Final = 0xFFFF
_UUID_BYTES: Final = 16
_UUID_LETTERS: Final = 36
_SCALE: Final = 65535


@dataclass(frozen=True, slots=True, eq=False)
class Vector:
    """The stored form of one article: a unit vector over hashed terms, the heaviest first."""

    article_id: str
    published: float
    records: NDArray[Any]

    @classmethod
    def of(cls, article_id: str, published: float, weights: Mapping[str, float]) -> Self:
        """Make the vector of an article from its weights, the heaviest first."""
        terms = np.fromiter(map(_HASHES.__getitem__, weights), np.uint32, len(weights))
        roots = np.sqrt(np.fromiter(weights.values(), np.float64, len(weights)))
        stored = np.rint(np.minimum(roots, 1) * LARGEST).astype(np.uint32)
        return cls(article_id, published, (terms << WEIGHT_BITS | stored).astype(RECORD))

    def packed(self) -> bytes:
        """Return the vector as bytes, which the index's scripts read too."""
        identity = _packed_id(self.article_id)
        return _HEAD.pack(self.published, len(identity)) + identity + self.records.tobytes()

    @classmethod
    def unpack(cls, packed: bytes) -> Self:
        """Read what `packed` wrote."""
        published, identity, records = opened(packed)
        return cls(read_id(identity), published, np.frombuffer(records, RECORD))

    @property
    def terms(self) -> NDArray[Any]:
        """The hashed terms, the heaviest first."""
        terms: NDArray[Any] = self.records >> WEIGHT_BITS
        return terms

    @property
    def weights(self) -> NDArray[np.float64]:
        """Their weights."""
        weights: NDArray[np.float64] = WEIGHTS[self.records & LARGEST]
        return weights

    def shared_with(self, other: Self) -> list[int]:
        """Return the hashed terms that both hold, those first that make them most alike."""
        both, mine, its = np.intersect1d(self.terms, other.terms, return_indices=True)
        order: list[int] = both[np.lexsort((both, -self.weights[mine] * other.weights[its]))].tolist()
        return order

    def only(self, kept: Iterable[bool]) -> Self:
        """Return what is left of the vector when only some of its terms are kept; it is no unit vector."""
        return replace(self, records=self.records[np.fromiter(kept, np.bool_, len(self.records))])

    def cosines(self, others: Sequence[bytes]) -> NDArray[np.float64]:
        """Return the cosine with each of others, given by their packed records, in one pass over all their terms."""
        its, mine = np.frombuffer(b"".join(others), RECORD), np.sort(self.records)
        if not len(its) or not len(mine):
            return np.zeros(len(others))
        sieve = np.zeros(_SIEVE + 1, np.bool_)
        sieve[mine >> WEIGHT_BITS & _SIEVE] = True
        hits = np.flatnonzero(sieve.take(its >> WEIGHT_BITS & _SIEVE))
        its = its[hits]
        mine = mine[np.minimum(np.searchsorted(mine, its >> WEIGHT_BITS << WEIGHT_BITS), len(mine) - 1)]
        products = WEIGHTS[mine & LARGEST] * WEIGHTS[its & LARGEST] * (mine >> WEIGHT_BITS == its >> WEIGHT_BITS)
        owner = np.repeat(np.arange(len(others)), [len(other) // RECORD.itemsize for other in others])
        return np.minimum(np.bincount(owner[hits], products, len(others)), 1.0)


def hashed(term: str) -> int:
    """Return the 24 bits that stand for a term in a stored vector."""
    return crc32(term.encode()) & _TERM_BITS


_HASHES: Final = Remembered(hashed)


def quantised(weight: float) -> int:
    """Return a weight between 0 and 1 as 16 bits."""
    return round(min(max(weight, 0.0), 1.0) * _SCALE)


def _packed_id(article_id: str) -> bytes:
    """Write an id, an ordinary UUID as its 16 bytes and anything else as more than 16."""
    if len(article_id) == _UUID_LETTERS:
        try:
            packed = bytes.fromhex(article_id.replace("-", ""))
        except ValueError:
            packed = b""
        if len(packed) == _UUID_BYTES and str(UUID(bytes=packed)) == article_id:
            return packed
    return article_id.encode("utf-8", "surrogatepass").ljust(_UUID_BYTES + 1, b"\0")


def opened(packed: bytes) -> tuple[float, bytes, bytes]:
    """Return when a packed article was published, its packed id, and its packed records."""
    published, length = _HEAD.unpack_from(packed)
    start: int = _HEAD.size + length
    return published, packed[_HEAD.size : start], packed[start:]


def read_id(packed: bytes) -> str:
    """Return the id that is packed."""
    if len(packed) != _UUID_BYTES:
        return packed.rstrip(b"\0").decode("utf-8", "surrogatepass")
    letters = packed.hex()
    return f"{letters[:8]}-{letters[8:12]}-{letters[12:16]}-{letters[16:20]}-{letters[20:]}"
