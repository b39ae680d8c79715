"""The canary: every few minutes a mark goes to a target, where no reader finds it, and is read back."""

import asyncio
import secrets
import time
from typing import Final

import structlog
from redis.exceptions import RedisError

from khabar.errors import KhabarError
from khabar.metrics import CANARIES, CANARY_SECONDS
from khabar.server import passes
from khabar_publish.proving.aviary import Aviary, Flight
from khabar_publish.proving.pace import GAPS_SECONDS
from khabar_publish.proving.places import CanaryTarget, Rebased
from khabar_publish.proving.reading import Reader

FIRST_SECONDS: Final = 30.0
"""The first one goes so long after the start, so that a start is not measured."""

MISSES: Final = 2
"""So many in a row, and somebody is told."""

_PATIENCE_SECONDS: Final = 30.0
log = structlog.get_logger()


class Canary:
    """The canary of one target in this process; one replica at a time sends one.

    Args:
        every: seconds between two of them.
        patience: seconds that one may take until it counts as missing.
    """

    def __init__(  # noqa: PLR0913 - the parts that it stands between
        self,
        id_: str,
        target: CanaryTarget,
        aviary: Aviary,
        reader: Reader,
        rebase: Rebased,
        *,
        every: float,
        patience: float,
    ) -> None:
        self.target, self.silent = id_, ""
        """``silent`` says since the last one why it was not seen; empty when it was, or when only one was not."""
        self._bird, self._aviary, self._reader, self._rebase = target, aviary, reader, rebase
        self._every, self._patience = every, patience or _PATIENCE_SECONDS
        self._runs: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to send them."""
        self._runs = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Send no more."""
        if self._runs:
            self._runs.cancel()
            await asyncio.gather(self._runs, return_exceptions=True)
        await self._reader.close()

    async def _run(self) -> None:
        await asyncio.sleep(min(FIRST_SECONDS, self._every))
        while True:
            try:
                await self._once()
            except (RedisError, OSError) as error:
                say = log.warning if passes(error) else log.error
                say("canary.waiting", target=self.target, reason=str(error))
            except Exception:  # a defect must not end all canaries
                log.exception("canary.bug", target=self.target)
            await asyncio.sleep(self._every)

    async def _once(self) -> None:
        """Send one, if it is this replica's turn, and keep and tell what came of it."""
        if not await self._aviary.takes_turn(self._every):
            return
        mark = secrets.token_hex(16)
        flight = await self._fly(mark)
        if flight is None:
            return
        missed = await self._aviary.keep(flight, mark, misses=MISSES)
        self.silent = flight.why if missed >= MISSES else ""
        CANARIES.labels(self.target, "missing" if flight.why else "verified").inc()
        if not flight.why:
            CANARY_SECONDS.labels(self.target).observe(flight.seconds)
        elif missed == MISSES:
            log.error("canary.missing", target=self.target, reason=flight.why, next_step="see docs/operate/proof.md")

    async def _fly(self, mark: str) -> Flight | None:
        """Put the mark and read until it shows; None where nothing can be hidden at the target."""
        began = time.monotonic()
        try:
            async with asyncio.timeout(self._patience):
                address = await self._bird.canary(mark)
        except TimeoutError:
            return Flight(self._patience, "the target did not take it in time")
        except KhabarError as error:
            return Flight(time.monotonic() - began, str(error))
        return await self._seen(mark, self._rebase(address), began) if address else None

    async def _seen(self, mark: str, address: str, began: float) -> Flight:
        for gap in (*GAPS_SECONDS, *[GAPS_SECONDS[-1]] * 100_000):
            page = await self._reader.read(address)
            took = time.monotonic() - began
            if mark in page.text:
                return Flight(took)
            if took >= self._patience:
                what = page.failure or f"its page answered {page.status} without it"
                return Flight(took, f"{address} is no address of the target's" if page.elsewhere else what)
            await asyncio.sleep(min(gap, max(0.05, self._patience - took)))
        raise AssertionError
