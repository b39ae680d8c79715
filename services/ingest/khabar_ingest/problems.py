"""Errors of the API as RFC 9457 problem details."""

from http import HTTPStatus
from typing import Any

from starlette.responses import JSONResponse

from khabar.errors import Retryable


def problem(status: HTTPStatus, detail: str, headers: dict[str, str] | None = None, **more: Any) -> JSONResponse:  # noqa: ANN401 - extension members are free
    """Answer with ``application/problem+json``; ``more`` are members of this problem alone."""
    body = {"type": "about:blank", "title": status.phrase, "status": status.value, "detail": detail, **more}
    return JSONResponse(body, status.value, headers, media_type="application/problem+json")


def later(error: Retryable) -> JSONResponse:
    """Answer that the same may be sent again, and after how many seconds."""
    after = {"retry-after": str(max(1, round(error.retry_after or 5)))}
    return problem(HTTPStatus.SERVICE_UNAVAILABLE, str(error), after)
