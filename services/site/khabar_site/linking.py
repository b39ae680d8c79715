"""The push API for what ties articles together: related links, copies of one text, and running stories."""

from collections.abc import Callable
from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from khabar_site import changes, intake
from khabar_site.endpoints import Endpoint, answering, authorise, is_pusher, url
from khabar_site.problems import Refused
from khabar_site.site import Site
from khabar_site.store import Reader, copies, links, stories, ways


class _Kind(NamedTuple):
    """One kind of ties: where it is put, in what form, and how what is held and where it is shown are read."""

    path: str
    form: type[changes.Tied]
    known_id: Callable[[str], str]
    held: Callable[[Reader, str], dict[str, Any] | None]
    shown_at: Callable[[Reader, str], str | None]


def routes(site: Site) -> list[Route]:
    """All endpoints over a site; what they take may come before the articles that it is about."""
    return [
        route
        for kind in _KINDS
        for route in (
            Route(kind.path, answering(_putting(site, kind)), methods=["PUT"]),
            Route(kind.path, answering(_reading(site, kind)), methods=["GET"]),
        )
    ]


def _putting(site: Site, kind: _Kind) -> Endpoint:
    """Show what is told, unless newer is known."""

    async def put(request: Request) -> Response:
        authorise(site, request)
        id_ = kind.known_id(request.path_params["id"])
        tie = changes.read(kind.form, await intake.body(request), id_)
        outcome = await site.write(lambda writer: writer.tie(tie), refusable=True)
        path = await site.read(lambda reader: kind.shown_at(reader, id_))
        return JSONResponse({"state": outcome, "url": url(site, path)})

    return put


def _reading(site: Site, kind: _Kind) -> Endpoint:
    """Say what the site holds; to those who may not push the version alone, since words may be those of what left."""

    async def read_back(request: Request) -> Response:
        id_ = request.path_params["id"]
        held = await site.read(lambda reader: kind.held(reader, id_))
        if held is None:
            raise Refused(404, f"nothing was told that the site could show at {request.url.path}")
        told = held if is_pusher(site, request) else {"version": held["version"]}
        return JSONResponse({"id": id_, **told})

    return read_back


def _related(reader: Reader, id_: str) -> dict[str, Any] | None:
    held = links.held(reader.db, id_)
    return held and {"version": held[0], "related": [link.model_dump(exclude={"headline"}) for link in held[1]]}


def _copies(reader: Reader, id_: str) -> dict[str, Any] | None:
    held = copies.held(reader.db, id_)
    if held is None:
        return None
    told = [reporter.model_dump() for reporter in held.also_reported_by]
    return held._asdict() | {"also_reported_by": told, "copies": list(held.copies)}


def _story(reader: Reader, id_: str) -> dict[str, Any] | None:
    held = stories.told(reader.db, id_)
    if held is None:
        return None
    told = [article.model_dump(mode="json") for article in stories.articles(reader, id_)]
    return {"version": held.version, "name": held.name, "into": held.into, "articles": told}


def _page(reader: Reader, id_: str) -> str | None:
    return ways.address(reader.db, id_)


def _story_page(reader: Reader, id_: str) -> str | None:
    final = stories.final(reader.db, id_)
    return f"/story/{final.id}" if final and stories.timeline(reader, final.id) else None


_KINDS = (
    _Kind("/api/articles/{id}/related", changes.Links, intake.known_id, _related, _page),
    _Kind("/api/articles/{id}/copies", changes.Copies, intake.known_id, _copies, _page),
    _Kind("/api/stories/{id}", changes.Story, changes.story_id, _story, _story_page),
)
