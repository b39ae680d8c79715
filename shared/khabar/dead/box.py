"""Where the dead letters lie: their stream, and what was decided on them."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final, cast

from redis.asyncio import Redis

from khabar.archive import rank
from khabar.dead import decision
from khabar.dead.letter import Letter, read
from khabar.keys import Keys
from khabar.reading import Rows
from khabar.wire import Wire

_PAGE: Final = 50
_ENTRY_ID: Final = re.compile(r"[0-9]{1,20}-[0-9]{1,20}")


@dataclass(frozen=True, slots=True)
class Box:
    """The dead letters of a newsroom. ``wire`` needs the blob store: large ones have their content there."""

    redis: Redis
    keys: Keys
    wire: Wire

    @property
    def decisions(self) -> str:
        """The hash of decisions by letter."""
        return self.keys("dead-done")

    async def letters(self, *, after: str = "0-0", until: str = "+") -> AsyncIterator[Letter]:
        """All letters between two ids, oldest first."""
        while rows := await self._page(f"({after}", until):
            for letter in await self._read(rows):
                yield letter
            after = rows[-1][0]

    async def find(self, name: str) -> Letter | None:
        """The letter that an entry's id or an event's id names."""
        if _ENTRY_ID.fullmatch(name):
            found = await self._read(await self._page(name, name))
            return found[0] if found else None
        after = "0-0"
        while rows := await self._page(f"({after}", "+"):
            if named := [row for row in rows if row[1].get(b"id") == name.encode()]:
                return (await self._read(named))[0]
            after = rows[-1][0]
        return None

    async def waiting(self) -> int:
        """How many letters nobody has decided on."""
        all_of_them = await self.redis.xlen(self.keys.stream("dead"))
        if not all_of_them:
            return 0
        [(first, _)] = await self._page("-", "+", 1)
        decided = cast("list[bytes]", await self.redis.hkeys(self.decisions))
        return all_of_them - sum(rank(id_.decode()) >= rank(first) for id_ in decided)

    async def _page(self, first: str, last: str, count: int = _PAGE) -> Rows:
        rows = await self.redis.xrange(self.keys.stream("dead"), min=first, max=last, count=count)
        return [(id_.decode(), fields) for id_, fields in cast("list[tuple[bytes, dict[bytes, bytes]]]", rows)]

    async def _read(self, rows: Rows) -> list[Letter]:
        if not rows:
            return []
        raw = cast("list[bytes | None]", await self.redis.hmget(self.decisions, [id_ for id_, _ in rows]))
        decisions = [decision.decode(value) if value else None for value in raw]
        return [read(id_, fields, made, self.wire) for (id_, fields), made in zip(rows, decisions, strict=True)]
