"""Redirects: which are followed, how far, and what is taken along."""

from typing import Final

import httpx

from khabar.errors import Retryable
from khabar_ingest.fetching.fetched import Hop

_FOLLOWED: Final = {"GET": frozenset({301, 302, 303, 307, 308}), "POST": frozenset({307, 308})}
_LEFT_BEHIND: Final = ("host", "content-length")
_MOST: Final = 5


def onward(request: httpx.Request, response: httpx.Response) -> httpx.Request | None:
    """Return the request that a redirect asks for; None if the answer is none, or asks for something else than before.

    Raises:
        httpx.InvalidURL: it leads to what is no address.
    """
    said = response.headers.get("location", "").strip()
    if not said or response.status_code not in _FOLLOWED[request.method]:
        return None
    url = bare(request.url.join(said))
    headers = request.headers.copy()
    left = _LEFT_BEHIND if _origin(url) == _origin(request.url) else (*_LEFT_BEHIND, "authorization")
    for name in left:
        headers.pop(name, None)
    return httpx.Request(request.method, url, headers=headers, content=request.content, extensions=request.extensions)


def check_way(way: list[Hop], url: str) -> None:
    """Refuse to go on to an address after the ones that were visited.

    Raises:
        Retryable: it was visited already, or there were too many.
    """
    if any(hop.url == url for hop in way):
        msg = "it redirects in a circle; a server that wants cookies does so, and none are sent"
        raise Retryable(msg)
    if len(way) > _MOST:
        msg = f"more than {_MOST} redirects; give the address that they lead to"
        raise Retryable(msg)


def bare(url: httpx.URL) -> httpx.URL:
    """Return an address without a name and password, which belong in a header of the first request alone."""
    return url.copy_with(userinfo=b"") if url.userinfo else url


def _origin(url: httpx.URL) -> tuple[str, bytes, int | None]:
    return url.scheme, url.raw_host, url.port
