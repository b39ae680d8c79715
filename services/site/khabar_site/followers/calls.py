"""One call to an address that the newsroom configured: bounded in time, never redirected, its answer's text unread."""

import asyncio
from http import HTTPStatus
from typing import Any, Literal

import httpx
import structlog

from khabar.metrics import SITE_PINGS

Kind = Literal["hub", "indexnow", "purge"]
_SECONDS = 15.0
_LATER = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS}
_LONGEST_WAIT = 3600.0


class Failed(Exception):
    """A call that did not come through and is to be made again; ``wait`` is how long they asked to be left alone."""

    def __init__(self, why: str, wait: float = 0.0) -> None:
        super().__init__(why)
        self.wait = wait


def client() -> httpx.AsyncClient:
    """A client that follows no redirect and reads no settings of the machine."""
    return httpx.AsyncClient(timeout=_SECONDS, follow_redirects=False, trust_env=False)


async def post(using: httpx.AsyncClient, kind: Kind, url: str, **content: Any) -> bool:  # noqa: ANN401 - what httpx sends
    """Send something; False where it was refused for good, which is logged and not tried again.

    Raises:
        Failed: it may work later.
    """
    try:
        async with asyncio.timeout(_SECONDS), using.stream("POST", url, **content) as response:
            status, wait = response.status_code, _wait(response)
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
        SITE_PINGS.labels(kind, "failed").inc()
        msg = f"no answer ({type(error).__name__})"
        raise Failed(msg) from error
    if response.is_success:
        SITE_PINGS.labels(kind, "told").inc()
        return True
    if response.is_client_error and status not in _LATER:
        SITE_PINGS.labels(kind, "refused").inc()
        structlog.get_logger().warning("site.ping_refused", kind=kind, status=status)
        return False
    SITE_PINGS.labels(kind, "failed").inc()
    msg = f"answered {status}"
    raise Failed(msg, wait)


def _wait(response: httpx.Response) -> float:
    told = response.headers.get("retry-after", "")
    return min(float(told), _LONGEST_WAIT) if told.isascii() and told.isdigit() else 0.0
