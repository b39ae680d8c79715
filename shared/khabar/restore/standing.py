"""Whether a server needs what its archive knows, and whether the archive knows all that the server has."""

from dataclasses import dataclass
from typing import cast

from redis.asyncio import Redis
from redis.exceptions import ResponseError

from khabar.archive import START, Archive, rank
from khabar.keys import Keys


@dataclass(frozen=True, slots=True)
class Standing:
    """The epochs and the newest entries of ``articles`` on both sides."""

    remembered: str
    found: str
    archived: str
    newest: str

    @property
    def healthy(self) -> bool:
        """Whether the server knows all that is archived, and is the one that the archive belongs to."""
        return self.found != "" and self.found == self.remembered and rank(self.newest) >= rank(self.archived)

    @property
    def behind(self) -> bool:
        """Whether the server has entries that are not archived yet."""
        return rank(self.newest) > rank(self.archived)


async def look(redis: Redis, keys: Keys, archive: Archive) -> Standing:
    """Ask both sides."""
    found = cast("bytes | None", await redis.get(keys.epoch))
    return Standing(
        archive.epoch(),
        (found or b"").decode(),
        archive.last("articles"),
        await _newest(redis, keys.stream("articles")),
    )


async def _newest(redis: Redis, key: str) -> str:
    try:
        told = await redis.xinfo_stream(key)
    except ResponseError as error:
        if "no such key" not in str(error):
            raise
        return START
    return cast("bytes", told["last-generated-id"]).decode()
