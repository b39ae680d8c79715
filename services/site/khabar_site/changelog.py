"""The log of changes for programs: which keys each change bumped, so that copies elsewhere can be forgotten."""

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from khabar_site.endpoints import Endpoint, answering, authorise
from khabar_site.problems import Refused, unreadable
from khabar_site.site import Site
from khabar_site.store import Reader, changed
from khabar_site.store.changed import Change


class _Wanted(BaseModel):
    since: Annotated[int, Field(ge=0, lt=2**63)] = 0
    limit: Annotated[int, Field(ge=1, le=1000)] = 100


def routes(site: Site) -> list[Route]:
    """The endpoint over a site."""
    return [Route("/api/changes", answering(_telling(site)), methods=["GET"])]


def _telling(site: Site) -> Endpoint:
    """Tell the changes after one."""

    async def tell(request: Request) -> Response:
        authorise(site, request)
        try:
            wanted = _Wanted.model_validate(dict(request.query_params))
        except ValidationError as error:
            raise unreadable(error, what="query") from error
        return JSONResponse(await site.read(lambda reader: _told(reader, wanted)))

    return tell


def _told(reader: Reader, wanted: _Wanted) -> dict[str, Any]:
    newest = changed.latest(reader.db)
    if not changed.oldest(reader.db) - 1 <= wanted.since <= newest:
        told = f"the changes after {wanted.since} are not kept; forget everything and go on from {newest}"
        raise Refused(410, told)
    changes = changed.since(reader.db, wanted.since, wanted.limit)
    following = changes[-1].seq if changes else wanted.since
    return {"changes": [_row(change) for change in changes], "next": following, "latest": newest}


def _row(change: Change) -> dict[str, Any]:
    at = datetime.fromtimestamp(change.at / 1000, UTC).isoformat(timespec="milliseconds")
    return {"seq": change.seq, "at": at, "keys": sorted(change.keys)}
