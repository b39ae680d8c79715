"""The one place from which ingest reaches out over HTTP; rules about where it may go belong here."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

import httpx

from khabar.errors import Rejected, Retryable

_MAX_REDIRECTS: Final = 5
_HEADERS: Final = {
    "user-agent": "Khabar/0.1 (newsroom feed reader)",
    "accept": "application/atom+xml, application/rss+xml, application/feed+json, text/html;q=0.8, */*;q=0.5",
}


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer: its status, its headers, where it came from in the end, and its bytes."""

    status: int
    headers: Mapping[str, str]
    url: str
    content: bytes

    @property
    def charset(self) -> str | None:
        """The encoding that the transport named."""
        _, _, name = self.headers.get("content-type", "").lower().partition("charset=")
        return name.split(";")[0].strip(" \"'") or None


def client(seconds: float) -> httpx.AsyncClient:
    """Make the client that fetches go through."""
    return httpx.AsyncClient(
        headers=_HEADERS, timeout=seconds, follow_redirects=True, max_redirects=_MAX_REDIRECTS, trust_env=False
    )


async def fetch(
    through: httpx.AsyncClient, url: str, *, max_bytes: int, seconds: float, headers: Mapping[str, str] | None = None
) -> Fetched:
    """Fetch an address, whatever its status.

    Raises:
        Retryable: it could not be reached, or took longer than ``seconds`` in all.
        Rejected: the address is not http(s), or the answer is larger than ``max_bytes``.
    """
    if urlsplit(url).scheme not in {"http", "https"}:
        msg = f"{url}: only http and https addresses can be fetched"
        raise Rejected(msg)
    try:
        async with asyncio.timeout(seconds), through.stream("GET", url, headers=dict(headers or {})) as response:
            content = await _read(response, max_bytes)
            return Fetched(response.status_code, response.headers, str(response.url), content)
    except (httpx.HTTPError, TimeoutError) as error:
        msg = f"{url}: cannot be fetched ({str(error) or type(error).__name__})"
        raise Retryable(msg) from error
    except httpx.InvalidURL as error:
        msg = f"{url}: is not a valid address ({error})"
        raise Rejected(msg) from error


async def _read(response: httpx.Response, max_bytes: int) -> bytes:
    """Read the decompressed body and give up as soon as it is too large."""
    parts, size = [], 0
    async for part in response.aiter_bytes():
        parts.append(part)
        size += len(part)
        if size > max_bytes:
            advice = "raise KHABAR_MAX_ITEM_BYTES if it is meant"
            msg = f"{response.url}: the answer is larger than {max_bytes} bytes; {advice}"
            raise Rejected(msg)
    return b"".join(parts)
