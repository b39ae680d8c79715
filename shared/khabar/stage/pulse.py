"""Proof of life: as long as a consumer's heartbeat key exists, nobody takes its entries away at once."""

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import structlog
from redis.asyncio import Redis
from redis.exceptions import ResponseError

from khabar.keys import Keys
from khabar.server import SERVER_ERRORS
from khabar.stage.inbox import Inbox
from khabar.stage.scripts import Scripts

BEAT_SECONDS = 1.0
LIVES_SECONDS = 5.0
RENEW_EVERY = 20
"""Beats between two renewals of the entries in hand."""

log = structlog.get_logger()


@dataclass(slots=True)
class Pulse:
    """One consumer's heartbeat; it beats on while entries are handled, claimed or waited for, until it is stopped."""

    redis: Redis
    scripts: Scripts
    keys: Keys
    group: str
    consumer: str
    inboxes: Sequence[Inbox]
    _missed: float = field(default=-LIVES_SECONDS)
    _task: asyncio.Task[None] | None = None
    _stopped: bool = False

    async def start(self) -> None:
        """Beat once, and go on in the background."""
        await self._beat()
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Stop and remove the heartbeat, so that others take over what is left at once."""
        self._stopped = True  # Python 3.11's wait_for, which the client uses, may swallow a cancellation
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        with suppress(*SERVER_ERRORS):
            await self.redis.delete(self.keys.heartbeat(self.group, self.consumer))

    @property
    def steady(self) -> bool:
        """Whether the missing heartbeat of another means anything.

        After the server was away all heartbeats have run out, and the living need time to beat again.
        """
        return time.monotonic() - self._missed >= LIVES_SECONDS

    async def alive(self, consumers: Sequence[str]) -> set[str]:
        """Those of the group's consumers that live; this one always does."""
        if not consumers:
            return {self.consumer}
        beats = await self.redis.mget([self.keys.heartbeat(self.group, name) for name in consumers])
        return {self.consumer} | {name for name, beat in zip(consumers, beats, strict=True) if beat is not None}

    async def _run(self) -> None:
        count = 0
        while not self._stopped:
            await asyncio.sleep(BEAT_SECONDS)
            count += 1
            await self._beat(renew=count % RENEW_EVERY == 0)

    async def _beat(self, *, renew: bool = False) -> None:
        life = int(LIVES_SECONDS * 1000)
        try:
            await self.scripts.beat(keys=[self.keys.heartbeat(self.group, self.consumer)], args=[life])
            if renew:
                for inbox in self.inboxes:
                    await inbox.renew()
        except (*SERVER_ERRORS, ResponseError) as error:
            self._missed = time.monotonic()
            log.warning("heartbeat.missed", stage=self.group, reason=str(error))
