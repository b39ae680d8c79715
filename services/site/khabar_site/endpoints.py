"""What all endpoints of the push API share: who may use them, how they refuse, and how they tell an address."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from khabar.access import bears
from khabar_site import addresses
from khabar_site.problems import Refused
from khabar_site.site import Busy, Site

_AGAIN_SECONDS = 2
Endpoint = Callable[[Request], Awaitable[Response]]


def answering(endpoint: Endpoint) -> Endpoint:
    """Turn an endpoint's refusals into problem responses."""

    async def answer(request: Request) -> Response:
        try:
            return await endpoint(request)
        except Refused as refused:
            return refused.response()
        except Busy:
            wait = {"retry-after": str(_AGAIN_SECONDS)}
            return Refused(429, "too many writes are waiting for the disk; try again soon", headers=wait).response()

    return answer


def authorise(site: Site, request: Request) -> None:
    """Check that whoever asks may change the site.

    Raises:
        Refused: 401, the token is missing or wrong; 503, the site has none.
    """
    if not site.settings.push_secret:
        raise Refused(503, "no token is configured, so nothing is accepted; set KHABAR_SITE_TOKEN")
    if not is_pusher(site, request):
        raise Refused(401, "the bearer token is missing or wrong", headers={"www-authenticate": "Bearer"})


def is_pusher(site: Site, request: Request) -> bool:
    """Whether whoever asks shows the token; nobody does where the site has none."""
    secret = site.settings.push_secret
    return bool(secret) and bears(request.headers.get("authorization", ""), secret)


def url(site: Site, path: str | None) -> str | None:
    """The full address of a path of the site."""
    return site.look.base + addresses.quoted(path) if path else None
