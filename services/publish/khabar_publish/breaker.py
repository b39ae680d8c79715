"""A target's circuit as all replicas share it."""

import secrets
from collections.abc import Sequence
from typing import Any, cast

from khabar.events import make
from khabar.models import Report
from khabar.wire import Wire
from khabar_publish import journal
from khabar_publish.attempt import Attempt
from khabar_publish.circuit import Alarm, Circuit
from khabar_publish.deliveries import Deliveries, Kept
from khabar_publish.endings import weigh


class Breaker:
    """Moves the circuit of one target as tries say; ``kept`` is the state that was last seen on the server."""

    def __init__(self, deliveries: Deliveries, target: str, wire: Wire) -> None:
        self.kept = Kept()
        self._deliveries = deliveries
        self._target = target
        self._wire = wire

    async def weigh(self, attempts: Sequence[Attempt], now: int) -> Circuit:
        """The circuit after some tries; when another replica moved it meanwhile, they are weighed on its state."""
        probed = any(attempt.claimed.probe for attempt in attempts)
        while True:
            circuit, alarm = self.kept.circuit, None
            for attempt in attempts:
                circuit, raised = weigh(circuit, attempt, now)
                alarm = raised or alarm
            if circuit == self.kept.circuit and not probed:
                return circuit
            changed, self.kept = await self._deliveries.move(self.kept, circuit, self._told(alarm, circuit))
            if changed:
                if alarm:
                    journal.alarm(self._target, alarm, circuit)
                return circuit

    def _told(self, alarm: Alarm | None, circuit: Circuit) -> dict[Any, Any]:
        if alarm is None:
            return {}
        report = Report(
            about=self._target, message=circuit.reason or "it answers again", figures={"since": circuit.since}
        )
        source, nonce = f"khabar/publish/{self._target}", secrets.token_hex(8)
        event = make(alarm, report, source=source, subject=self._target, target=nonce)
        return cast("dict[Any, Any]", self._wire.encode(event))
