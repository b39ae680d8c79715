"""Drafts: editors put an article here and look at it under an address that nobody can guess, for some hours."""

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Annotated

from pydantic import BaseModel, Field, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from khabar_site import intake
from khabar_site.ask import Ask
from khabar_site.endpoints import answering, authorise, url
from khabar_site.look import Look
from khabar_site.page import Page
from khabar_site.problems import Refused, unreadable
from khabar_site.site import Site
from khabar_site.store import Reader, drafts
from khabar_site.tickets import Ticket, digest

SWEPT_SECONDS = 60


class _Wanted(BaseModel):
    hours: Annotated[int, Field(ge=1, le=168)] = 24


class Drafting:
    """The endpoints for drafts over one site."""

    def __init__(self, site: Site) -> None:
        self._site = site

    @property
    def routes(self) -> list[Route]:
        """All routes: two of the push API, and the page."""
        return [
            Route("/api/drafts/{id}", answering(self.put), methods=["PUT"]),
            Route("/api/drafts/{id}", answering(self.delete), methods=["DELETE"]),
            Route("/draft/{ticket}", self.show),
        ]

    async def put(self, request: Request) -> Response:
        """Keep a draft, in place of an earlier one of its article, and tell where it can be seen and how long."""
        authorise(self._site, request)
        article_id = intake.known_id(request.path_params["id"])
        hours = _hours(request)
        content = await intake.body(request)
        revision = intake.draft(content, article_id)
        expires = int((self._site.clock() + timedelta(hours=hours)).timestamp())
        ticket = Ticket(article_id, digest(content), expires)
        if not await self._site.write(lambda writer: writer.draft(revision, ticket.digest, expires), refusable=True):
            raise Refused(410, f"article {article_id} was killed")
        signed = ticket.signed(self._site.settings.push_secret)
        told = datetime.fromtimestamp(expires, UTC).isoformat()
        return JSONResponse({"url": url(self._site, f"/draft/{signed}"), "expires": told}, 201)

    async def delete(self, request: Request) -> Response:
        """Forget a draft; its address is gone."""
        authorise(self._site, request)
        article_id = intake.known_id(request.path_params["id"])
        await self._site.write(lambda writer: writer.change(lambda db: drafts.drop(db, article_id)))
        return JSONResponse({"state": "removed", "article_id": article_id})

    async def show(self, request: Request) -> ASGIApp:
        """Show a draft to whoever has its address."""
        return await self._site.reply(partial(_page, self._site.settings.push_secret), request, kept=False)


async def sweeping(site: Site) -> None:
    """Forget the drafts that have had their time."""
    while True:
        await _sweep(site, site.clock().timestamp())
        await asyncio.sleep(SWEPT_SECONDS)


async def _sweep(site: Site, now: float) -> None:
    if await site.read(lambda reader: drafts.are_over(reader.db, now)):
        await site.write(lambda writer: writer.change(lambda db: drafts.sweep(db, now)))


def _page(secret: str, reader: Reader, look: Look, ask: Ask) -> Page:
    """The page of a draft, or a notice that its time is over.

    Raises:
        HTTPException: 404, nobody was given this address.
    """
    ticket = Ticket.read(ask.params["ticket"], secret)
    if ticket is None:
        raise HTTPException(404)
    now = ask.now.timestamp()
    shown = drafts.shown(reader.db, ticket.article_id, ticket.digest, look.zone) if now < ticket.expires else None
    if shown is None:
        lines = [look.voice.say("drafts.over_line")]
        text = look.render("notice.html", title=look.voice.say("drafts.over"), headline="", lines=lines, at=None)
        return Page(text, status=410, private=True)
    expires = datetime.fromtimestamp(ticket.expires, look.zone)
    return Page(look.render_draft(shown, expires), private=True)


def _hours(request: Request) -> int:
    try:
        return _Wanted.model_validate(dict(request.query_params)).hours
    except ValidationError as error:
        raise unreadable(error, what="query") from error
