"""Answering for pictures: their files, which never change, and what became of one, for those who may push."""

import re
from datetime import UTC, datetime
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from khabar_site import surrogates
from khabar_site.endpoints import answering, authorise
from khabar_site.pictures.shelf import Shelf
from khabar_site.problems import Refused
from khabar_site.site import Site
from khabar_site.store import Reader, picturing

_FILE = re.compile(r"([0-9a-f]{32})-([1-9][0-9]{0,4})\.webp")


def routes(site: Site) -> list[Route]:
    """The routes of pictures."""
    files = Files(site)
    return [
        Route("/pictures/{file}", files.answer),
        Route("/api/pictures", answering(files.tell), methods=["GET"]),
    ]


class Files:
    """The pictures that a site serves: none but those that a live article shows at the moment of asking."""

    def __init__(self, site: Site) -> None:
        self._site, self._shelf = site, Shelf.beside(site.settings.site_database)
        shared = "" if site.look.config.site.purge_url else "s-maxage=300, "  # a killed article's picture must leave
        self._lasting = f"public, max-age=31536000, {shared}immutable"

    async def answer(self, request: Request) -> Response:
        """One file of a picture."""
        asked = _FILE.fullmatch(request.path_params["file"])
        if asked is None:
            raise HTTPException(404)
        name, width = asked[1], int(asked[2])
        content = await self._site.read(lambda reader: self._content(reader, name, width))
        if content is None:
            raise HTTPException(404)
        headers = {
            "cache-control": self._lasting,
            "etag": f'"{name}-{width}"',
            "surrogate-key": surrogates.picture(name),
        }
        if headers["etag"] in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(content, headers=headers, media_type="image/webp")

    async def tell(self, request: Request) -> Response:
        """What became of the picture at an address."""
        authorise(self._site, request)
        url = request.query_params.get("url", "")
        found = await self._site.read(lambda reader: picturing.told(reader.db, url))
        if found is None:
            raise Refused(404, "no live article shows a picture of this address; ask with ?url=https://…")
        return JSONResponse(_told(found))

    def _content(self, reader: Reader, name: str, width: int) -> bytes | None:
        files = picturing.shown(reader.db, name)
        if files is None or width not in files.widths:
            return None
        try:
            return self._shelf.path(name, width).read_bytes()
        except OSError:
            return None


def _told(found: dict[str, Any]) -> dict[str, Any]:
    """What is known, with moments as ISO dates and the files by their paths."""
    widths = [int(width) for width in (found.pop("widths") or "").split(",") if width]
    name = found.pop("name")
    return {
        **found,
        "at": _moment(found["at"]),
        "due_at": _moment(found["due_at"]) if found["state"] == "wanted" else None,
        "files": [f"/pictures/{name}-{width}.webp" for width in widths],
    }


def _moment(value: int) -> str | None:
    return datetime.fromtimestamp(value / 1000, UTC).isoformat() if value else None
