"""Calls that carry an ``Idempotency-Key``: each is carried out once, and answered the same as often as it comes.

The answer is kept on the server for a day. While the first is under way, a second is told to wait. What was answered
with "try again" is forgotten, so that the same key may try again, and so is an answer over 256 KiB: who sends that call
again is told of duplicates.
"""

import json
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus
from typing import Final

from redis.asyncio import Redis
from redis.exceptions import RedisError
from starlette.responses import Response

from khabar.errors import Retryable
from khabar.keys import Keys
from khabar_ingest.problems import problem

HEADER: Final = "idempotency-key"
_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_KEPT_SECONDS: Final = 86_400
_UNDER_WAY_SECONDS: Final = 120
_MOST_BYTES: Final = 262_144


@dataclass(frozen=True, slots=True)
class Idempotency:
    """Answers by the keys of their calls; all replicas share them."""

    client: Redis
    keys: Keys

    async def once(self, key: str, call: bytes, answer: Callable[[], Awaitable[Response]]) -> Response:
        """Answer a call, or say again what was answered to the same.

        Args:
            key: what the caller named it.
            call: what makes it another call under the same key.
            answer: carries it out; what it raises is no answer, and the same key may try again.

        Raises:
            Retryable: the server cannot be reached.
        """
        if not _KEY.fullmatch(key):
            detail = f"{HEADER}: use 1 to 255 visible ASCII characters, the same only for the same body"
            return problem(HTTPStatus.UNPROCESSABLE_ENTITY, detail)
        name, digest = self.keys("push", "answer", sha256(key.encode()).hexdigest()), sha256(call).hexdigest()
        if (before := await self._begin(name, digest)) is not None:
            return _repeat(before, digest)
        try:
            made = await answer()
        except BaseException:
            with suppress(Retryable):  # what went wrong first is what is told
                await self._forget(name)
            raise
        await self._end(name, digest, made)
        return made

    async def _begin(self, name: str, digest: str) -> bytes | None:
        """Note that a call is under way; what is known of an earlier one instead, if there was any."""
        try:
            begun = json.dumps({"call": digest})
            taken = await self.client.set(name, begun, nx=True, get=True, ex=_UNDER_WAY_SECONDS)
        except RedisError as error:
            msg = f"the server does not say whether this call was made before ({error})"
            raise Retryable(msg, retry_after=2) from error
        return taken if isinstance(taken, bytes) else None

    async def _end(self, name: str, digest: str, made: Response) -> None:
        if len(made.body) > _MOST_BYTES:
            await self._forget(name)
            return
        kept = {"call": digest, "status": made.status_code, "type": made.media_type, "body": bytes(made.body).decode()}
        try:
            await self.client.set(name, json.dumps(kept), ex=_KEPT_SECONDS)
        except RedisError as error:  # the article is in; the same call finds that, and no second revision is made
            msg = f"the answer cannot be kept ({error}); send the same call again"
            raise Retryable(msg, retry_after=2) from error

    async def _forget(self, name: str) -> None:
        try:
            await self.client.delete(name)
        except RedisError as error:
            msg = f"the call cannot be forgotten ({error}); send it again in {_UNDER_WAY_SECONDS} seconds"
            raise Retryable(msg, retry_after=_UNDER_WAY_SECONDS) from error


def _repeat(before: bytes, digest: str) -> Response:
    """What was answered before; 422 where another call had this key, 409 where the first is not answered yet."""
    kept = json.loads(before)
    if kept["call"] != digest:
        detail = f"{HEADER}: another call was made under this key; use a key of its own for each"
        return problem(HTTPStatus.UNPROCESSABLE_ENTITY, detail)
    if "status" not in kept:
        detail = f"{HEADER}: the same call is under way; ask again for its answer"
        return problem(HTTPStatus.CONFLICT, detail, {"retry-after": "1"})
    return Response(kept["body"], kept["status"], {"idempotent-replayed": "true"}, media_type=kept["type"])
