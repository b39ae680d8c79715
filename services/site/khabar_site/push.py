"""The push API: publish puts revisions here, takes articles away, and reads back what the site holds."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from khabar import EnrichedRevision
from khabar.access import bears
from khabar.metrics import SITE_WRITES
from khabar_site import addresses, content, intake, tagging
from khabar_site.problems import Refused
from khabar_site.removals import removal
from khabar_site.site import Site
from khabar_site.store import Answer, Outcome, Reader, State

_STATUS = {Outcome.CREATED: 201, Outcome.CONFLICT: 409, Outcome.KILLED: 410}
_SHOWN = {State.LIVE, State.WITHDRAWN}
Endpoint = Callable[[Request], Awaitable[Response]]


class Push:
    """The API's endpoints over one site."""

    def __init__(self, site: Site) -> None:
        self._site = site

    @property
    def routes(self) -> list[Route]:
        """All routes of the API."""
        return [
            Route("/api/articles:batch", _answering(self.batch), methods=["POST"]),
            Route("/api/articles/{id}", _answering(self.put), methods=["PUT"]),
            Route("/api/articles/{id}", _answering(self.delete), methods=["DELETE"]),
            Route("/api/articles/{id}", _answering(self.read_back), methods=["GET"]),
            Route("/api/articles/{id}/analysis", _answering(self.analysis), methods=["GET"]),
            Route("/api/tags/{id}", _answering(self.rule), methods=["PUT"]),
            Route("/api/tags/{id}", _answering(self.ruling), methods=["GET"]),
        ]

    async def put(self, request: Request) -> Response:
        """Show a revision, unless a newer one or a removal is known."""
        self._authorise(request)
        article_id = intake.known_id(request.path_params["id"])
        revision = intake.article(await intake.body(request), article_id)
        answer = (await self._push([revision]))[0]
        return JSONResponse(self._told(answer), _STATUS.get(answer.outcome, 200))

    async def batch(self, request: Request) -> Response:
        """Show several revisions in one transaction; one that cannot be read does not stop the others."""
        self._authorise(request)
        read = [_read(item) for item in intake.batch(await intake.body(request))]
        answers = iter(await self._push([item for item in read if not isinstance(item, Refused)]))
        results = [item.body if isinstance(item, Refused) else self._result(next(answers)) for item in read]
        return JSONResponse({"results": results})

    async def delete(self, request: Request) -> Response:
        """Take an article away."""
        self._authorise(request)
        article_id = intake.known_id(request.path_params["id"])
        wanted = removal(request.query_params, datetime.now(UTC))
        answer = await self._site.write(lambda writer: writer.remove(article_id, wanted))
        SITE_WRITES.labels(answer.outcome.value).inc()
        return JSONResponse(self._told(answer))

    async def read_back(self, request: Request) -> Response:
        """Say what the site holds of an article."""
        article_id = request.path_params["id"]
        found = await self._site.read(lambda reader: reader.article(article_id=article_id))
        if found is None:
            raise Refused(404, f"the site knows no article {article_id}")
        return JSONResponse(
            {
                "state": found.standing.state.value,
                "article_id": found.id,
                "revision": found.standing.known_revision,
                "content_sha256": found.standing.content_sha256,
                "push_sha256": found.standing.push_sha256,
                "url": self._url(found.path) if found.standing.state in _SHOWN else None,
            }
        )

    async def analysis(self, request: Request) -> Response:
        """Tell what was found out about a live article."""
        article_id = request.path_params["id"]
        revision = await self._site.read(lambda reader: _live(reader, article_id))
        if revision is None:
            raise Refused(404, f"the site shows no article {article_id}")
        return JSONResponse(_analysis(revision))

    async def rule(self, request: Request) -> Response:
        """Show a tag as editors decided, unless a later decision is known."""
        self._authorise(request)
        id_ = request.path_params["id"]
        ruling = tagging.ruling(await intake.body(request), id_)
        outcome = await self._site.write(lambda writer: writer.rule(ruling))
        held = await self._site.read(lambda reader: tagging.held(reader, id_))
        return JSONResponse({"state": outcome, "url": self._url(held["path"]), **held})

    async def ruling(self, request: Request) -> Response:
        """Say what the site holds of a tag's ruling."""
        id_ = request.path_params["id"]
        return JSONResponse(await self._site.read(lambda reader: tagging.held(reader, id_)))

    async def _push(self, revisions: Sequence[EnrichedRevision]) -> list[Answer]:
        answers = await self._site.write(lambda writer: writer.push(revisions))
        for answer in answers:
            SITE_WRITES.labels(answer.outcome.value).inc()
        return answers

    def _authorise(self, request: Request) -> None:
        secret = self._site.settings.push_secret
        if not secret:
            raise Refused(503, "no token is configured, so nothing is accepted; set KHABAR_SITE_TOKEN")
        if not bears(request.headers.get("authorization", ""), secret):
            raise Refused(401, "the bearer token is missing or wrong", headers={"www-authenticate": "Bearer"})

    def _result(self, answer: Answer) -> dict[str, Any]:
        return {"status": _STATUS.get(answer.outcome, 200), **self._told(answer)}

    def _told(self, answer: Answer) -> dict[str, Any]:
        return {
            "state": answer.outcome.value,
            "article_id": answer.article_id,
            "revision": answer.revision,
            "content_sha256": answer.content_sha256,
            "url": self._url(answer.path),
        }

    def _url(self, path: str | None) -> str | None:
        return self._site.look.base + addresses.quoted(path) if path else None


def _answering(endpoint: Endpoint) -> Endpoint:
    """Turn refusals into problem responses."""

    async def answer(request: Request) -> Response:
        try:
            return await endpoint(request)
        except Refused as refused:
            return refused.response()

    return answer


def _read(item: object) -> EnrichedRevision | Refused:
    try:
        return intake.item(item)
    except Refused as refused:
        return refused


def _live(reader: Reader, article_id: str) -> EnrichedRevision | None:
    found = reader.article(article_id=article_id)
    if found is None or found.standing.state is not State.LIVE:
        return None
    shown = reader.shown(found.number)
    return shown.public if shown else None


def _analysis(revision: EnrichedRevision) -> dict[str, Any]:
    """The enrichment's findings; those that quote the body only where the body may be shown."""
    everywhere = {"tags", "dates", "section", "topics"}
    quoting = {"attributions", "single_anonymous_source", "facts", "subjects", "keyphrases"}
    told = everywhere | (quoting if content.rights(revision) == "full" else set())
    found = revision.enrichment.model_dump(mode="json", include=told, exclude_none=True)
    return {"article_id": revision.id, "revision": revision.revision, **found}
