"""The index's keys and scripts in Valkey (from 8) or Redis (from 7.0), all in the newsroom's one slot.

``related:p:<term>``   string of 6-byte records (uint32 sequence, uint16 weight), appended, cut to its newest
``related:docs``       hash: sequence → packed vector; a sequence that is missing was replaced or removed
``related:ids``        hash: article id → ``<sequence>:<revision>``; sequence 0 means removed
``related:df``         hash: term → number of articles it occurs in
``related:seq``        the last sequence number
"""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

from redis.asyncio import Redis

from khabar.keys import Keys
from khabar_enrich.related.vector import Vector, quantised

RECORD_BYTES: Final = 6
TAIL_RECORDS: Final = 2000

# Terms and weights travel joined: hundreds of arguments would cost the client more than all the arithmetic.
# KEYS: seq ids docs df posting…   ARGV: id revision vector newest-kept tail-bytes weights (uint16 each) terms
_ADD: Final = """#!lua
local known = redis.call('HGET', KEYS[2], ARGV[1])
local old, revision
if known then
  old, revision = string.match(known, '^(%d+):(%d+)$')
  if tonumber(revision) > tonumber(ARGV[2]) or (old == '0' and revision == ARGV[2]) then return 0 end
end
local seq = redis.call('INCR', KEYS[1])
if known then redis.call('HDEL', KEYS[3], old) end
redis.call('HSET', KEYS[2], ARGV[1], seq .. ':' .. ARGV[2])
redis.call('HSET', KEYS[3], seq, ARGV[3])
local tail, head = tonumber(ARGV[5]), struct.pack('<I4', seq)
for i = 5, #KEYS do
  local weight = string.sub(ARGV[6], 2 * i - 9, 2 * i - 8)
  if redis.call('APPEND', KEYS[i], head .. weight) >= 2 * tail then
    redis.call('SET', KEYS[i], redis.call('GETRANGE', KEYS[i], -tail, -1))
  end
end
if not known then
  for term in string.gmatch(ARGV[7], '[^ ]+') do redis.call('HINCRBY', KEYS[4], term, 1) end
end
local leaving = seq - tonumber(ARGV[4])
local vector = redis.call('HGET', KEYS[3], leaving)
if vector then
  local id = string.sub(vector, 13, 12 + struct.unpack('<I2', vector))
  redis.call('HDEL', KEYS[3], leaving)
  redis.call('HDEL', KEYS[2], id)
end
return seq
"""

# KEYS: df docs   ARGV: terms
_FREQUENCIES: Final = """#!lua flags=no-writes
local terms = {}
for term in string.gmatch(ARGV[1], '[^ ]+') do terms[#terms + 1] = term end
return {redis.call('HLEN', KEYS[2]), redis.call('HMGET', KEYS[1], unpack(terms))}
"""

# KEYS: posting…   ARGV: tail-bytes
_TAILS: Final = """#!lua flags=no-writes
local tails = {}
for i = 1, #KEYS do tails[i] = redis.call('GETRANGE', KEYS[i], -tonumber(ARGV[1]), -1) end
return tails
"""

# KEYS: ids docs   ARGV: id revision
_REMOVE: Final = """#!lua
local known = redis.call('HGET', KEYS[1], ARGV[1])
local revision = ARGV[2]
if known then
  local old, stored = string.match(known, '^(%d+):(%d+)$')
  if tonumber(stored) > tonumber(revision) then revision = stored end
  redis.call('HDEL', KEYS[2], old)
end
redis.call('HSET', KEYS[1], ARGV[1], '0:' .. revision)
return 1
"""


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
        articles, counts = await self.redis.register_script(_FREQUENCIES)(keys=keys, args=[" ".join(terms)])
        return {term: int(count or 0) for term, count in zip(terms, counts, strict=True)}, int(articles)

    async def tails(self, terms: Sequence[str]) -> list[bytes]:
        """Return the newest records of each term."""
        postings = [self._posting(term) for term in terms]
        tails = await self.redis.register_script(_TAILS)(keys=postings, args=[TAIL_RECORDS * RECORD_BYTES])
        return cast("list[bytes]", tails)

    async def vectors(self, sequences: Sequence[int]) -> list[Vector]:
        """Return the articles of some sequence numbers, without those that were replaced or removed."""
        if not sequences:
            return []
        packed = await self.redis.hmget(self._key("docs"), [str(number) for number in sequences])
        return [Vector.unpack(cast("bytes", vector)) for vector in packed if vector is not None]

    async def add(self, vector: Vector, revision: int, weights: Mapping[str, float], terms: Sequence[str]) -> None:
        """Keep an article in place of its older revisions; a revision older than the kept one changes nothing."""
        keys = [self._key(name) for name in ("seq", "ids", "docs", "df")]
        keys += [self._posting(term) for term in weights]
        packed = struct.pack(f"<{len(weights)}H", *map(quantised, weights.values()))
        tail = TAIL_RECORDS * RECORD_BYTES
        arguments: list[str | int | bytes] = [
            vector.article_id,
            revision,
            vector.packed(),
            self.newest,
            tail,
            packed,
            " ".join(terms),
        ]
        await self.redis.register_script(_ADD)(keys=keys, args=arguments)

    async def remove(self, article_id: str, revision: int) -> None:
        """Forget an article, and remember that this revision and older ones must not come back."""
        keys = [self._key("ids"), self._key("docs")]
        await self.redis.register_script(_REMOVE)(keys=keys, args=[article_id, revision])

    def _key(self, name: str) -> str:
        return self.keys("related", name)

    def _posting(self, term: str) -> str:
        return self.keys("related", "p", term)
