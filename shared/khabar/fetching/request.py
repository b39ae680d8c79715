"""What is asked of a server."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal, Self
from urllib.parse import urlencode

import httpx

_SOURCES: Final = 16_384


@dataclass(frozen=True, slots=True)
class Request:
    """One request, before or after redirects.

    Args:
        url: without a name and password.
        headers: by lower-case names.
        named: the address that a person named, such as a source's.
    """

    method: Literal["GET", "POST"]
    url: httpx.URL
    headers: Mapping[str, str]
    body: bytes | None = None
    named: httpx.URL | None = None

    @classmethod
    def get(cls, url: str, headers: Mapping[str, str], named: str | None) -> Self:
        """Ask for an address; a name and password in it become a header.

        Raises:
            httpx.InvalidURL: an address is none.
        """
        source = _source(named) if named else None
        whole = source if source and named == url else httpx.URL(url)
        return cls("GET", bare(whole), {**headers, **_credentials(whole)}, named=source)

    @classmethod
    def post(cls, url: str, headers: Mapping[str, str], form: Mapping[str, str]) -> Self:
        """Send a form to an address; a name and password in it become a header.

        Raises:
            httpx.InvalidURL: the address is none.
        """
        whole = httpx.URL(url)
        kind = {"content-type": "application/x-www-form-urlencoded"}
        return cls("POST", bare(whole), {**headers, **kind, **_credentials(whole)}, urlencode(form).encode())


@lru_cache(_SOURCES)
def _source(named: str) -> httpx.URL:
    """The address of a source: the same at every poll, and dear to read."""
    return httpx.URL(named)


def bare(url: httpx.URL) -> httpx.URL:
    """Return an address without a name and password, which belong in a header of the first request alone."""
    return url.copy_with(userinfo=b"") if url.userinfo else url


def _credentials(url: httpx.URL) -> dict[str, str]:
    if not url.userinfo:
        return {}
    return {"authorization": f"Basic {b64encode(f'{url.username}:{url.password}'.encode()).decode()}"}
