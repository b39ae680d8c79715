"""The proofs that wait for one target, on the server: newest receipt of each article, taken under a lease.

Keys of a target, all under ``proof:<target>``:

``…:due``     sorted set: article → when its page is looked at next, Unix milliseconds
``…:work``    hash: article → what is sought: a rank (when its receipt was told, microseconds), a line's end, JSON
``…:flight``  sorted set: article → end of the lease of whoever looks, Unix milliseconds
``…:owner``   hash: article → the token of whoever looks
``…:made``    sorted set of the proofs that ended within the last hour: an event that comes twice is proved once
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

from pydantic import ValidationError
from redis.asyncio import Redis

from khabar.keys import Keys
from khabar.stage import load
from khabar.wire import Fields
from khabar_publish.proving.sought import Sought

LEASE_SECONDS: Final = 30.0
"""How long a look may take before somebody else looks; longer than a look can."""

OVERDUE: Final = 200
"""So many proofs may be overdue; beyond that new ones are left out, but for removals."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A proof in hand; ``work`` is what is kept of it, and None is sought where that cannot be read."""

    name: str
    work: bytes
    token: str
    sought: Sought | None


@dataclass(frozen=True, slots=True)
class Due:
    """What was taken, the server's time (milliseconds), and seconds until there is more; None where none waits."""

    now: int
    wait: float | None
    taken: Sequence[Taken]


class Waiting:
    """One target's proofs that wait."""

    def __init__(self, redis: Redis, keys: Keys, target: str) -> None:
        self.skew_ms = 0
        """What is added to the server's clock; 0 but where a test moves the time."""
        self._name, self._takes = secrets.token_hex(6), 0
        due, work, flight, owner, made = (
            keys.proof(target, part) for part in ("due", "work", "flight", "owner", "made")
        )
        self._put_keys, self._take_keys = [due, work, flight, made], [due, work, flight, owner]
        self._end_keys = [*self._take_keys, made, keys.stream("published")]
        self._put, self._take, self._end = (
            load(redis, "khabar_publish.proving", f"{name}.lua") for name in ("put", "take", "end")
        )

    async def put(self, sought: Sought, rank: int) -> bool:
        """Have a proof wait; False where too many do. Putting the same twice is as putting it once."""
        room, due = (-1, "0") if sought.removed else (OVERDUE, "")
        args: list[Any] = [self.skew_ms, sought.receipt.id, rank, sought.to_json(), room, due]
        return bool(await self._put(keys=self._put_keys, args=args))

    async def take(self, most: int) -> Due:
        """Take up to so many proofs that are due."""
        self._takes += 1
        token = f"{self._name}/{self._takes}"
        args: list[Any] = [self.skew_ms, most, int(LEASE_SECONDS * 1000), token]
        now, wait, flat = await self._take(keys=self._take_keys, args=args)
        rows = zip(*[iter(flat)] * 2, strict=True)
        taken = [Taken(name.decode(), work, token, _sought(work)) for name, work in rows]
        return Due(now, wait / 1000 if wait >= 0 else None, taken)

    async def end(self, taken: Taken, told: Fields | None, again: Sought | None = None, wait: float = 0.0) -> bool:
        """Tell what was seen, if anything, and let the proof wait for another look, if any; False without a lease."""
        rank = taken.work.partition(b"\n")[0]
        kept = rank + b"\n" + again.to_json() if again else b""
        flat = chain.from_iterable(told.items()) if told else ()
        args: list[Any] = [self.skew_ms, taken.name, taken.token, taken.work, kept, int(wait * 1000), *flat]
        return bool(await self._end(keys=self._end_keys, args=args))


def _sought(work: bytes) -> Sought | None:
    try:
        return Sought.model_validate_json(work.partition(b"\n")[2])
    except ValidationError:
        return None
