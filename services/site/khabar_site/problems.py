"""Errors of the push API as problem details (RFC 9457), with the path of every field that is wrong."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from pydantic import ValidationError
from starlette.responses import JSONResponse

MEDIA_TYPE = "application/problem+json"


class Refused(Exception):
    """A request that the push API does not accept.

    Args:
        status: the HTTP status to answer with.
        detail: what is wrong and what to do, for the caller's log.
        errors: the fields that are wrong.
        headers: what the response must carry besides.
    """

    def __init__(
        self,
        status: int,
        detail: str,
        errors: Sequence[Mapping[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status, self.detail, self.errors, self.headers = status, detail, errors, headers

    @property
    def body(self) -> dict[str, Any]:
        """The problem as JSON."""
        title = HTTPStatus(self.status).phrase
        problem: dict[str, Any] = {"type": "about:blank", "title": title, "status": self.status, "detail": self.detail}
        return problem | ({"errors": list(self.errors)} if self.errors else {})

    def response(self) -> JSONResponse:
        """The problem as a response."""
        return JSONResponse(self.body, self.status, self.headers, MEDIA_TYPE)


def unreadable(error: ValidationError, prefix: str = "", *, what: str = "article") -> Refused:
    """Say which fields of a body are wrong, without repeating what they hold."""
    fields = [
        {"field": prefix + ".".join(map(str, item["loc"])), "message": item["msg"]}
        for item in error.errors(include_url=False, include_input=False, include_context=False)
    ]
    named = ", ".join(field["field"] or "body" for field in fields[:5])
    return Refused(422, f"the {what} cannot be read; see: {named}", fields)
