"""The push API: publish puts revisions here, takes articles away, and reads back what the site holds."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from khabar import EnrichedRevision
from khabar.metrics import SITE_WRITES
from khabar_site import intake, tagging
from khabar_site.analysis import analysis
from khabar_site.endpoints import answering, authorise, url
from khabar_site.problems import Refused
from khabar_site.removals import removal
from khabar_site.site import Site
from khabar_site.store import Answer, Outcome, Reader, ways
from khabar_site.store.reader import Found

_STATUS = {Outcome.CREATED: 201, Outcome.CONFLICT: 409, Outcome.KILLED: 410}


class Push:
    """The API's endpoints over one site."""

    def __init__(self, site: Site) -> None:
        self._site = site

    @property
    def routes(self) -> list[Route]:
        """All routes of the API."""
        return [
            Route("/api/articles:batch", answering(self.batch), methods=["POST"]),
            Route("/api/articles/{id}", answering(self.put), methods=["PUT"]),
            Route("/api/articles/{id}", answering(self.delete), methods=["DELETE"]),
            Route("/api/articles/{id}", answering(self.read_back), methods=["GET"]),
            Route("/api/articles/{id}/analysis", answering(self.analysis), methods=["GET"]),
            Route("/api/tags/{id}", answering(self.rule), methods=["PUT"]),
            Route("/api/tags/{id}", answering(self.ruling), methods=["GET"]),
        ]

    async def put(self, request: Request) -> Response:
        """Show a revision, unless a newer one or a removal is known."""
        authorise(self._site, request)
        article_id = intake.known_id(request.path_params["id"])
        revision = intake.article(await intake.body(request), article_id)
        answer = (await self._push([revision]))[0]
        return JSONResponse(self._told(answer), _STATUS.get(answer.outcome, 200))

    async def batch(self, request: Request) -> Response:
        """Show several revisions in one transaction; one that cannot be read does not stop the others."""
        authorise(self._site, request)
        read = [_read(item) for item in intake.batch(await intake.body(request))]
        answers = iter(await self._push([item for item in read if not isinstance(item, Refused)]))
        results = [item.body if isinstance(item, Refused) else self._result(next(answers)) for item in read]
        return JSONResponse({"results": results})

    async def delete(self, request: Request) -> Response:
        """Take an article away."""
        authorise(self._site, request)
        article_id = intake.known_id(request.path_params["id"])
        wanted = removal(request.query_params, datetime.now(UTC))
        answer = await self._site.write(lambda writer: writer.remove(article_id, wanted))
        SITE_WRITES.labels(answer.outcome.value).inc()
        return JSONResponse(self._told(answer))

    async def read_back(self, request: Request) -> Response:
        """Say what the site holds of an article."""
        article_id = request.path_params["id"]
        found, path = await self._site.read(lambda reader: _held(reader, article_id))
        if found is None:
            raise Refused(404, f"the site knows no article {article_id}")
        return JSONResponse(
            {
                "state": found.standing.state.value,
                "article_id": found.id,
                "revision": found.standing.known_revision,
                "content_sha256": found.standing.content_sha256,
                "push_sha256": found.standing.push_sha256,
                "url": url(self._site, path),
                "duplicate_of": found.duplicate_of,
            }
        )

    async def analysis(self, request: Request) -> Response:
        """Tell what was found out about a live article."""
        article_id = request.path_params["id"]
        found = await self._site.read(lambda reader: analysis(reader, article_id))
        if found is None:
            raise Refused(404, f"the site shows no article {article_id}")
        return JSONResponse(found)

    async def rule(self, request: Request) -> Response:
        """Show a tag as editors decided, unless a later decision is known."""
        authorise(self._site, request)
        id_ = request.path_params["id"]
        ruling = tagging.ruling(await intake.body(request), id_)
        outcome = await self._site.write(lambda writer: writer.rule(ruling), refusable=True)
        held = await self._site.read(lambda reader: tagging.held(reader, id_))
        return JSONResponse({"state": outcome, "url": url(self._site, held["path"]), **held})

    async def ruling(self, request: Request) -> Response:
        """Say what the site holds of a tag's ruling."""
        id_ = request.path_params["id"]
        return JSONResponse(await self._site.read(lambda reader: tagging.held(reader, id_)))

    async def _push(self, revisions: Sequence[EnrichedRevision]) -> list[Answer]:
        answers = await self._site.write(lambda writer: writer.push(revisions), refusable=True)
        for answer in answers:
            SITE_WRITES.labels(answer.outcome.value).inc()
        return answers

    def _result(self, answer: Answer) -> dict[str, Any]:
        return {"status": _STATUS.get(answer.outcome, 200), **self._told(answer)}

    def _told(self, answer: Answer) -> dict[str, Any]:
        return {
            "state": answer.outcome.value,
            "article_id": answer.article_id,
            "revision": answer.revision,
            "content_sha256": answer.content_sha256,
            "url": url(self._site, answer.path),
        }


def _read(item: object) -> EnrichedRevision | Refused:
    try:
        return intake.item(item)
    except Refused as refused:
        return refused


def _held(reader: Reader, article_id: str) -> tuple[Found | None, str | None]:
    return reader.article(article_id=article_id), ways.address(reader.db, article_id)
