"""The index's keys in Valkey or Redis, all in the newsroom's one slot.

``related:p:<hash>``   string of 6-byte records (uint32 sequence, uint16 weight), appended, cut to its newest
``related:docs``       hash: sequence → packed vector; a sequence that is missing was replaced or removed
``related:rest``       hash: sequence → the hashed terms that are not in the vector
``related:ids``        hash: article id → ``<sequence>:<revision>``; sequence 0 means removed
``related:gone``       sorted set of removed article ids by the time of removal, at most as many as articles are kept
``related:df``         hash: hashed term → number of kept articles it occurs in
``related:leaving``    list of what left and is still counted; empty but for moments
``related:seq``        the last sequence number

What is not kept is not counted and has no records: an index whose articles were all removed holds no ``p``, ``docs``,
``rest``, ``df`` or ``leaving``, only ``seq`` and the memory of removals.
"""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

from redis.asyncio import Redis

from khabar.keys import Keys
from khabar_enrich.related import scripts
from khabar_enrich.related.vector import Vector, hashed, quantised

RECORD_BYTES: Final = 6
TAIL_RECORDS: Final = 2000
_LEFT: Final = struct.Struct("<II")  # sequence, bytes of the terms that are not in the vector
_FORGOTTEN_AT_ONCE: Final = 8


@dataclass(slots=True)
class Store:
    """Reads and writes the index; the client must answer in bytes (``decode_responses=False``)."""

    redis: Redis
    keys: Keys
    newest: int

    async def frequencies(self, terms: Sequence[str]) -> tuple[dict[str, int], int]:
        """Return in how many articles each term occurs, and how many articles there are."""
        if not terms:
            return {}, 0
        keys = [self._key("df"), self._key("docs")]
        articles, counts = await self.redis.register_script(scripts.FREQUENCIES)(keys=keys, args=[_packed(terms)])
        return {term: int(count or 0) for term, count in zip(terms, counts, strict=True)}, int(articles)

    async def tails(self, terms: Sequence[str]) -> tuple[list[bytes], int]:
        """Return the newest records of each term, and the last sequence number that has left the index by age."""
        keys = [self._key("seq"), *(self._posting(hashed(term)) for term in terms)]
        last, *tails = await self.redis.register_script(scripts.TAILS)(keys=keys, args=[TAIL_RECORDS * RECORD_BYTES])
        return cast("list[bytes]", tails), int(last) - self.newest

    async def vectors(self, sequences: Sequence[int]) -> list[Vector]:
        """Return the articles of some sequence numbers, without those that were replaced or removed."""
        if not sequences:
            return []
        packed = await self.redis.hmget(self._key("docs"), [str(number) for number in sequences])
        return [Vector.unpack(cast("bytes", vector)) for vector in packed if vector is not None]

    async def add(self, vector: Vector, revision: int, weights: Mapping[str, float], terms: Sequence[str]) -> None:
        """Keep an article in place of its older revisions; a revision older than the kept one changes nothing."""
        keys = [self._key(name) for name in ("seq", "ids", "docs", "df", "rest", "leaving", "gone")]
        keys += [self._posting(hashed(term)) for term in weights]
        arguments: list[str | int | bytes] = [
            vector.article_id,
            revision,
            vector.packed(),
            self.newest,
            TAIL_RECORDS * RECORD_BYTES,
            struct.pack(f"<{len(weights)}H", *map(quantised, weights.values())),
            _packed(list(weights)),
            _packed([term for term in terms if term not in weights]),
        ]
        await self.redis.register_script(scripts.ADD)(keys=keys, args=arguments)
        await self._forget()

    async def remove(self, article_id: str, revision: int) -> None:
        """Forget an article, and remember that this revision and older ones must not come back.

        Only the newest removals are remembered, as many as articles are kept.
        """
        keys = [self._key(name) for name in ("ids", "docs", "rest", "leaving", "gone")]
        await self.redis.register_script(scripts.REMOVE)(keys=keys, args=[article_id, revision, self.newest])
        await self._forget()

    async def _forget(self) -> None:
        """Take what has left, also what another process did not finish, out of the counts and the postings."""
        waiting = await self.redis.lrange(self._key("leaving"), 0, _FORGOTTEN_AT_ONCE - 1)
        for left in cast("list[bytes]", waiting):
            sequence, length = _LEFT.unpack_from(left)
            others, packed = left[_LEFT.size : _LEFT.size + length], left[_LEFT.size + length :]
            stored = Vector.unpack(packed).terms["term"]
            keys = [self._key("leaving"), self._key("df"), *(self._posting(term) for term in stored.tolist())]
            arguments: list[int | bytes] = [left, sequence, stored.tobytes() + others]
            await self.redis.register_script(scripts.FORGET)(keys=keys, args=arguments)

    def _key(self, name: str) -> str:
        return self.keys("related", name)

    def _posting(self, term: int) -> str:
        return self.keys("related", "p", f"{term:08x}")


def _packed(terms: Sequence[str]) -> bytes:
    return struct.pack(f"<{len(terms)}I", *map(hashed, terms))
