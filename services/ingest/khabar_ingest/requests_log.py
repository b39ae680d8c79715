"""One log line for each request of the API."""

from http import HTTPStatus
from time import perf_counter
from typing import Final

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_QUIET: Final = ("/livez", "/readyz", "/metrics")
_log = structlog.get_logger()


class RequestLog:
    """Logs method, path, status and time of every request but the probes'."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and note how it was answered."""
        if scope["type"] != "http" or scope["path"] in _QUIET:
            await self._app(scope, receive, send)
            return
        began, status = perf_counter(), 500

        async def noting(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        try:
            await self._app(scope, receive, noting)
        finally:
            took = round((perf_counter() - began) * 1000, 1)
            # What was taken has its own line; here only what was refused is worth one.
            say = _log.debug if status < HTTPStatus.BAD_REQUEST else _log.warning
            say("api.request", method=scope["method"], path=scope["path"], status=int(status), took_ms=took)
