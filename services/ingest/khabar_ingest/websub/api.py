"""Where hubs call: they ask whether a subscription was meant, and deliver what is new."""

import hmac
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from khabar.config import SourceSettings
from khabar.errors import Retryable
from khabar_ingest.handlers import Intake
from khabar_ingest.item import Item
from khabar_ingest.pressure import RETRY_SECONDS, Pressure
from khabar_ingest.problems import later, problem
from khabar_ingest.requests import TooLarge, body, charset
from khabar_ingest.sanitise import web_url
from khabar_ingest.text import normalise
from khabar_ingest.websub.links import header_links
from khabar_ingest.websub.signature import HEADER, is_signed
from khabar_ingest.websub.state import Subscription
from khabar_ingest.websub.subscriptions import LEASE_SECONDS, Subscriptions

_LONGEST_LEASE_SECONDS: Final = 30 * 86_400
_LONGEST_CHALLENGE: Final = 2_048
_LEASE = re.compile(r"[0-9]{1,10}")
_NOSNIFF: Final = {"x-content-type-options": "nosniff", "cache-control": "no-store"}
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class WebSubApi:
    """The one endpoint; who may call it is known by the key in its address, and by the signature of a delivery.

    Args:
        source: finds the settings of a source that may bring articles.
    """

    subscriptions: Subscriptions
    intake: Intake
    source: Callable[[str], Awaitable[SourceSettings | None]]
    pressure: Pressure
    max_bytes: int

    def routes(self) -> list[Route]:
        """The routes, which stand before the gate."""
        return [
            Route("/v1/websub/{id}", self.confirm, methods=["GET"]),
            Route("/v1/websub/{id}", self.deliver, methods=["POST"]),
        ]

    async def confirm(self, request: Request) -> Response:
        """``GET /v1/websub/{id}``: a hub asks whether we want what was asked of it, or says that it will not."""
        try:
            known = await self._known(request)
            if known is None:
                return _unknown()
            return await self._answer(request, known)
        except Retryable as error:
            return later(error)

    async def deliver(self, request: Request) -> Response:
        """``POST /v1/websub/{id}``: take what a hub delivers, as if it had been polled."""
        try:
            known, source = await self._known(request), await self.source(request.path_params["id"])
            if known is None or known.leaving or source is None:
                return await self._ended(known, request.path_params["id"])
            if self.pressure.reason:
                detail = f"{self.pressure.reason}; nothing was taken, send it again later"
                return problem(HTTPStatus.TOO_MANY_REQUESTS, detail, {"retry-after": str(RETRY_SECONDS)})
            return await self._take(request, known, source)
        except TooLarge:
            detail = f"the body is larger than {self.max_bytes} bytes"
            return problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail)
        except Retryable as error:
            return later(error)

    async def _known(self, request: Request) -> Subscription | None:
        """The subscription whose key the caller knows.

        Raises:
            Retryable: the server cannot be reached.
        """
        known = await self.subscriptions.states.get(request.path_params["id"])
        shown = request.query_params.get("key", "").encode("utf-8", "replace")
        return known if known and hmac.compare_digest(known.key.encode(), shown) else None

    async def _answer(self, request: Request, known: Subscription) -> Response:
        said, source = request.query_params, request.path_params["id"]
        mode, challenge = said.get("hub.mode", ""), said.get("hub.challenge", "")
        if said.get("hub.topic") != known.topic:
            return _unknown()
        if mode == "denied":
            return await self._denied(source, normalise(said.get("hub.reason", ""))[:200])
        if mode != ("unsubscribe" if known.leaving else "subscribe") or not 0 < len(challenge) <= _LONGEST_CHALLENGE:
            return _unknown()
        if known.leaving:
            await self.subscriptions.states.drop(source)
        else:
            await self._lease(source, said.get("hub.lease_seconds", ""))
        return PlainTextResponse(challenge, headers=_NOSNIFF)

    async def _lease(self, source: str, said: str) -> None:
        """Note a lease; a hub that names none, as those of PubSubHubbub 0.3 may, is believed to give what was asked."""
        seconds = int(said) if _LEASE.fullmatch(said) else LEASE_SECONDS
        until = self.subscriptions.now().timestamp() + min(seconds, _LONGEST_LEASE_SECONDS)
        await self.subscriptions.states.leased(source, until)
        _log.info("websub.leased", source=source, seconds=seconds)

    async def _denied(self, source: str, reason: str) -> Response:
        words = f"the hub will not push this feed: {reason or 'it gives no reason'}"
        await self.subscriptions.states.leased(source, 0)
        await self.subscriptions.states.troubled(source, words)
        _log.warning("websub.trouble", source=source, reason=words)
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def _ended(self, known: Subscription | None, source: str) -> Response:
        """Have a hub end what it delivers in vain; a source that comes back then subscribes anew."""
        if known and not known.leaving:
            await self.subscriptions.states.drop(source)
        return problem(HTTPStatus.GONE, "nothing is subscribed to here; end the subscription")

    async def _take(self, request: Request, known: Subscription, source: SourceSettings) -> Response:
        content = await body(request, self.max_bytes)
        if not is_signed(content, known.secret, request.headers.get(HEADER, "")):
            _log.warning("websub.unsigned", source=source.id)
            detail = f"{HEADER}: the signature is missing or does not fit the body under the secret of the subscription"
            return problem(HTTPStatus.FORBIDDEN, detail)
        topics = {web_url(url) for relation, url in header_links(request.headers.get("link", "")) if relation == "self"}
        if topics and known.topic not in topics:
            return problem(HTTPStatus.NOT_FOUND, "this subscription is to another topic")
        if content.strip():
            await self.intake.take(Item(content, known.topic, charset(request)), source)
        return Response(status_code=HTTPStatus.ACCEPTED)


def _unknown() -> Response:
    return problem(HTTPStatus.NOT_FOUND, "nothing like that was asked for here")
