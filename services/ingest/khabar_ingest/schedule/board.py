"""The schedule on the server: which source is due when, and which replica has it in hand.

A member that begins with a colon is no source but a duty of the service itself, which the replicas share likewise.
"""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Final

from redis.asyncio import Redis
from redis.commands.core import AsyncScript

from khabar.keys import Keys

LEASE_SECONDS: Final = 15.0
LOST: Final = "lost"
"""In this field of what a source remembers it is counted how often in a row its lease ran out."""

_LONGEST_LOST_SECONDS: Final = 3600
_AT_ONCE: Final = 1000


@dataclass(frozen=True, slots=True)
class Claim:
    """A source in hand, and what it remembers."""

    id: str
    memory: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Claimed:
    """What a look at the schedule brought.

    Args:
        version: of the list of sources.
        wait: seconds until there may be more; None when nothing waits.
    """

    version: str
    wait: float | None
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Ending:
    """How a poll ended: what is to be remembered and forgotten, and the seconds until the next; None for never."""

    id: str
    wait: float | None
    kept: Mapping[str, str] = field(default_factory=dict)
    forgotten: tuple[str, ...] = ()

    @property
    def arguments(self) -> list[str]:
        """The arguments of the script that writes it."""
        wait = -1 if self.wait is None else max(0, round(self.wait * 1000))
        pairs = [part for pair in self.kept.items() for part in pair]
        return [self.id, str(wait), str(len(self.forgotten)), str(len(pairs)), *self.forgotten, *pairs]


class Board:
    """One replica's hand on the schedule; its claims end ``lease`` seconds after they were made or held on to."""

    def __init__(self, redis: Redis, keys: Keys, *, lease: float = LEASE_SECONDS) -> None:
        self.lease, self._token = lease, secrets.token_hex(8)
        self._due, self._leased, self._owners = keys("source-due"), keys("source-leased"), keys("source-owners")
        self._sources, self._memory = keys("sources"), keys("source", "")
        self._claim, self._end = _script(redis, "claim.lua"), _script(redis, "end.lua")
        self._renew, self._enrol = _script(redis, "renew.lua"), _script(redis, "enrol.lua")

    async def enrol(self, ids: Sequence[str]) -> None:
        """Put sources on the schedule that are not on it; they are due at once."""
        for some in _parts(ids):
            await self._enrol(keys=[self._due, self._leased], args=some)

    async def claim(self, most: int) -> Claimed:
        """Take what is due, which nobody else then gets until the lease ends."""
        lease, longest = round(self.lease * 1000), _LONGEST_LOST_SECONDS * 1000
        version, wait, taken = await self._claim(
            keys=[self._due, self._leased, self._owners, self._sources],
            args=[most, lease, self._token, self._memory, longest],
        )
        pairs = zip(taken[::2], taken[1::2], strict=True)
        claims = tuple(Claim(id_.decode(), _remembered(flat)) for id_, flat in pairs)
        return Claimed(version.decode(), None if wait < 0 else wait / 1000, claims)

    async def end(self, endings: Sequence[Ending]) -> list[bool]:
        """Write how polls ended, and say of each whether it was still ours to end."""
        arguments = [part for ending in endings for part in ending.arguments]
        keys = [self._due, self._leased, self._owners]
        return [bool(one) for one in await self._end(keys=keys, args=[self._token, self._memory, *arguments])]

    async def hold(self, ids: Sequence[str]) -> list[str]:
        """Hold on to what is in hand for another lease, and say which of it is somebody else's by now."""
        lost = list[str]()
        for some in _parts(ids):
            mine = await self._renew(
                keys=[self._leased, self._owners], args=[self._token, round(self.lease * 1000), *some]
            )
            lost += [id_ for id_, is_mine in zip(some, mine, strict=True) if not is_mine]
        return lost


def _parts(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """So many at once that the server is not held up by one script."""
    return (ids[at : at + _AT_ONCE] for at in range(0, len(ids), _AT_ONCE))


def _remembered(flat: Sequence[bytes]) -> dict[str, str]:
    decoded = [part.decode("utf-8", "replace") for part in flat]
    return dict(zip(decoded[::2], decoded[1::2], strict=True))


def _script(redis: Redis, name: str) -> AsyncScript:
    return redis.register_script((files("khabar_ingest.schedule") / name).read_text("utf-8"))
