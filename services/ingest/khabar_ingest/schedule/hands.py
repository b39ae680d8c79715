"""What one replica has in hand: polls that run, and sources that wait until others of their host are through.

Many feeds of one host have to take turns there. Only a few of them hold a place among the polls that run, so that they
do not keep everybody else's waiting; the next begins when one ends.
"""

import asyncio
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Iterable
from typing import Final
from urllib.parse import urlsplit

from khabar_ingest.schedule.board import Claim, Ending

_MOST_WAITING: Final = 64


class Hands:
    """Begins polls as there is room for them, and collects how they ended.

    Args:
        ask: polls a source; it raises nothing.
        url: the address that a source is asked at, by its id; None for one that has none.
        at_once: most polls that run at the same time.
        per_host: most of them that go to one host.
        gap: seconds between two requests to a host.
    """

    def __init__(
        self,
        ask: Callable[[Claim], Awaitable[Ending]],
        url: Callable[[str], str | None],
        *,
        at_once: int,
        per_host: int,
        gap: float,
    ) -> None:
        self._ask, self._url = ask, url
        self._at_once, self._per_host, self._gap = at_once, per_host, gap
        self._polls, self._hosts = dict[str, asyncio.Task[None]](), Counter[str]()
        self._waiting, self._stopped = dict[str, deque[Claim]](), False
        self.endings: list[Ending] = []
        self.ended = asyncio.Event()

    @property
    def ids(self) -> list[str]:
        """The sources in hand."""
        return [*self._polls, *(claim.id for queue in self._waiting.values() for claim in queue)]

    @property
    def room(self) -> int:
        """How many polls may begin."""
        return self._at_once - len(self._polls)

    def take(self, claims: Iterable[Claim]) -> None:
        """Begin with sources that were claimed, or have them wait; one too many for its host is put off."""
        held = set(self.ids)
        for claim in claims:
            if claim.id in held:  # it was lost while the server was away, and is still in hand here
                continue
            host = _host(self._url(claim.id))
            if not host or self._hosts[host] < self._per_host:
                self._begin(claim, host)
            elif len(queue := self._waiting.setdefault(host, deque())) < _MOST_WAITING:
                queue.append(claim)
            else:
                self._end(Ending(claim.id, max(1.0, len(queue) * self._gap)))

    def let_go(self, ids: Iterable[str]) -> None:
        """Forget sources that wait here and are somebody else's by now."""
        lost = set(ids)
        for host, queue in list(self._waiting.items()):
            self._keep(host, deque(claim for claim in queue if claim.id not in lost))

    def cancel(self) -> None:
        """Stop the polls that run, and begin no more."""
        self._stopped = True
        for task in self._polls.values():
            task.cancel()

    def _begin(self, claim: Claim, host: str) -> None:
        self._hosts[host] += 1
        self._polls[claim.id] = asyncio.create_task(self._poll(claim, host), name=claim.id)

    async def _poll(self, claim: Claim, host: str) -> None:
        self._end(await self._ask(claim))
        del self._polls[claim.id]
        self._hosts[host] -= 1
        if self._hosts[host] <= 0:
            del self._hosts[host]
        if (queue := self._waiting.get(host)) and not self._stopped:
            self._begin(queue.popleft(), host)
            self._keep(host, queue)

    def _end(self, ending: Ending) -> None:
        self.endings.append(ending)
        self.ended.set()

    def _keep(self, host: str, queue: deque[Claim]) -> None:
        if queue:
            self._waiting[host] = queue
        else:
            self._waiting.pop(host, None)


def _host(url: str | None) -> str:
    """The host of an address; nothing for a source that has none, or none that can be read."""
    try:
        return urlsplit(url or "").hostname or ""
    except ValueError:
        return ""
