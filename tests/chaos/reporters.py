"""Reporters send articles and write down what was acknowledged; without an answer they send the same again."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import cycle
from typing import Any

import httpx

from khabar.audit import Acknowledged
from tests.chaos.stories import Piece

_REPORTERS = 8
_ANSWER_SECONDS = 5.0
_PAUSE_SECONDS = 0.2
_COME_AGAIN = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}


@dataclass(slots=True)
class Reporters:
    """Those who send a plan to the replicas of ingest, spread over some ``seconds``."""

    urls: Sequence[str]
    token: str
    seconds: float
    acknowledged: list[Acknowledged] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)
    _known: defaultdict[int, asyncio.Event] = field(default_factory=lambda: defaultdict(asyncio.Event))

    async def send(self, plan: Sequence[Piece]) -> None:
        """Send all pieces, each until it is acknowledged.

        Raises:
            ExceptionGroup: ingest answered what it never should.
        """
        now = asyncio.get_running_loop().time()
        waiting = iter([(now + index * self.seconds / len(plan), piece) for index, piece in enumerate(plan)])
        headers = {"authorization": f"Bearer {self.token}"}
        async with httpx.AsyncClient(headers=headers, timeout=_ANSWER_SECONDS) as client, asyncio.TaskGroup() as group:
            for _ in range(_REPORTERS):
                group.create_task(self._work(client, waiting))

    async def _work(self, client: httpx.AsyncClient, waiting: Iterator[tuple[float, Piece]]) -> None:
        for due, piece in waiting:
            await asyncio.sleep(due - asyncio.get_running_loop().time())
            if piece.version > 1:  # a source knows that its first text is in before it sends the second
                await self._known[piece.number].wait()
            self.acknowledged.append(await self._until_acknowledged(client, piece))
            self._known[piece.number].set()

    async def _until_acknowledged(self, client: httpx.AsyncClient, piece: Piece) -> Acknowledged:
        at = piece.number % len(self.urls)
        urls = cycle([*self.urls[at:], *self.urls[:at]])
        answer = None
        while answer is None:
            answer = await self._try(client, next(urls), piece)
        self.answers[answer["outcome"]] += 1
        return Acknowledged(answer["article_id"], answer["revision"], answer["outcome"], piece.headline)

    async def _try(self, client: httpx.AsyncClient, url: str, piece: Piece) -> dict[str, Any] | None:
        """Send once; None, after a pause, when no answer came or one that asks to come again."""
        try:
            response = await client.post(f"{url}/v1/articles", json=piece.document())
        except httpx.TransportError:
            await self._pause("none")
            return None
        if response.status_code in _COME_AGAIN or response.is_server_error:
            await self._pause("busy" if response.status_code in _COME_AGAIN else str(response.status_code))
            return None
        assert response.status_code == HTTPStatus.ACCEPTED, f"{response.status_code}: {response.text}"
        said: dict[str, Any] = response.json()
        return said

    async def _pause(self, answer: str) -> None:
        self.answers[answer] += 1
        await asyncio.sleep(_PAUSE_SECONDS)
