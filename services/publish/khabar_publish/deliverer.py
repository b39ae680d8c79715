"""Carries what waits for one target to it, several at a time, as long as the service runs."""

import asyncio
import time
from collections import deque
from typing import Final

import structlog
from redis.exceptions import RedisError

from khabar.metrics import DUE, TARGET_STATE
from khabar.server import passes
from khabar_publish import journal
from khabar_publish.attempt import Attempt, Courier
from khabar_publish.breaker import Breaker
from khabar_publish.circuit import STATES
from khabar_publish.claimed import Claimed, Ending
from khabar_publish.deliveries import LEASE_SECONDS, Claim, Deliveries
from khabar_publish.endings import Endings

LOOK_SECONDS: Final = 1.0
"""How long the deliverer waits at most before it looks again, and between two renewals of its leases."""

LEAST_WAIT_SECONDS: Final = 0.01
AWAY_SECONDS: Final = 0.5
QUICK_SECONDS: Final = 0.25
"""A target whose calls are over so soon has as many deliveries again at hand as it has calls at the same time: the way
to the server and back would keep its places empty for as long as a call."""

GRACE_SECONDS: Final = 4.0
"""How long calls under way may take when the service stops; less than a lease."""

log = structlog.get_logger()


class Deliverer:
    """One target's deliveries in this process; other replicas have their own, and leases keep them apart.

    Args:
        concurrency: calls to the target at the same time.
    """

    def __init__(
        self, deliveries: Deliveries, breaker: Breaker, courier: Courier, endings: Endings, *, concurrency: int
    ) -> None:
        self.deliveries = deliveries
        self._breaker = breaker
        self._courier = courier
        self._endings = endings
        self._concurrency = concurrency
        self._at_hand: deque[Claimed] = deque()
        self._spare = 0
        self._in_doubt = False
        self._flights: dict[asyncio.Task[Attempt], Claimed] = {}
        self._landed: list[Attempt] = []
        self._to_write: list[Ending] = []
        self._clock = (0, 0.0)
        self._renewed = self._begun = time.monotonic()
        self._awake = asyncio.Event()
        self._stopping = False
        self._runs: asyncio.Task[None] | None = None

    @property
    def target(self) -> str:
        """The target's id."""
        return self._courier.target.id

    def wake(self) -> None:
        """Say that something may be due."""
        self._awake.set()

    async def start(self) -> None:
        """Begin to deliver."""
        self._runs = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Claim nothing more, wait a little for calls under way, and hand back the rest."""
        self._stopping = True
        self.wake()
        if self._runs:
            await self._runs
        self._hand_back()
        if self._flights:
            _, late = await asyncio.wait(self._flights, timeout=GRACE_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        try:
            await self._settle()
        except (RedisError, OSError) as error:
            log.warning("delivery.unwritten", target=self.target, reason=str(error), next_step="its lease runs out")
        await self._courier.target.close()

    async def _run(self) -> None:
        while not self._stopping:
            try:
                self._awake.clear()
                await self._weigh()
                await self._renew()
                wait = await self._take()
                await self._write()
            except (RedisError, OSError) as error:
                say = log.warning if passes(error) else log.error
                say("deliverer.waiting", target=self.target, reason=str(error))
                wait = AWAY_SECONDS
            except Exception:  # a defect must not end all deliveries
                log.exception("deliverer.bug", target=self.target)
                wait = LOOK_SECONDS
            await self._rest(wait)

    async def _rest(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._awake.wait()
        except TimeoutError:
            return

    async def _take(self) -> float:
        """Claim for the free places; seconds until there may be more to do."""
        room = self._concurrency + self._spare - len(self._flights) - len(self._at_hand)
        if room < 1:
            return LOOK_SECONDS
        claim = await self.deliveries.claim(room)
        self._breaker.kept, self._clock = claim.breaker, (claim.now, time.monotonic())
        self._at_hand.extend(claim.taken)
        self._begin()
        self._measure(claim)
        if claim.wait < 0 or len(claim.taken) == room:
            return LOOK_SECONDS
        return min(LOOK_SECONDS, max(LEAST_WAIT_SECONDS, claim.wait / 1000))

    def _begin(self) -> None:
        """Call for what is at hand, as far as there are places; not while a failure is not weighed.

        It is handed back when its leases may have run out.
        """
        now = time.monotonic()
        if now - self._renewed > LEASE_SECONDS / 2:
            self._hand_back()
        if self._in_doubt or self._stopping:
            return
        while self._at_hand and len(self._flights) < self._concurrency:
            claimed = self._at_hand.popleft()
            task = asyncio.create_task(self._courier.attempt(claimed))
            self._flights[task] = claimed
            self._begun = now
            task.add_done_callback(self._land)

    def _hand_back(self) -> None:
        """Have what was not called for wait again."""
        self._to_write += [Ending(claimed, again=claimed.work, unused=True) for claimed in self._at_hand]
        self._at_hand.clear()

    def _land(self, task: asyncio.Task[Attempt]) -> None:
        claimed = self._flights.pop(task)
        if task.cancelled() and self._courier.target.blind:
            return  # its lease runs out, and whoever claims it next knows that it may have been made
        if task.cancelled():
            self._to_write.append(Ending(claimed, again=claimed.work, doubtful=True))
        else:
            self._landed.append(task.result())
            self._in_doubt = self._in_doubt or task.result().error is not None
            self._begin()
        self.wake()

    async def _settle(self) -> None:
        """Write how calls ended that came back: first what they say about the target, then each delivery."""
        await self._weigh()
        await self._write()

    async def _weigh(self) -> None:
        """Move the target's circuit as calls say that came back, and decide how each of them ends."""
        if self._landed:
            attempts, now = list(self._landed), self._now()
            circuit = await self._breaker.weigh(attempts, now)
            del self._landed[: len(attempts)]
            self._in_doubt = any(attempt.error for attempt in self._landed)
            for attempt in attempts:
                ending = self._endings.of(attempt, circuit, now)
                journal.write(self.target, attempt, ending, circuit)
                self._to_write.append(ending)
            well = circuit.state == "closed" and not self._courier.target.blind and not self.deliveries.paced
            quick = max(attempt.took for attempt in attempts) < QUICK_SECONDS
            self._spare = self._concurrency if well and quick else 0
            if circuit.state != "closed":
                self._hand_back()
            self._begin()

    async def _write(self) -> None:
        """Write how deliveries ended."""
        if self._to_write:
            endings = list(self._to_write)
            for ending, held in zip(endings, await self.deliveries.finish(endings), strict=True):
                if not held:
                    log.warning("delivery.lost", target=self.target, article=ending.claimed.name)
            del self._to_write[: len(endings)]
            if any(ending.unused for ending in endings):
                self.wake()  # another may go in its place

    async def _renew(self) -> None:
        now = time.monotonic()
        if now - self._renewed < LOOK_SECONDS:
            return
        if now - self._renewed > LEASE_SECONDS / 2:
            self._hand_back()  # somebody else may have it by now, and no renewal gives it back to us
        if self._at_hand and now - self._begun > LOOK_SECONDS:
            self._spare = 0
            self._hand_back()  # calls hang; another replica may have a place
        if held := [*self._flights.values(), *self._at_hand]:
            await self.deliveries.renew(held)
        self._renewed = now

    def _now(self) -> int:
        """The server's time, from its last answer on by our own stop-watch."""
        then, watch = self._clock
        return then + int((time.monotonic() - watch) * 1000)

    def _measure(self, claim: Claim) -> None:
        DUE.labels(self.target, "waiting").set(claim.waiting)
        DUE.labels(self.target, "in flight").set(claim.in_flight)
        for state in STATES:
            TARGET_STATE.labels(self.target, state).set(state == claim.breaker.circuit.state)
