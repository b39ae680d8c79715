"""The canary: a mark that comes the way of articles, through the writer, and lies on a page that nothing leads to.

Whoever pushes puts it and reads it back, and so knows how long the site takes. The page is in no list, feed, map or
search, is not to be indexed, and is kept by nobody.
"""

import re
import sqlite3
from collections.abc import Iterable
from functools import partial
from typing import Final

from pydantic import BaseModel, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from khabar_site import intake
from khabar_site.ask import Ask
from khabar_site.endpoints import answering, authorise, url
from khabar_site.look import Look
from khabar_site.page import Page
from khabar_site.problems import Refused, unreadable
from khabar_site.site import Site
from khabar_site.store import Reader

PATH: Final = "/canary"
_MARK = re.compile(r"[0-9A-Za-z-]{8,64}", re.ASCII)
_NAME: Final = "canary"


class Told(BaseModel):
    """What is put."""

    mark: str


def routes(site: Site) -> list[Route]:
    """The endpoint that takes a mark."""

    async def put(request: Request) -> Response:
        authorise(site, request)
        mark = _read(await intake.body(request))
        await site.write(lambda writer: writer.change(partial(_put, mark=mark)), refusable=True)
        return JSONResponse({"url": url(site, PATH)})

    return [Route("/api/canary", answering(put), methods=["PUT"])]


def canary(reader: Reader, _look: Look, _ask: Ask) -> Page:
    """The page that shows the mark.

    Raises:
        HTTPException: 404, there is none.
    """
    row = reader.db.execute("SELECT value FROM meta WHERE name = ?", (_NAME,)).fetchone()
    if row is None:
        raise HTTPException(404)
    return Page(str(row["value"]), "text/plain; charset=utf-8", private=True)


def _read(content: bytes) -> str:
    try:
        mark = Told.model_validate_json(content).mark
    except ValidationError as error:
        raise unreadable(error) from error
    if not _MARK.fullmatch(mark):
        message = "is not 8 to 64 of 0-9, A-Z, a-z and '-'"
        raise Refused(422, f"mark {message}", [{"field": "mark", "message": message}])
    return mark


def _put(db: sqlite3.Connection, *, mark: str) -> Iterable[str]:
    """Keep the mark as what a push changes is kept: in one transaction that is told to all who follow."""
    db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (_NAME, mark))
    return (_NAME,)
