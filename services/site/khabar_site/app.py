"""The site's web application: its routes, its headers, and its answers when something is wrong."""

import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from khabar.probes import Check
from khabar.probes import routes as probe_routes
from khabar_site import linking, lists
from khabar_site.ask import View
from khabar_site.background import working
from khabar_site.page import Page
from khabar_site.problems import Refused
from khabar_site.push import Push
from khabar_site.routes import PAGES
from khabar_site.site import Site

_HEADERS = [
    (
        b"content-security-policy",
        (
            b"default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' https:; form-action 'self'; "
            b"base-uri 'none'; frame-ancestors 'none'"
        ),
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
]


def create_app(site: Site) -> Starlette:
    """The application over an opened site, which it closes when it stops."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with working(site):
            yield
        site.close()

    async def failed(request: Request, error: Exception) -> Response:
        return _wrong(site, request, error)

    routes = [
        *(Route(path, _page(site, view)) for path, view in PAGES),
        Route("/search", _page(site, lists.search, kept=False)),
        Route("/static/{name}", _static(site)),
        *Push(site).routes,
        *linking.routes(site),
        *probe_routes(lambda: _readiness(site)),
    ]
    handlers = {HTTPException: failed, Exception: failed}
    return Starlette(routes=routes, lifespan=lifespan, exception_handlers=handlers, middleware=[Middleware(_Headers)])


class _Headers:
    """Puts the policy headers on every response."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *_HEADERS]
            await send(message)

        await self._app(scope, receive, sending)


def _page(site: Site, view: View, *, kept: bool = True) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        reply = await site.reply(view, request, kept=kept)
        return reply.answer(request)

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
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = error.headers if isinstance(error, HTTPException) else None
    if request.scope["path"].startswith("/api/"):
        detail = error.detail if isinstance(error, HTTPException) else "the site failed; its log says why"
        return Refused(status, detail, headers=headers).response()
    say = site.look.voice.say
    told = status if site.look.voice.phrases.has(f"notices.title_{status}") else 400
    title, lines = say(f"notices.title_{told}"), [say(f"notices.line_{told}")]
    text = site.look.render("notice.html", title=title, headline="", lines=lines, at=None)
    response = Page(text, status=status, robots="noindex").answer(request)
    response.headers.update(headers or {})
    return response


async def _readiness(site: Site) -> list[Check]:
    impact, action = "readers see no pages", "look at the disk and at the site's log; restore the file from a backup"
    try:
        await site.read(lambda reader: reader.article(sid=""))
    except (sqlite3.Error, OSError) as error:
        return [Check("database", ok=False, detail=str(error), impact=impact, action=action)]
    return [Check("database", ok=True)]
