"""Errors of the API as RFC 9457 problem details."""

from http import HTTPStatus
from typing import Any

from starlette.responses import JSONResponse


def problem(status: HTTPStatus, detail: str, headers: dict[str, str] | None = None, **more: Any) -> JSONResponse:  # noqa: ANN401 - extension members are free
    """Answer with ``application/problem+json``; ``more`` are members of this problem alone."""
    body = {"type": "about:blank", "title": status.phrase, "status": status.value, "detail": detail, **more}
    return JSONResponse(body, status.value, headers, media_type="application/problem+json")
