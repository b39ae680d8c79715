"""Reading what the API is sent, within bounds."""

from typing import Final

from starlette.requests import Request

_READ: Final = "khabar.body"


class TooLarge(Exception):
    """A request's body is over the limit."""


async def body(request: Request, limit: int) -> bytes:
    """Read a body, and stop as soon as it is, or says it will be, over the limit; what was read stays with its request.

    Raises:
        TooLarge: it is.
    """
    if _READ not in request.scope:
        request.scope[_READ] = await _read(request, limit)
    read: bytes = request.scope[_READ]
    return read


def target(request: Request) -> str:
    """The path with its query, as they were sent."""
    path = (request.scope.get("raw_path") or request.url.path.encode()).decode("latin-1")
    query = request.scope["query_string"].decode("latin-1")
    return f"{path}?{query}" if query else path


def charset(request: Request) -> str | None:
    """The encoding that a request names for its body."""
    _, _, name = request.headers.get("content-type", "").lower().partition("charset=")
    return name.split(";")[0].strip(" \"'") or None


async def _read(request: Request, limit: int) -> bytes:
    said = request.headers.get("content-length", "")
    if said.isdecimal() and int(said) > limit:
        raise TooLarge
    parts, size = [], 0
    async for part in request.stream():
        parts.append(part)
        size += len(part)
        if size > limit:
            raise TooLarge
    return b"".join(parts)
