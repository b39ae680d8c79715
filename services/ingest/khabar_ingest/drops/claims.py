"""Which replica takes which file, and which files were taken and stay where they are."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final, cast
from uuid import uuid4

from redis.asyncio import Redis
from redis.exceptions import RedisError

from khabar.errors import Retryable
from khabar.keys import Keys
from khabar_ingest.drops.look import Drop

_CLAIMED_SECONDS: Final = 300
"""How long a file waits for a replica that claimed it and died."""


@dataclass(slots=True)
class Claims:
    """The claims of one replica on the files of one source."""

    client: Redis
    keys: Keys
    source: str
    owner: str = field(default_factory=lambda: uuid4().hex)
    _kept: dict[str, str] = field(default_factory=dict)

    async def claim(self, drop: Drop) -> bool:
        """Claim a file, and say whether it is ours; it may have been so already.

        Raises:
            Retryable: the server cannot be reached.
        """
        try:
            had = await self.client.set(self._claim(drop), self.owner, nx=True, get=True, ex=_CLAIMED_SECONDS)
        except RedisError as error:
            raise self._unreached(error) from error
        return had is None or had == self.owner.encode()

    async def release(self, drop: Drop) -> None:
        """Let go of a file that was put away: who puts it back does not wait.

        Raises:
            Retryable: the server cannot be reached.
        """
        try:
            await self.client.delete(self._claim(drop))
        except RedisError as error:
            raise self._unreached(error) from error

    async def kept(self, drops: list[Drop]) -> set[Drop]:
        """Those of some files that were taken before and stay where they are.

        Raises:
            Retryable: the server cannot be reached.
        """
        if asked := [drop for drop in drops if self._kept.get(_name(drop)) != drop.mark]:
            try:
                found = cast("list[bytes | None]", await self.client.hmget(self._key, [_name(drop) for drop in asked]))
            except RedisError as error:
                raise self._unreached(error) from error
            self._kept |= {_name(drop): mark.decode() for drop, mark in zip(asked, found, strict=True) if mark}
        return {drop for drop in drops if self._kept.get(_name(drop)) == drop.mark}

    async def keep(self, drop: Drop) -> None:
        """Remember that a file was taken and stays.

        Raises:
            Retryable: the server cannot be reached.
        """
        try:
            await self.client.hset(self._key, _name(drop), drop.mark)
        except RedisError as error:
            raise self._unreached(error) from error
        self._kept[_name(drop)] = drop.mark

    async def forget(self, present: Iterable[Drop]) -> None:
        """Forget the files that are no longer there.

        Raises:
            Retryable: the server cannot be reached.
        """
        if gone := self._kept.keys() - {_name(drop) for drop in present}:
            try:
                await self.client.hdel(self._key, *gone)
            except RedisError as error:
                raise self._unreached(error) from error
            self._kept = {name: mark for name, mark in self._kept.items() if name not in gone}

    @property
    def _key(self) -> str:
        return self.keys("source", self.source, "kept")

    def _claim(self, drop: Drop) -> str:
        name = sha256(f"{drop.path.name}\n{drop.mark}".encode("utf-8", "surrogateescape")).hexdigest()[:32]
        return self.keys("source", self.source, "file", name)

    def _unreached(self, error: RedisError) -> Retryable:
        return Retryable(f"the state of source {self.source} cannot be read or kept ({error})", retry_after=2)


def _name(drop: Drop) -> str:
    """A file's name as the server may keep it: a name need not be valid UTF-8."""
    return drop.path.name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
