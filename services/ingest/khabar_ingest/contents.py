"""The texts of articles, where they lie: sealed, in the stream, or in the archive."""

import asyncio
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from redis.asyncio import Redis

from khabar.archive import Archive
from khabar.blobs import BlobStore
from khabar.errors import KhabarError, Rejected, Retryable
from khabar.keys import Keys
from khabar.models import Revision
from khabar.wire import Wire


@dataclass(frozen=True, slots=True)
class Contents:
    """Reads texts."""

    client: Redis
    keys: Keys
    blobs: BlobStore
    archive: Archive

    async def sealed(self, name: str) -> Revision:
        """Open a sealed text.

        Raises:
            Retryable: it is not there, or cannot be read.
        """
        try:
            return Revision.model_validate_json(await asyncio.to_thread(self.blobs.get, name, sealed=True))
        except KeyError:
            msg = f"the sealed text {name} is not in {self.blobs.root}; bring it back from a backup"
        except OSError as error:
            msg = f"the sealed text {name} cannot be read ({error.strerror}); mend the rights of {self.blobs.root}"
        except ValidationError:
            msg = f"the sealed text {name} is damaged; bring it back from a backup"
        raise Retryable(msg, retry_after=30)

    async def entry(self, entry: str) -> dict[bytes, bytes]:
        """Return the fields of an entry of the stream ``articles``.

        Raises:
            Retryable: neither the stream nor the archive has it.
        """
        rows: Any = await self.client.xrange(self.keys.stream("articles"), entry, entry)
        return rows[0][1] if rows else await asyncio.to_thread(self._archived, entry)

    async def told(self, entry: str) -> Revision:
        """Return the text of an entry of the stream ``articles``.

        Raises:
            Retryable: neither the stream nor the archive has it, or its payload is not there.
        """
        fields = await self.entry(entry)
        try:
            found = Wire(self.blobs).decode(fields).data
        except Rejected as error:
            msg = f"entry {entry} of articles is damaged ({error})"
            raise Retryable(msg, retry_after=30) from error
        if isinstance(found, Revision):
            return found
        msg = f"entry {entry} of articles carries no text"
        raise Retryable(msg, retry_after=30)

    def _archived(self, entry: str) -> dict[bytes, bytes]:
        where = f"entry {entry} of articles is neither in the stream nor in the archive {self.archive.root}"
        try:
            if found := self.archive.at("articles", entry):
                return found
        except (KhabarError, OSError) as error:
            msg = f"{where} ({error})"
            raise Retryable(msg, retry_after=30) from error
        msg = f"{where}; is KHABAR_ARCHIVE the folder that control writes?"
        raise Retryable(msg, retry_after=30)
