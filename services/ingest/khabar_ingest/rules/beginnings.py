"""What of a source is news when it is read for the first time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from redis.asyncio import Redis
from redis.exceptions import RedisError

from khabar.config import SourceSettings
from khabar.errors import Retryable
from khabar.keys import Keys
from khabar_ingest.draft import Draft

_NEVER: Final = datetime.min.replace(tzinfo=UTC)


def passed_over(drafts: Sequence[Draft], newest: int) -> frozenset[int]:
    """Return which drafts are not among the newest: by their dates, and without any by their order in the document."""
    stamps = [draft.published_at or draft.updated_at or _NEVER for draft in drafts]
    ordered = sorted(range(len(drafts)), key=lambda index: stamps[index], reverse=True)
    return frozenset(ordered[newest:])


@dataclass(frozen=True, slots=True)
class Beginnings:
    """Remembers which of the sources that have ``first_poll`` were read before: a key of each says when it began."""

    client: Redis
    keys: Keys

    async def is_first(self, source: SourceSettings) -> bool:
        """Whether nothing of a source was taken yet; for one that has no such rule it never matters.

        Raises:
            Retryable: the server cannot be reached.
        """
        if source.first_poll is None:
            return False
        try:
            return await self.client.get(self._key(source)) is None
        except RedisError as error:
            msg = f"whether source {source.id} was read before cannot be said ({error})"
            raise Retryable(msg, retry_after=2) from error

    async def begin(self, source: SourceSettings) -> None:
        """Remember that the first document of a source was taken whole.

        Raises:
            Retryable: the server cannot be reached.
        """
        try:
            await self.client.set(self._key(source), datetime.now(UTC).isoformat(), nx=True)
        except RedisError as error:
            msg = f"that source {source.id} was read cannot be kept ({error})"
            raise Retryable(msg, retry_after=2) from error

    def _key(self, source: SourceSettings) -> str:
        return self.keys("source", source.id, "begun")
