"""The nonces of signed calls, remembered for as long as their signatures could be shown again."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from redis.asyncio import Redis
from redis.exceptions import RedisError

from khabar.errors import Retryable
from khabar.keys import Keys
from khabar_ingest.signing import WINDOW_SECONDS

# A call may be stamped a window ahead of our clock and is then good for two; a little more is for clocks that are set.
_REMEMBERED_SECONDS: Final = 2 * WINDOW_SECONDS + 60


@dataclass(frozen=True, slots=True)
class Nonces:
    """Nonces that were used; all replicas share them."""

    client: Redis
    keys: Keys

    async def use(self, nonce: str) -> bool:
        """Use a nonce, and say whether it was unused.

        Raises:
            Retryable: the server cannot be reached, so that nobody knows.
        """
        key = self.keys("push", "nonce", sha256(nonce.encode()).hexdigest()[:32])
        try:
            return bool(await self.client.set(key, "1", nx=True, ex=_REMEMBERED_SECONDS))
        except RedisError as error:
            msg = f"the server does not say whether this nonce was used ({error}); sign the call anew and send it again"
            raise Retryable(msg, retry_after=2) from error
