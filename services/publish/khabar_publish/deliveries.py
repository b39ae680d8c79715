"""What waits for one target, on the server: taken under a lease, ended with a receipt, by any number of replicas."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Final

from redis.asyncio import Redis

from khabar.keys import Keys
from khabar.stage import load
from khabar.stage.due import keys_of
from khabar.target_rules import Pace
from khabar_publish.circuit import Circuit
from khabar_publish.claimed import Claimed, Ending

LEASE_SECONDS: Final = 5.0
FAIR_EVERY: Final = 4
"""Every so many claims one that is not urgent goes first, so that urgent ones without an end hold nobody up."""

_STREAMS: Final = {"published": 7, "dead": 8, "ops": 9}


@dataclass(frozen=True, slots=True)
class Claim:
    """What was taken, and how the target and what waits for it are: times are milliseconds, the server's."""

    now: int
    wait: int
    waiting: int
    in_flight: int
    breaker: "Kept"
    taken: Sequence[Claimed]


@dataclass(frozen=True, slots=True)
class Kept:
    """A target's circuit and the version under which the server keeps it."""

    circuit: Circuit = field(default_factory=Circuit)
    version: str = "0"

    @classmethod
    def read(cls, flat: Sequence[bytes]) -> "Kept":
        """From a hash's fields and values in turn."""
        text = [part.decode("utf-8", "replace") for part in flat]
        fields = dict(zip(text[::2], text[1::2], strict=True))
        return cls(Circuit.read(fields), fields.get("version", "0"))


class Deliveries:
    """The deliveries that wait for one target.

    Args:
        probe_seconds: how long one call may take, during which nobody else tries the target out.
        pace: how many deliveries may begin in how long, by all replicas together; None for as many as there are.
        burst: how many of them may begin at once.
    """

    def __init__(  # noqa: PLR0913 - what they are, and how fast they go
        self, redis: Redis, keys: Keys, target: str, *, probe_seconds: float, pace: Pace | None = None, burst: int = 1
    ) -> None:
        self.skew_ms = 0
        """What is added to the server's clock; 0 but where a test moves the time."""
        self._target = target
        self._probe_ms = int(probe_seconds * 1000)
        self._every_ms = 1000 * pace.seconds / pace.deliveries if pace else 0
        self._burst = burst
        self._name = secrets.token_hex(6)
        self._claims = 0
        self._shown = keys.shown("")
        due, urgent, flight, work = keys_of(keys, target)
        owner, lost, self._breaker = (keys.due(target, part) for part in ("owner", "lost", "breaker"))
        self._rules = [keys.due(target, part) for part in ("tried", "pace")]
        self._leases = [flight, owner]
        self._keys = [due, urgent, flight, work, owner, lost]
        self._published, self._dead, self._ops = map(keys.stream, ("published", "dead", "ops"))
        scripts = {name: load(redis, "khabar_publish", f"{name}.lua") for name in ("claim", "finish", "renew")}
        self._claim, self._finish, self._renew = scripts.values()
        self._move = load(redis, "khabar_publish", "breaker.lua")

    @property
    def paced(self) -> bool:
        """Whether only so many may begin in a time, so that what is taken has to begin at once."""
        return self._every_ms > 0

    async def claim(self, most: int) -> Claim:
        """Take up to so many deliveries, urgent ones first; a target that is not well gives out one at a time."""
        self._claims += 1
        token, fair = f"{self._name}/{self._claims}", int(self._claims % FAIR_EVERY == 0)
        lease = int(LEASE_SECONDS * 1000)
        now, wait, waiting, in_flight, probe, breaker, taken = await self._claim(
            keys=[*self._keys, self._breaker, self._published, *self._rules],
            args=[
                *(self.skew_ms, most, lease, token, self._probe_ms, fair, self._target, self._shown),
                *(self._every_ms, self._burst),
            ],
        )
        rows = Claimed.rows(taken, token, now, probe=bool(probe))
        return Claim(now, wait, waiting, in_flight, Kept.read(breaker), rows)

    async def finish(self, endings: Sequence[Ending]) -> list[bool]:
        """Write how deliveries ended; False for those whose lease was lost. Repeating it is safe."""
        told = chain.from_iterable(ending.arguments(_STREAMS) for ending in endings)
        done = await self._finish(
            keys=[*self._keys, self._published, self._dead, self._ops, *self._rules],
            args=[self.skew_ms, self._target, self._shown, self._every_ms, *told],
        )
        return [bool(ended) for ended in done]

    async def renew(self, held: Sequence[Claimed]) -> None:
        """Keep the leases of what is still under way."""
        told = chain.from_iterable((claimed.name, claimed.token) for claimed in held)
        await self._renew(keys=self._leases, args=[int(LEASE_SECONDS * 1000), *told])

    async def move(self, kept: Kept, circuit: Circuit, alarm: dict[Any, Any]) -> tuple[bool, Kept]:
        """Put the circuit into another state with its alarm, unless another replica was first; and how it is now."""
        fields = circuit.fields() | {"probing": "0"}
        flat = list(chain.from_iterable(fields.items()))
        changed, now = await self._move(
            keys=[self._breaker, self._ops],
            args=[kept.version, len(flat), *flat, *chain.from_iterable(alarm.items())],
        )
        return bool(changed), Kept.read(now)
