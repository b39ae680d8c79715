"""Redirects: which are followed, how far, and what is taken along."""

from dataclasses import replace
from typing import Final

import httpx

from khabar.errors import Retryable
from khabar.fetching.fetched import Hop
from khabar.fetching.request import Request, bare

_FOLLOWED: Final = {"GET": frozenset({301, 302, 303, 307, 308}), "POST": frozenset({307, 308})}
_MOST: Final = 5


def onward(request: Request, status: int, location: str) -> Request | None:
    """Return the request that a redirect asks for; None if the answer is none, or asks for something else than before.

    Raises:
        httpx.InvalidURL: it leads to what is no address.
    """
    said = location.strip()
    if not said or status not in _FOLLOWED[request.method]:
        return None
    url = bare(request.url.join(said))
    same = _origin(url) == _origin(request.url)
    headers = {name: value for name, value in request.headers.items() if same or name != "authorization"}
    return replace(request, url=url, headers=headers)


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


def _origin(url: httpx.URL) -> tuple[str, bytes, int | None]:
    return url.scheme, url.raw_host, url.port
