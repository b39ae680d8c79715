"""Who may use the API: the bearer of the ingest token, or who signs with the signing secret; without either, nobody."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import Final

from pydantic import SecretStr
from starlette.requests import Request
from starlette.responses import Response

from khabar.access import bears
from khabar.errors import Retryable
from khabar_ingest.nonces import Nonces
from khabar_ingest.problems import later, problem
from khabar_ingest.requests import TooLarge, body, target
from khabar_ingest.signing import Call, Signed, fits, untimely

Endpoint = Callable[[Request], Awaitable[Response]]

_CLOSED: Final = (
    "no ingest token is configured; set KHABAR_INGEST_TOKEN or KHABAR_INGEST_TOKEN_FILE, or for signed calls "
    "KHABAR_INGEST_SIGNING_SECRET or KHABAR_INGEST_SIGNING_SECRET_FILE"
)
_ADVICE: Final = "send the ingest token as: Authorization: Bearer TOKEN"
_UNSIGNED: Final = "the signature does not fit what was sent; see how to sign in docs/operate/pushing.md"


@dataclass(frozen=True, slots=True)
class Gate:
    """Lets calls in that carry the token or a signature that was not used before."""

    token: SecretStr | None
    secret: SecretStr | None
    nonces: Nonces
    max_bytes: int
    now: Callable[[], float] = time.time

    def guarded(self, endpoint: Endpoint) -> Endpoint:
        """The endpoint behind the gate."""

        @wraps(endpoint)
        async def guard(request: Request) -> Response:
            try:
                refused = await self._refusal(request)
            except TooLarge:
                detail = f"the body is larger than {self.max_bytes} bytes"
                return problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail)
            except Retryable as error:
                return later(error)
            return refused or await endpoint(request)

        return guard

    async def _refusal(self, request: Request) -> Response | None:
        """The answer to who may not come in; None for who may.

        Raises:
            TooLarge: the body that was signed is over the limit.
            Retryable: whether a nonce was used is not known.
        """
        if self.token is None and self.secret is None:
            return problem(HTTPStatus.SERVICE_UNAVAILABLE, _CLOSED)
        said = request.headers.get("authorization", "")
        if said or (signed := Signed.read(request.headers)) is None:
            good = self.token is not None and bears(said, self.token.get_secret_value())
            return None if good else _turned_away(_ADVICE)
        wrong = await self._wrong(request, signed)
        return _turned_away(wrong) if wrong else None

    async def _wrong(self, request: Request, signed: Signed) -> str:
        """What is wrong with a signed call; its nonce is used up only when all else is right."""
        if self.secret is None:
            return "signed calls are not taken here: no signing secret is configured (KHABAR_INGEST_SIGNING_SECRET)"
        if wrong := untimely(signed, self.now()):
            return wrong
        call = Call(request.method, target(request), await body(request, self.max_bytes))
        if not fits(self.secret.get_secret_value(), call, signed):
            return _UNSIGNED
        return "" if await self.nonces.use(signed.nonce) else "this nonce was used before; sign every call anew"


def _turned_away(detail: str) -> Response:
    return problem(HTTPStatus.UNAUTHORIZED, detail, {"www-authenticate": "Bearer"})
