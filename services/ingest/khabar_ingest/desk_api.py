"""The API for people: commands about articles, and what waits for them."""

from functools import partial
from http import HTTPStatus
from typing import Any, Final

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from khabar.errors import Retryable
from khabar_ingest.answers import article, mistakes
from khabar_ingest.commanding import VERBS, Order, Verb
from khabar_ingest.decision import Decision
from khabar_ingest.desk import Desk
from khabar_ingest.gate import Gate
from khabar_ingest.problems import later, problem
from khabar_ingest.requests import TooLarge, body
from khabar_ingest.settings import IngestSettings
from khabar_ingest.telling import Places

_PROBLEMS: Final = {"unknown": HTTPStatus.NOT_FOUND, "refused": HTTPStatus.CONFLICT}
_UNSEEN: Final = {"cache-control": "no-store"}


class DeskApi:
    """The endpoints, all behind the gate."""

    def __init__(self, desk: Desk, settings: IngestSettings, gate: Gate) -> None:
        self._desk, self._settings, self._gate = desk, settings, gate

    def routes(self) -> list[Route]:
        """The routes."""
        guarded = self._gate.guarded
        verbs = [
            Route(f"/v1/articles/{{id}}/{verb}", guarded(partial(self.command, verb)), methods=["POST"])
            for verb in VERBS
        ]
        held = Route("/v1/held", guarded(self.held))
        return [*verbs, held, Route("/v1/held/{id}", guarded(self.review))]

    async def command(self, verb: Verb, request: Request) -> Response:
        """``POST /v1/articles/{id}/{verb}``: decide about an article."""
        try:
            id_ = article(request)
            order = Order.model_validate_json(await body(request, self._settings.max_item_bytes))
            if lack := order.lacks(verb):
                return problem(HTTPStatus.UNPROCESSABLE_ENTITY, lack)
            decision, places = await self._desk.obey(verb, id_, order)
        except ValidationError as error:
            return problem(HTTPStatus.UNPROCESSABLE_ENTITY, mistakes(error))
        except TooLarge:
            detail = f"the body is larger than {self._settings.max_item_bytes} bytes"
            return problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail)
        except Retryable as error:
            return later(error)
        return _answer(decision, places)

    async def held(self, _: Request) -> Response:
        """``GET /v1/held``: what waits for a time or a person; no text."""
        try:
            return JSONResponse({"held": await self._desk.held()}, headers=_UNSEEN)
        except Retryable as error:
            return later(error)

    async def review(self, request: Request) -> Response:
        """``GET /v1/held/{id}``: the text that waits, for whoever decides about it; nobody may keep it."""
        try:
            found = await self._desk.review(article(request))
        except Retryable as error:
            return later(error)
        if found is None:
            return problem(HTTPStatus.NOT_FOUND, f"no text of article {request.path_params['id']} waits")
        return Response(found.to_json(), headers=_UNSEEN, media_type="application/json")


def _answer(decision: Decision, places: Places) -> Response:
    if decision.kind in _PROBLEMS:
        return problem(_PROBLEMS[decision.kind], decision.reason)
    told: dict[str, Any] = {
        "article_id": decision.id,
        "revision": decision.revision,
        "outcome": decision.kind,
        "urls": places.urls,
        "targets": places.targets,
    }
    return JSONResponse(told, HTTPStatus.ACCEPTED)
