"""Looks at what a target shows after each receipt, several pages at a time, as long as the service runs."""

import asyncio
import time
from typing import Final

import structlog
from redis.exceptions import RedisError

from khabar.events import Event
from khabar.metrics import PROOF_SECONDS, PROOFS, PROOFS_SKIPPED
from khabar.server import passes
from khabar.wire import Wire
from khabar_publish.proving import pace
from khabar_publish.proving.looking import Looker
from khabar_publish.proving.sought import Finding, Sought
from khabar_publish.proving.telling import missing, seconds, verified
from khabar_publish.proving.waiting import Taken, Waiting

AT_ONCE: Final = 4
"""Pages of one target that are read at the same time by each replica."""

LIMIT_SECONDS: Final = 25.0
"""How long a look with all its lists may take; less than a lease."""

_REST_SECONDS: Final = 1.0
_AWAY_SECONDS: Final = 0.5
log = structlog.get_logger()


class Prover:
    """The proofs of one target in this process; other replicas have their own, and leases keep them apart.

    Args:
        patience: how many seconds a page may take before it is told to be missing.
        per_second: how many looks begin in a second at most.
    """

    def __init__(self, target: str, waiting: Waiting, looker: Looker, *, patience: float, per_second: float) -> None:
        self.target, self.waiting = target, waiting
        self._looker, self._patience = looker, patience
        self._gap, self._next = 1 / per_second, 0.0
        self._looks: dict[asyncio.Task[None], Taken] = {}
        self._awake = asyncio.Event()
        self._stopping = False
        self._runs: asyncio.Task[None] | None = None

    async def put(self, sought: Sought, rank: int) -> None:
        """Have a receipt proved, soon; one that would be too many is left out and counted."""
        if await self.waiting.put(sought, rank):
            self._awake.set()
        else:
            PROOFS_SKIPPED.labels(self.target).inc()

    async def start(self) -> None:
        """Begin to look."""
        self._runs = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Begin no further look, and hand back those under way, for another replica or the next start."""
        self._stopping = True
        self._awake.set()
        if self._runs:
            await self._runs
        looks = dict(self._looks)
        for look in looks:
            look.cancel()
        await asyncio.gather(*looks, return_exceptions=True)
        for look, taken in looks.items():
            if look.cancelled():
                await self._hand_back(taken)
        await self._looker.reader.close()

    async def _hand_back(self, taken: Taken) -> None:
        try:
            await self.waiting.end(taken, None, taken.sought)
        except (RedisError, OSError) as error:
            log.warning("proof.unwritten", target=self.target, reason=str(error), next_step="its lease runs out")

    async def _run(self) -> None:
        while not self._stopping:
            self._awake.clear()
            try:
                wait = await self._take()
            except (RedisError, OSError) as error:
                say = log.warning if passes(error) else log.error
                say("prover.waiting", target=self.target, reason=str(error))
                wait = _AWAY_SECONDS
            except Exception:  # a defect must not end all proofs
                log.exception("prover.bug", target=self.target)
                wait = _REST_SECONDS
            await self._rest(wait)

    async def _rest(self, wait: float) -> None:
        try:
            async with asyncio.timeout(wait):
                await self._awake.wait()
        except TimeoutError:
            return

    async def _take(self) -> float:
        """Begin looks for the free places, at the pace that is allowed; seconds until there may be more to do."""
        pause = self._next - time.monotonic()
        if pause > 0 or len(self._looks) >= AT_ONCE:
            await asyncio.sleep(max(0.0, pause))
            return 0.0 if len(self._looks) < AT_ONCE else _REST_SECONDS
        due = await self.waiting.take(1)
        for taken in due.taken:
            self._next = time.monotonic() + self._gap
            look = asyncio.create_task(self._look(taken, due.now))
            self._looks[look] = taken
            look.add_done_callback(self._landed)
        if due.taken:
            return 0.0
        return _REST_SECONDS if due.wait is None else min(_REST_SECONDS, due.wait)

    def _landed(self, look: asyncio.Task[None]) -> None:
        self._looks.pop(look, None)
        self._awake.set()

    async def _look(self, taken: Taken, then: int) -> None:
        began = time.monotonic()
        try:
            if taken.sought is None:
                log.error("proof.unreadable", target=self.target, article=taken.name)
                await self.waiting.end(taken, None)
                return
            finding = await self._found(taken.sought, max(0.0, (then - taken.sought.since) / 1000))
            await self._end(taken, taken.sought, finding, then + int((time.monotonic() - began) * 1000))
        except (RedisError, OSError) as error:
            log.warning("proof.unwritten", target=self.target, reason=str(error), next_step="its lease runs out")
        except Exception:  # what is in hand is looked at again when its lease ran out
            log.exception("proof.bug", target=self.target, article=taken.name)

    async def _found(self, sought: Sought, age: float) -> Finding:
        try:
            async with asyncio.timeout(LIMIT_SECONDS):
                return await self._looker.look(sought, age)
        except TimeoutError:
            return Finding(why=f"the page and its lists were not read within {LIMIT_SECONDS:g} s")

    async def _end(self, taken: Taken, sought: Sought, finding: Finding, now: int) -> None:
        """Write what a look came to; only what was written is counted."""
        if finding.seen:
            if await self._tell(taken, verified(sought, finding, now)):
                self._count(sought, finding.seen, now)
            return
        later = sought.model_copy(update={"looks": sought.looks + 1})
        wait = None if finding.hopeless else pace.wait(later.looks, (now - sought.since) / 1000, self._patience)
        if sought.missing:
            await self.waiting.end(taken, None)
        elif wait is not None:
            await self.waiting.end(taken, None, later, wait)
        else:
            await self._miss(taken, later, finding, now)

    async def _miss(self, taken: Taken, sought: Sought, finding: Finding, now: int) -> None:
        """Tell that the page is missing, and look once more much later unless that is of no use."""
        again = None if finding.hopeless else sought.model_copy(update={"missing": True})
        if await self._tell(taken, missing(sought, finding.why, now), again):
            self._count(sought, "missing", now)
            log.error(
                "publication.missing",
                target=self.target,
                article=sought.receipt.id,
                revision=sought.receipt.revision,
                url=sought.url,
                reason=finding.why,
                next_step="look at the page, and at what stands between it and readers",
            )

    async def _tell(self, taken: Taken, event: Event, again: Sought | None = None) -> bool:
        return await self.waiting.end(taken, Wire().encode(event), again, pace.ONCE_MORE_SECONDS if again else 0.0)

    def _count(self, sought: Sought, outcome: str, now: int) -> None:
        PROOFS.labels(self.target, outcome).inc()
        if outcome != "missing":
            PROOF_SECONDS.labels(self.target).observe(seconds(sought, now))
