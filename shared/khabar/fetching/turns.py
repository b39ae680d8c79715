"""Turns: how often and how widely each host is asked."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from khabar.errors import Retryable

_HOSTS_BEFORE_SWEEPING: Final = 1024


@dataclass(slots=True)
class _Host:
    """What is known of a host: who is there or waits, and when the next may start; times are the event loop's."""

    places: asyncio.Semaphore
    present: int = 0
    next_at: float = 0.0
    held_until: float = 0.0


class Resting(Retryable):
    """A host asked for rest, and so it was not asked: nothing is known to be wrong with the place itself."""


class Turns:
    """Lets few requests at a time go to a host, with a gap between their starts.

    Args:
        gap_seconds: least time between the starts of two requests to a host.
        per_host: most requests to a host at a time.
    """

    def __init__(self, *, gap_seconds: float, per_host: int) -> None:
        self._gap, self._per_host = gap_seconds, per_host
        self._hosts: dict[str, _Host] = {}
        self._sweep_at = _HOSTS_BEFORE_SWEEPING

    @asynccontextmanager
    async def turn(self, host: str, patience: float) -> AsyncIterator[None]:
        """Wait for a turn of at most ``patience`` seconds, and keep it until the block ends.

        Raises:
            Resting: the host asked for rest.
            Retryable: too many wait for it already.
        """
        record = self._record(host)
        self._check_rest(host, record)
        record.present += 1
        try:
            await self._place(host, record, patience)
            try:
                await self._start(record)
                self._check_rest(host, record)
                yield
            finally:
                record.places.release()
        finally:
            record.present -= 1

    def hold(self, host: str, seconds: float) -> None:
        """Leave a host alone for some time, because it asked for it; of two wishes the longer one stands."""
        record = self._record(host)
        record.held_until = max(record.held_until, asyncio.get_running_loop().time() + seconds)

    async def _place(self, host: str, record: _Host, patience: float) -> None:
        if not record.places.locked():
            await record.places.acquire()  # at once, and without the cost of a timer
            return
        try:
            async with asyncio.timeout(patience):
                await record.places.acquire()
        except TimeoutError as error:
            msg = f"{host}: {record.present - 1} other fetches go there first; poll its sources less often"
            raise Retryable(msg, retry_after=patience) from error

    async def _start(self, record: _Host) -> None:
        now = asyncio.get_running_loop().time()
        start = max(now, record.next_at)
        record.next_at = start + self._gap
        if start > now:
            await asyncio.sleep(start - now)

    def _check_rest(self, host: str, record: _Host) -> None:
        left = record.held_until - asyncio.get_running_loop().time()
        if left > 0:
            msg = f"{host} asked to be left alone; it is asked again in {left:.0f} seconds"
            raise Resting(msg, retry_after=left)

    def _record(self, host: str) -> _Host:
        if host not in self._hosts:
            if len(self._hosts) >= self._sweep_at:
                self._sweep()
            self._hosts[host] = _Host(asyncio.Semaphore(self._per_host))
        return self._hosts[host]

    def _sweep(self) -> None:
        """Forget the hosts of which there is nothing to remember; the next sweep is when there are twice as many."""
        now = asyncio.get_running_loop().time()
        kept = {
            host: each for host, each in self._hosts.items() if each.present or max(each.next_at, each.held_until) > now
        }
        self._hosts, self._sweep_at = kept, max(_HOSTS_BEFORE_SWEEPING, 2 * len(kept))
