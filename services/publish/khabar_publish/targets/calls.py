"""One HTTP call to a target, its failures turned into the kinds the pipeline knows."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar

import httpx
from pydantic import BaseModel, ValidationError

from khabar import KhabarError, Rejected
from khabar_publish.targets.failures import Asked, Down, Refused

M = TypeVar("M", bound=BaseModel)
DOWN = frozenset({408, 425, 429, *range(500, 600)})
BUSY = frozenset({429, 503})
REFUSING = frozenset({401, 403, *range(300, 400)})
"""Credentials that are not accepted, and addresses that lead elsewhere: redirects are not followed."""

LONGEST_WAIT_SECONDS = 86_400.0
"""The longest Retry-After that is obeyed: a mistaken header must not bury a delivery."""

HIDDEN = "khabar.hidden"
"""The extension of a request that holds a secret beside its Authorization: no message repeats it."""

_READING = frozenset({"GET", "HEAD", "OPTIONS"})
"""Calls that change nothing, and so may be made again at once (RFC 9110, 9.2.1)."""

_READING_TRIES = 3
_CUT = (httpx.RemoteProtocolError, httpx.ReadError)
_UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_MOST_BYTES = 1 << 20
_SHOWN_CHARACTERS = 300


async def call(
    client: httpx.AsyncClient, request: httpx.Request, *, seconds: float, accept: frozenset[int] = frozenset()
) -> httpx.Response:
    """Send the request and return a 2xx answer, or one whose status is in ``accept``; ``seconds`` limits all of it.

    Raises:
        Down: the network failed (it says whether the call may have arrived), or the status is 408, 425, 429 or 5xx.
        Asked: the status is 429 or 503 and the answer says how long to wait (Retry-After).
        Refused: the status is 401, 403 or 3xx.
        Rejected: any other status; the message of all holds the beginning of the answer.
    """
    what = f"{request.method} {request.url.copy_with(userinfo=b'', query=None)}"
    try:
        async with asyncio.timeout(seconds):
            response = await _sent(client, request)
    except TimeoutError as error:
        msg = f"{what}: no whole answer within {seconds:g} s"
        raise Down(msg, answered=False) from error
    except httpx.RequestError as error:
        msg = f"{what}: {type(error).__name__} {error}".rstrip()
        raise Down(msg, answered=False, sent=not isinstance(error, _UNSENT)) from error
    if response.is_success or response.status_code in accept:
        return response
    raise failure(response, f"{what} answered {response.status_code}: {shown(response)}")


def failure(response: httpx.Response, reason: str) -> KhabarError:
    """What an answer that is no success means."""
    status, wait = response.status_code, retry_after(response)
    if status in BUSY and wait is not None:
        return Asked(reason, seconds=wait)
    if status in DOWN:
        return Down(reason, answered=True, retry_after=wait)
    return Refused(reason) if status in REFUSING else Rejected(reason)


def told(response: httpx.Response, kind: type[M]) -> M:
    """What a target answered, read as JSON of the form ``kind``.

    Raises:
        Down: it has another form, so something stands in the target's place for a while.
    """
    try:
        return kind.model_validate_json(response.content)
    except ValidationError:
        msg = f"{response.url.host} answered {response.status_code}, not as such a target does: {shown(response)}"
        raise Down(msg, answered=True) from None  # the cause repeats the whole answer


def retry_after(response: httpx.Response) -> float | None:
    """Seconds that the Retry-After header asks for (RFC 9110, 10.2.3: seconds or a date), a day at most."""
    value = response.headers.get("retry-after", "").strip()
    if value.isascii() and value.isdecimal():
        return min(float(value), LONGEST_WAIT_SECONDS)
    try:
        wait = (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds()
    except (TypeError, ValueError, OverflowError):
        return None
    return min(max(0.0, wait), LONGEST_WAIT_SECONDS)


async def _sent(client: httpx.AsyncClient, request: httpx.Request) -> httpx.Response:
    """Send it; one that only reads is sent again when the connection ends before its answer does."""
    for _ in range(_READING_TRIES - 1 if request.method in _READING else 0):
        with suppress(*_CUT):
            return await _read(await client.send(request, stream=True))
    return await _read(await client.send(request, stream=True))


async def _read(response: httpx.Response) -> httpx.Response:
    """Read an answer's body, at most a mebibyte of it: an error page without an end must not fill the memory."""
    body = bytearray()
    try:
        async for part in response.aiter_bytes():
            body += part
            if len(body) > _MOST_BYTES:
                break
    finally:
        await response.aclose()
    kept = {"content-type", "link", "retry-after"}
    headers = [(name, value) for name, value in response.headers.multi_items() if name in kept]
    return httpx.Response(response.status_code, headers=headers, content=bytes(body), request=response.request)


def shown(response: httpx.Response) -> str:
    """The beginning of an answer, without our own secrets where the other side repeats the request."""
    return hushed(response, response.text)


def hushed(response: httpx.Response, text: str) -> str:
    """The beginning of something that an answer said, without our own secrets."""
    token = response.request.headers.get("authorization", "").rpartition(" ")[2]
    for secret in (token, response.request.extensions.get(HIDDEN, "")):
        text = text.replace(secret, "[token]") if secret else text
    return text[:_SHOWN_CHARACTERS]
