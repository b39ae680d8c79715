"""Reading what the API is sent, within bounds."""

from starlette.requests import Request


class TooLarge(Exception):
    """A request's body is over the limit."""


async def body(request: Request, limit: int) -> bytes:
    """Read a body, and stop as soon as it is, or says it will be, over the limit.

    Raises:
        TooLarge: it is.
    """
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
