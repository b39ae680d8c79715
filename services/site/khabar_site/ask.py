"""What a reader asks of a page: the parts of its path, where a list goes on, and the words of a search."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from starlette.exceptions import HTTPException
from starlette.requests import Request

from khabar_site.look import Look
from khabar_site.page import Reply
from khabar_site.store import Reader
from khabar_site.store.lists import START, Cursor

_CURSOR = re.compile(r"(-?\d{1,15})\.([a-z2-7]{12})")
QUERY_LETTERS = 200


@dataclass(frozen=True, slots=True)
class Ask:
    """A request as views see it; ``path`` is unquoted, ``now`` lies in the newsroom's zone."""

    path: str
    params: dict[str, str]
    before: str
    query: str
    now: datetime

    @classmethod
    def of(cls, request: Request, now: datetime) -> Self:
        """Read a request."""
        query = request.query_params
        return cls(
            request.scope["path"],
            dict(request.path_params),
            query.get("before", ""),
            " ".join(query.get("q", "")[:QUERY_LETTERS].split()),
            now,
        )

    @property
    def cursor(self) -> Cursor:
        """Where a list goes on.

        Raises:
            HTTPException: 400, the address is not one that the site printed.
        """
        if not self.before:
            return START
        found = _CURSOR.fullmatch(self.before)
        if not found:
            raise HTTPException(400, "no such place in a list; begin again without ?before=")
        return int(found[1]), found[2]


View = Callable[[Reader, Look, Ask], Reply]
