"""Who may use the API: the bearer of the ingest token; without a token configured, nobody."""

from collections.abc import Awaitable, Callable
from functools import wraps
from http import HTTPStatus

from pydantic import SecretStr
from starlette.requests import Request
from starlette.responses import Response

from khabar.access import bears
from khabar_ingest.problems import problem

Endpoint = Callable[[Request], Awaitable[Response]]


def guarded(token: SecretStr | None, endpoint: Endpoint) -> Endpoint:
    """Let only requests through that carry ``token`` as their bearer token."""

    @wraps(endpoint)
    async def guard(request: Request) -> Response:
        if token is None:
            advice = "no ingest token is configured; set KHABAR_INGEST_TOKEN or KHABAR_INGEST_TOKEN_FILE"
            return problem(HTTPStatus.SERVICE_UNAVAILABLE, advice)
        if not bears(request.headers.get("authorization", ""), token.get_secret_value()):
            advice = "send the ingest token as: Authorization: Bearer TOKEN"
            return problem(HTTPStatus.UNAUTHORIZED, advice, {"www-authenticate": "Bearer"})
        return await endpoint(request)

    return guard
