"""The API for people about the related links of articles."""

from http import HTTPStatus
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from khabar.models import LinkLocks
from khabar_ingest.answers import article
from khabar_ingest.by_hand.answering import MOST_BYTES, Endpoint, answering
from khabar_ingest.gate import Gate
from khabar_ingest.links.locking import Linking
from khabar_ingest.links.order import LinkOrder
from khabar_ingest.requests import body

_PATH: Final = "/v1/articles/{id}/links"
_UNSEEN: Final = {"cache-control": "no-store"}


class LinkApi:
    """The endpoints, behind the gate."""

    def __init__(self, linking: Linking, gate: Gate) -> None:
        self._linking, self._gate = linking, gate

    def routes(self) -> list[Route]:
        """The routes, behind the gate."""

        def route(endpoint: Endpoint, method: str = "GET") -> Route:
            return Route(_PATH, self._gate.guarded(answering(endpoint)), methods=[method])

        return [route(self.locks), route(self.order, "POST")]

    async def locks(self, request: Request) -> Response:
        """``GET /v1/articles/{id}/links``: what editors decided about an article's links."""
        id_ = article(request)
        found = await self._linking.locks(id_)
        return JSONResponse(_told(found or LinkLocks(id=id_, revision=1)), headers=_UNSEEN)

    async def order(self, request: Request) -> Response:
        """``POST /v1/articles/{id}/links``: pin, block or freeze, and the other way round."""
        order = LinkOrder.model_validate_json(await body(request, MOST_BYTES))
        answer = await self._linking.order(article(request), order)
        return JSONResponse(_told(answer.locks) | answer.undone, HTTPStatus.ACCEPTED)


def _told(locks: LinkLocks) -> dict[str, Any]:
    found: dict[str, Any] = locks.model_dump(mode="json", exclude_none=True)
    return found
