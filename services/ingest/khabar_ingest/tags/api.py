"""The API for people about tags."""

from functools import partial
from http import HTTPStatus
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from khabar_ingest.answers import article
from khabar_ingest.by_hand.answering import MOST_BYTES, Endpoint, answering
from khabar_ingest.gate import Gate
from khabar_ingest.problems import problem
from khabar_ingest.requests import body
from khabar_ingest.tags.locking import Locking
from khabar_ingest.tags.order import REVIEW_VERBS, TAG_VERBS, RetagOrder, ReviewOrder, ReviewVerb, TagOrder, TagVerb
from khabar_ingest.tags.register import Register

_LISTED: Final = 100
_MOST_LISTED: Final = 5_000
_UNSEEN: Final = {"cache-control": "no-store"}


class TagApi:
    """The endpoints, all behind the gate."""

    def __init__(self, register: Register, locking: Locking, gate: Gate) -> None:
        self._register, self._locking, self._gate = register, locking, gate

    def routes(self) -> list[Route]:
        """The routes, behind the gate."""

        def route(path: str, endpoint: Endpoint, method: str = "GET") -> Route:
            return Route(path, self._gate.guarded(answering(endpoint)), methods=[method])

        return [
            *(route(f"/v1/tags/{{id}}/{verb}", partial(self.rule, verb), "POST") for verb in TAG_VERBS),
            *(route(f"/v1/tags:review/{verb}", partial(self.decide, verb), "POST") for verb in REVIEW_VERBS),
            route("/v1/tags:review", self.review),
            route("/v1/tags", self.tags),
            route("/v1/tags/{id}", self.tag),
            route("/v1/articles/{id}/tags", self.locks),
            route("/v1/articles/{id}/tags", self.retag, "POST"),
        ]

    async def tags(self, request: Request) -> Response:
        """``GET /v1/tags?q=&type=&decided=``: the tags, all or some."""
        asked = request.query_params
        decided = asked.get("decided", "") in {"1", "true"}
        book = await self._register.book()
        found = list(book.listed(asked.get("q", ""), type_=asked.get("type", ""), decided=decided))
        return JSONResponse({"tags": found}, headers=_UNSEEN)

    async def tag(self, request: Request) -> Response:
        """``GET /v1/tags/{id}``: one tag, and who decided what about it."""
        book = await self._register.book()
        found = book.tag(request.path_params["id"])
        if found is None:
            return problem(HTTPStatus.NOT_FOUND, f"there is no tag {request.path_params['id']}")
        return JSONResponse(book.told(found), headers=_UNSEEN)

    async def rule(self, verb: TagVerb, request: Request) -> Response:
        """``POST /v1/tags/{id}/{verb}``: decide about a tag."""
        order = TagOrder.model_validate_json(await body(request, MOST_BYTES))
        if lack := order.lacks(verb):
            return problem(HTTPStatus.UNPROCESSABLE_ENTITY, lack)
        id_ = request.path_params["id"]
        ruling, book = await self._register.rule(verb, id_, order)
        found = book.tag(id_)
        shown = book.told(found) if found else {"id": id_}
        return JSONResponse({"outcome": "done" if ruling else "unchanged", **shown}, HTTPStatus.ACCEPTED)

    async def review(self, request: Request) -> Response:
        """``GET /v1/tags:review?limit=``: names that no table knows, the most frequent first."""
        asked = request.query_params.get("limit", "")
        most = min(_MOST_LISTED, int(asked)) if asked.isdecimal() else _LISTED
        return JSONResponse({"names": await self._register.review(most)}, headers=_UNSEEN)

    async def decide(self, verb: ReviewVerb, request: Request) -> Response:
        """``POST /v1/tags:review/{verb}``: make a tag of a name, or never."""
        order = ReviewOrder.model_validate_json(await body(request, MOST_BYTES))
        told: dict[str, Any] = {"key": order.key, "outcome": f"{verb}ed"}
        if verb == "accept":
            ruling = await self._register.accept(order)
            told |= {"id": ruling.id, "type": ruling.type, "name": ruling.name, "version": ruling.revision}
        else:
            await self._register.reject(order)
        return JSONResponse(told, HTTPStatus.ACCEPTED)

    async def locks(self, request: Request) -> Response:
        """``GET /v1/articles/{id}/tags``: what editors locked on an article, and off it."""
        id_ = article(request)
        found = await self._locking.locks(id_)
        if found is None:
            return JSONResponse({"id": id_, "added": [], "removed": []}, headers=_UNSEEN)
        return JSONResponse(found.model_dump(mode="json", exclude_none=True), headers=_UNSEEN)

    async def retag(self, request: Request) -> Response:
        """``POST /v1/articles/{id}/tags``: put tags on an article, or take them from it."""
        order = RetagOrder.model_validate_json(await body(request, MOST_BYTES))
        locks = await self._locking.retag(article(request), order)
        return JSONResponse(locks.model_dump(mode="json", exclude_none=True), HTTPStatus.ACCEPTED)
