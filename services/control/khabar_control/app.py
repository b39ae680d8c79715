"""The control service: how the pipeline is doing, as a page and as JSON, and the probes."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from redis.exceptions import RedisError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from khabar import pulse
from khabar.archive import Archive
from khabar.probes import Check, routes
from khabar.server import answers, connect
from khabar_control import page
from khabar_control.access import refusal
from khabar_control.archiver import Archiver, Server
from khabar_control.janitor import Janitor
from khabar_control.settings import ControlSettings

_HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
}
Figures = dict[str, list[pulse.Row]]


def make_app(settings: ControlSettings) -> Starlette:
    """Build the service."""
    redis = connect(settings.redis_url)
    archiver = Archiver(Server(redis, settings.keys), Archive(settings.archive))
    janitor = Janitor(redis, settings.keys, Archive(settings.archive), settings.stream_hours)

    async def readiness() -> list[Check]:
        action = "start the Valkey or Redis server, or mend KHABAR_REDIS_URL"
        server = Check("server", await answers(redis), "PING", "the control room sees nothing", action)
        return [server, *archiver.checks()]

    def guarded(show: Callable[[Figures], Response]) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            if refused := refusal(request, settings.control_password):
                return refused
            try:
                return show(await pulse.collect(redis, settings.keys, settings.service_urls))
            except (RedisError, OSError) as error:
                msg = f"the Valkey or Redis server does not answer as it should: {type(error).__name__}\n"
                return PlainTextResponse(msg, 503, {"retry-after": "5"})

        return answer

    def as_page(found: Figures) -> Response:
        return HTMLResponse(page.render(settings.newsroom_config.newsroom.name, found), headers=_HEADERS)

    def as_json(found: Figures) -> Response:
        return JSONResponse(found, headers=_HEADERS)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await archiver.start()
        await janitor.start()
        yield
        await janitor.stop()
        await archiver.stop()
        await redis.aclose()

    pages = [Route("/", guarded(as_page)), Route("/api/status", guarded(as_json)), Route("/style.css", _style)]
    return Starlette(routes=[*pages, *routes(readiness)], lifespan=lifespan)


async def _style(_: Request) -> Response:
    return Response(page.STYLE, headers=_HEADERS, media_type="text/css")
