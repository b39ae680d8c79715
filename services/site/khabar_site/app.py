"""The site's web application: its routes, its headers, and its answers when something is wrong."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from http import HTTPStatus

import structlog
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from khabar.probes import Check
from khabar.probes import routes as probe_routes
from khabar_site import canary, changelog, linking, search_page
from khabar_site.ask import View
from khabar_site.background import working
from khabar_site.drafting import Drafting
from khabar_site.ending import heard
from khabar_site.failures import is_away
from khabar_site.gate import Front, Policing
from khabar_site.live import Live
from khabar_site.page import HTML
from khabar_site.pictures import serving
from khabar_site.problems import Refused
from khabar_site.push import Push
from khabar_site.routes import PAGES
from khabar_site.site import Site

_AGAIN_SECONDS = "30"
_SEARCHES = 4  # at once; searches may be slow, and whoever reads pages must not wait for them


def create_app(site: Site) -> ASGIApp:
    """The application over an opened site, which it closes when it stops."""
    live = Live(site)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with working(site):
            with heard(live.end):
                yield
        site.close()

    async def failed(request: Request, error: Exception) -> Response:
        return _wrong(site, request, error)

    routes = [
        *(Route(path, _page(site, view)) for path, view in PAGES),
        Route("/search", _search(site)),
        *live.routes,
        Route("/static/{name}", _static(site)),
        *Push(site).routes,
        *linking.routes(site),
        *canary.routes(site),
        *Drafting(site).routes,
        *changelog.routes(site),
        *serving.routes(site),
        *probe_routes(lambda: _readiness(site)),
    ]

    async def away(request: Request, error: Exception) -> Response:
        if not is_away(error):
            raise error  # a bug: told as such, and logged with its way through the code
        structlog.get_logger().error("site.unreadable", path=request.scope["path"], error=str(error))
        return _wrong(site, request, error)

    handlers = {HTTPException: failed, sqlite3.Error: away, Exception: failed}
    app = Starlette(routes=routes, lifespan=lifespan, exception_handlers=handlers)
    return Front(Policing(app, site), site)


def _page(site: Site, view: View) -> Callable[[Request], Awaitable[ASGIApp]]:
    async def endpoint(request: Request) -> ASGIApp:
        return await site.reply(view, request, kept=True)

    return endpoint


def _search(site: Site) -> Callable[[Request], Awaitable[ASGIApp]]:
    view, free = search_page.search, asyncio.Semaphore(_SEARCHES)

    async def endpoint(request: Request) -> ASGIApp:
        async with free:
            return await site.reply(view, request, kept=False)

    return endpoint


def _static(site: Site) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        asset = site.look.assets.files.get(request.path_params["name"])
        if asset is None:
            raise HTTPException(404)
        headers = {"cache-control": "public, max-age=31536000, immutable"}
        return Response(asset.content, headers=headers, media_type=asset.media_type)

    return endpoint


def _wrong(site: Site, request: Request, error: Exception) -> Response:
    """Say what is wrong: to programs as a problem, to readers as a page."""
    status, headers = _status(error), dict(getattr(error, "headers", None) or {})
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers.setdefault("retry-after", _AGAIN_SECONDS)
    if request.scope["path"].startswith("/api/"):
        detail = error.detail if isinstance(error, HTTPException) else "the site failed; its log says why"
        return Refused(status, detail, headers=headers).response()
    usual = {"cache-control": "no-cache", "x-robots-tag": "noindex"}
    return Response(site.look.notices.page(status), status, usual | headers, HTML)


def _status(error: Exception) -> int:
    if isinstance(error, HTTPException):
        return error.status_code
    return HTTPStatus.SERVICE_UNAVAILABLE if is_away(error) else HTTPStatus.INTERNAL_SERVER_ERROR


async def _readiness(site: Site) -> list[Check]:
    impact, action = "readers see no pages", "look at the disk and at the site's log; restore the file from a backup"
    try:
        await site.read(lambda reader: reader.article(sid=""))
    except (sqlite3.Error, OSError) as error:
        return [Check("database", ok=False, detail=str(error), impact=impact, action=action)]
    return [Check("database", ok=True), _followers(site)]


def _followers(site: Site) -> Check:
    """Whether all who follow the site were told its changes in time; readers are served either way."""
    detail = "; ".join(f"{name}: {reason}" for name, reason in sorted(site.behind.items()))
    impact = "what is removed here may still be seen in content networks, search engines and feed readers"
    action = "see that the addresses in [site] of newsroom.toml answer; what was not told is told again by itself"
    return Check("followers", not detail, detail, detail and impact, detail and action, vital=False)
