"""What stands before the routes: pages that are kept are answered with at once, and every answer has its policies."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from khabar_site.site import Site

_READING = frozenset({"GET", "HEAD"})


class Front:
    """Answers with a kept page without a look at the routes."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self._app, self._site = app, site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI)."""
        if scope["type"] == "http" and not scope["query_string"] and scope["method"] in _READING:
            kept = self._site.kept(scope["path"])
            if kept is not None:
                await kept(scope, receive, send)
                return
        await self._app(scope, receive, send)


class Policing:
    """Puts the usual headers on every answer that does not have its own."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self._app, self._usual = app, site.policies.usual

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI)."""

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = list(message.get("headers", ()))
                names = {name for name, _ in own}
                message = {**message, "headers": [*own, *(told for told in self._usual if told[0] not in names)]}
            await send(message)

        await self._app(scope, receive, sending)
