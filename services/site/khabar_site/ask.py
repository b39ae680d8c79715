"""What a reader asks of a page: the parts of its path, where a list goes on, and the words of a search."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from starlette.exceptions import HTTPException
from starlette.requests import Request

from khabar_site.look import Look
from khabar_site.page import Reply
from khabar_site.store import Reader
from khabar_site.store.lists import START, Cursor

_BAD_CURSOR = "no such place in a list; begin again with the list's first page"
_CURSOR = re.compile(r"(-?\d{1,15})\.([a-z2-7]{12})(?:\.(\d{1,9}))?", re.ASCII)
_MOMENTS = range(-(10**14), 253_370_764_800_000)
"""The milliseconds since 1970 that can be told as a date: up to the year 9998."""
QUERY_LETTERS = 200


@dataclass(frozen=True, slots=True)
class Ask:
    """A request as views see it; ``path`` is unquoted, ``now`` lies in the newsroom's zone.

    ``before`` is where a list goes on, told by the path or by the query; ``fields`` are all those of the query.
    """

    path: str
    params: dict[str, str]
    before: str
    query: str
    now: datetime
    fields: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, request: Request, now: datetime) -> Self:
        """Read a request."""
        query = request.query_params
        return cls(
            request.scope["path"],
            dict(request.path_params),
            request.path_params.get("cursor", query.get("before", "")),
            " ".join(query.get("q", "")[:QUERY_LETTERS].split()),
            now,
            {name: value[:QUERY_LETTERS] for name, value in query.items()},
        )

    @property
    def cursor(self) -> Cursor:
        """Where a list goes on.

        Raises:
            HTTPException: 404 or, for a query, 400: the address is not one that the site printed.
        """
        if not self.before:
            return START
        found = _CURSOR.fullmatch(self.before)
        if not found or int(found[1]) not in _MOMENTS:
            raise HTTPException(404 if "cursor" in self.params else 400, _BAD_CURSOR)
        return int(found[1]), found[2]

    @property
    def step(self) -> int:
        """Which of a correction's revisions a list of them goes on after; 0 where it tells none."""
        found = _CURSOR.fullmatch(self.before)
        return int(found[3] or 0) if found else 0


View = Callable[[Reader, Look, Ask], Reply]
