"""One HTTP call to a target, its failures turned into the kinds the pipeline knows."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from khabar import Rejected, Retryable

RETRYABLE = frozenset({408, 425, 429, *range(500, 600)})
_SHOWN_CHARACTERS = 300


async def call(  # noqa: PLR0913 - the parts of an HTTP request
    client: httpx.AsyncClient,
    method: str,
    url: str,
    *,
    content: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    params: Mapping[str, str] | None = None,
    accept: frozenset[int] = frozenset(),
) -> httpx.Response:
    """Make the call and return a 2xx answer, or one whose status is in ``accept``.

    Raises:
        Retryable: the network failed, or the status is 408, 425, 429 or 5xx (Retry-After is passed on).
        Rejected: any other status; the message holds the beginning of the answer.
    """
    try:
        response = await client.request(method, url, content=content, headers=headers, params=params)
    except httpx.TransportError as error:
        msg = f"{method} {url}: {type(error).__name__} {error}".rstrip()
        raise Retryable(msg) from error
    if response.is_success or response.status_code in accept:
        return response
    msg = f"{method} {url} answered {response.status_code}: {response.text[:_SHOWN_CHARACTERS]}"
    if response.status_code in RETRYABLE:
        raise Retryable(msg, retry_after=retry_after(response))
    raise Rejected(msg)


def retry_after(response: httpx.Response) -> float | None:
    """Seconds that the Retry-After header asks for (RFC 9110, 10.2.3: seconds or a date)."""
    value = response.headers.get("retry-after", "").strip()
    if value.isdigit():
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds()) if value else None
    except (TypeError, ValueError):
        return None
