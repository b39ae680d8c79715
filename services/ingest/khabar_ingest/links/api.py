"""The API for people about the related links of articles."""

from http import HTTPStatus
from typing import Any, Final

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from khabar.errors import Retryable
from khabar.models import LinkLocks
from khabar_ingest.answers import article, mistakes
from khabar_ingest.gate import Gate
from khabar_ingest.links.locking import Linking
from khabar_ingest.links.order import LinkOrder
from khabar_ingest.problems import later, problem
from khabar_ingest.requests import TooLarge, body
from khabar_ingest.tags.deciding import Refusal

_MOST_BYTES: Final = 100_000
_PATH: Final = "/v1/articles/{id}/links"
_UNSEEN: Final = {"cache-control": "no-store"}


class LinkApi:
    """The endpoints, behind the gate."""

    def __init__(self, linking: Linking, gate: Gate) -> None:
        self._linking, self._gate = linking, gate

    def routes(self) -> list[Route]:
        """The routes, behind the gate."""
        guarded = self._gate.guarded
        return [Route(_PATH, guarded(self.locks)), Route(_PATH, guarded(self.order), methods=["POST"])]

    async def locks(self, request: Request) -> Response:
        """``GET /v1/articles/{id}/links``: what editors decided about an article's links."""
        id_ = article(request)
        try:
            found = await self._linking.locks(id_)
        except Retryable as error:
            return later(error)
        return JSONResponse(_told(found or LinkLocks(id=id_, revision=1)), headers=_UNSEEN)

    async def order(self, request: Request) -> Response:
        """``POST /v1/articles/{id}/links``: pin, block or freeze, and the other way round."""
        try:
            order = LinkOrder.model_validate_json(await body(request, _MOST_BYTES))
            answer = await self._linking.order(article(request), order)
        except ValidationError as error:
            return problem(HTTPStatus.UNPROCESSABLE_ENTITY, mistakes(error))
        except TooLarge:
            return problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"the body is larger than {_MOST_BYTES} bytes")
        except Refusal as refusal:
            return problem(HTTPStatus.NOT_FOUND if refusal.unknown else HTTPStatus.CONFLICT, str(refusal))
        except Retryable as error:
            return later(error)
        return JSONResponse(_told(answer.locks) | answer.undone, HTTPStatus.ACCEPTED)


def _told(locks: LinkLocks) -> dict[str, Any]:
    found: dict[str, Any] = locks.model_dump(mode="json", exclude_none=True)
    return found
