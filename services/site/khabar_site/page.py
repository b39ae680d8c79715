"""A page as it is kept and answered: body, type, and the tag by which a browser asks whether it has changed."""

import hashlib
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from khabar_site import addresses

HTML = "text/html; charset=utf-8"
_MAX_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Page:
    """Something to answer with; readers ask anew each time (no-cache), and get 304 while nothing has changed.

    Args:
        keys: what it was made of (`khabar_site.surrogates`); a page without any is good until the next change.
        until: when its words are no more true by themselves, such as how long ago something was.
    """

    text: str
    media_type: str = HTML
    status: int = 200
    robots: str = ""
    keys: frozenset[str] = frozenset()
    until: datetime | None = None
    body: bytes = field(init=False)
    etag: str = field(init=False)

    def __post_init__(self) -> None:
        body = self.text.encode("utf-8", "replace")
        object.__setattr__(self, "body", body)
        object.__setattr__(self, "etag", f'"{hashlib.sha256(body).hexdigest()[:24]}"')

    def answer(self, request: Request) -> Response:
        """The response to one request."""
        headers = {"etag": self.etag, "cache-control": "no-cache"}
        if self.robots:
            headers["x-robots-tag"] = self.robots
        if self.status == HTTPStatus.OK and _knows(request, self.etag):
            return Response(status_code=304, headers=headers)
        return Response(self.body, self.status, headers, self.media_type)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The page lies at another path (unquoted)."""

    path: str

    def answer(self, _request: Request) -> Response:
        """A lasting redirect; like a page it is asked for anew each time, because an article may come back."""
        return RedirectResponse(addresses.quoted(self.path), 301, {"cache-control": "no-cache"})


Reply = Page | Elsewhere


class Cache:
    """The newest pages made, each good for one version of the site; bounded by their size."""

    def __init__(self) -> None:
        self._pages: OrderedDict[tuple[str, str], Page] = OrderedDict()
        self._version = -1
        self._bytes = 0

    def get(self, key: tuple[str, str], version: int) -> Page | None:
        """The page made for this version, if it is still here."""
        if version != self._version:
            self._pages.clear()
            self._version, self._bytes = version, 0
        page = self._pages.get(key)
        if page is not None:
            self._pages.move_to_end(key)
        return page

    def put(self, key: tuple[str, str], version: int, page: Page) -> None:
        """Keep a page that was read when the site had this version."""
        if version != self._version or key in self._pages:
            return
        self._pages[key] = page
        self._bytes += len(page.body)
        while self._bytes > _MAX_BYTES:
            self._bytes -= len(self._pages.popitem(last=False)[1].body)


def _knows(request: Request, etag: str) -> bool:
    known = request.headers.get("if-none-match", "")
    return known == "*" or etag in (part.strip().removeprefix("W/") for part in known.split(","))
