"""The keys of the duplicates in Valkey or Redis, all in the newsroom's one slot.

``copies:f:<bucket>``  string of 6-byte records (uint32 sequence, uint16 of the fingerprint), appended, cut to newest
``copies:docs``        hash: sequence → packed signature; a sequence that is missing was replaced or removed
``copies:ids``         hash: article id → ``<sequence>:<revision>``; sequence 0 means removed
``copies:gone``        sorted set of removed article ids by the time of removal, at most as many as articles are kept
``copies:seq``         the last sequence number
``copies:groups``      hash: group id → the ids of its members, one a line
``copies:of``          hash: article id → group id
``copies:members``     hash: article id → ``+`` or ``-`` (not usable), then source, time and length as JSON
``copies:recent``      sorted set of group ids by their last change; the one longest unchanged is forgotten first
``copies:joined``      how often an article joined a group

A fingerprint is 30 bits: 14 of them choose one of 16,384 buckets, 16 stand in the record. A bucket holds some dozens of
records; what everybody writes fills a few to their 1,024, and an article has other fingerprints.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, cast

import numpy as np
from redis.asyncio import Redis

from khabar.keys import Keys
from khabar_enrich.copies import scripts
from khabar_enrich.copies.group import Group, Member
from khabar_enrich.copies.shingles import Hashes
from khabar_enrich.copies.signature import Signature

_RECORD: Final = np.dtype([("sequence", "<u4"), ("rest", "<u2")])
_TAIL_BYTES: Final = 1024 * _RECORD.itemsize
_BUCKET_BITS: Final = 14
_NEAR: Final = 32
_Argument = str | int | bytes


@dataclass(frozen=True, slots=True)
class Placed:
    """Where an article was put, the group it is in, and those before it that share fingerprints with it.

    A place is ``<sequence>:<revision>``; ``places`` are those of the near ones, by their ids.
    """

    place: str
    group_id: str
    near: list[Signature]
    places: dict[str, str]


@dataclass(slots=True)
class Store:
    """Reads and writes signatures and groups; the client must answer in bytes (``decode_responses=False``)."""

    redis: Redis
    keys: Keys
    newest: int
    most_groups: int

    async def add(self, one: Signature) -> Placed | None:
        """Keep a signature in place of the article's older ones; None where a newer or a removed one is known."""
        prints = one.prints if one.prints is not None else one.shingles[:0]
        buckets = prints & np.uint32((1 << _BUCKET_BITS) - 1)
        rests = (prints >> np.uint32(_BUCKET_BITS)).astype("<u2")
        keys = self._keys("seq", "ids", "docs", "gone", "of")
        keys += [self.keys("copies", "f", f"{bucket:04x}") for bucket in buckets.tolist()]
        arguments: list[_Argument] = [one.article_id, one.revision, one.packed(), self.newest]
        arguments += [_TAIL_BYTES, rests.tobytes()]
        found = await self.redis.register_script(scripts.ADD)(keys=keys, args=arguments)
        if not found:
            return None
        sequence, group, *tails = found
        near = await self._signatures(_sharing(tails, rests, int(sequence) - self.newest))
        places = {other.article_id: f"{number}:{other.revision}" for number, other in near.items()}
        return Placed(f"{sequence}:{one.revision}", (group or b"").decode(), list(near.values()), places)

    async def join(self, one: Signature, placed: Placed, other: Signature) -> Group | None:
        """Put an article into the group of a near one, or found one with it; None where either changed meanwhile."""
        keys = self._keys("ids", "groups", "of", "members", "recent", "joined")
        oldest = min((one, other), key=lambda each: (each.published, each is one)).article_id
        arguments: list[_Argument] = [one.article_id, placed.place, other.article_id, placed.places[other.article_id]]
        arguments += [oldest, Member.of(one).packed(), Member.of(other).packed(), self.most_groups, placed.group_id]
        return _group(await self.redis.register_script(scripts.JOIN)(keys=keys, args=arguments))

    async def leave(self, article_id: str, place: str) -> str | None:
        """Take an article out of its group; return the group's id, None where it was in none."""
        keys = self._keys("ids", "groups", "of", "members", "recent")
        group = await self.redis.register_script(scripts.LEAVE)(keys=keys, args=[article_id, place])
        return cast("bytes", group).decode() if group else None

    async def remove(self, article_id: str, revision: int) -> bool:
        """Forget an article's text and call it not usable; tell whether it is in a group.

        That this revision and older ones must not come back is remembered of the newest removals, as many as articles
        are kept.
        """
        keys = self._keys("ids", "docs", "gone", "of", "members")
        arguments: list[_Argument] = [article_id, revision, self.newest]
        return bool(await self.redis.register_script(scripts.REMOVE)(keys=keys, args=arguments))

    async def group(self, *, group_id: str = "", article_id: str = "") -> Group | None:
        """Return a group by its id or by the id of a member."""
        keys = self._keys("groups", "of", "members")
        return _group(await self.redis.register_script(scripts.GROUP)(keys=keys, args=[group_id, article_id]))

    async def _signatures(self, sequences: list[int]) -> dict[int, Signature]:
        if not sequences:
            return {}
        packed = await self.redis.hmget(self.keys("copies", "docs"), [str(number) for number in sequences])
        rows = zip(sequences, cast("list[bytes | None]", packed), strict=True)
        return {number: Signature.unpack(row) for number, row in rows if row is not None}

    def _keys(self, *names: str) -> list[str]:
        return [self.keys("copies", name) for name in names]


def _sharing(tails: Sequence[bytes], rests: Hashes, expired: int) -> list[int]:
    """Return the sequences with the most shared fingerprints, of equally many the newest."""
    records = np.frombuffer(b"".join(tails), _RECORD)
    wanted = np.repeat(rests, [len(tail) // _RECORD.itemsize for tail in tails])
    hits = records["sequence"][records["rest"] == wanted].astype(np.int64)
    found, counts = np.unique(hits[hits > expired], return_counts=True)
    best: list[int] = found[np.lexsort((-found, -counts))][:_NEAR].tolist()
    return best


def _group(found: Sequence[bytes] | None) -> Group | None:
    """Read what the scripts tell of a group: its id, then the id and the packed form of every member."""
    name, *rest = found or (b"",)
    ids = (identity.decode() for identity in rest[::2])
    return Group.of(name.decode(), dict(zip(ids, rest[1::2], strict=True))) if rest else None
