"""Which addresses of a source were fetched, and in which state: the sorted set ``source:<id>:seen``."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from redis.asyncio import Redis
from redis.exceptions import RedisError

from khabar.errors import Retryable
from khabar.keys import Keys
from khabar_ingest.sitemaps.listing import Place

_MOST: Final = 20_000


@dataclass(frozen=True, slots=True)
class Addresses:
    """Remembers the newest 20,000 places; what is forgotten and fetched again makes no second article."""

    client: Redis
    keys: Keys
    source: str

    async def any(self) -> bool:
        """Whether any was ever fetched.

        Raises:
            Retryable: the server cannot be reached.
        """
        try:
            return bool(await self.client.zcard(self._key))
        except RedisError as error:
            raise self._unreached(error) from error

    async def unseen(self, places: Sequence[Place]) -> list[Place]:
        """Those that were not fetched, or have changed since.

        Raises:
            Retryable: the server cannot be reached.
        """
        try:
            async with self.client.pipeline(transaction=False) as pipe:
                for place in places:
                    pipe.zscore(self._key, _member(place))
                scores: list[Any] = await pipe.execute()
        except RedisError as error:
            raise self._unreached(error) from error
        return [place for place, score in zip(places, scores, strict=True) if score is None]

    async def add(self, places: Sequence[Place], at: float) -> None:
        """Remember some; ``at`` is in Unix seconds.

        Raises:
            Retryable: the server cannot be reached.
        """
        if not places:
            return
        try:
            await self.client.zadd(self._key, {_member(place): at for place in places})
            if (over := await self.client.zcard(self._key) - _MOST) > 0:
                await self.client.zpopmin(self._key, over)
        except RedisError as error:
            raise self._unreached(error) from error

    @property
    def _key(self) -> str:
        return self.keys("source", self.source, "seen")

    def _unreached(self, error: RedisError) -> Retryable:
        return Retryable(f"the addresses that source {self.source} has seen cannot be read ({error})", retry_after=2)


def _member(place: Place) -> bytes:
    return sha256(f"{place.url}\n{place.stamp}".encode()).digest()[:16]
