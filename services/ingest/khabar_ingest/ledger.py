"""The states of all articles on the server: read together, and written by one script if nothing changed in between."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.resources import files
from typing import Final

from redis.asyncio import Redis

from khabar.errors import Retryable
from khabar.keys import Keys
from khabar.wire import Wire
from khabar_ingest.durability import Durability
from khabar_ingest.plan import Plan
from khabar_ingest.state import FIELDS, State

CLOSED: Final = "admission is closed until its state is rebuilt from the archive; see: khabar restore"
_CLOSED_SECONDS: Final = 5
_ADMIT: Final = files("khabar_ingest").joinpath("admit.lua").read_text("utf-8")
_ADMIT_ANYWAY: Final = _ADMIT.replace("#!lua", "#!lua flags=allow-oom", 1)
_CLOCK: Final = "return {redis.call('EXISTS', KEYS[1]), redis.call('TIME')}"
Asked = tuple[str, Sequence[str]]
"""A hash and some of its fields."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """The states. ``wire`` needs the blob store: large and sealed texts go there."""

    client: Redis
    keys: Keys
    wire: Wire
    durability: Durability = field(default_factory=Durability)

    async def read(self, asked: Sequence[Asked] = ()) -> tuple[datetime, list[list[str]]]:
        """Return the server's time, and the values of what was asked for ("" = not there).

        Raises:
            Retryable: admission is closed.
        """
        async with self.client.pipeline(transaction=False) as pipe:
            pipe.eval(_CLOCK, 1, self.keys.epoch)
            for key, fields in asked:
                pipe.hmget(key, list(fields))
            (is_open, (seconds, micros)), *found = await pipe.execute()
        if not is_open:
            raise Retryable(CLOSED, retry_after=_CLOSED_SECONDS)
        values = [[(value or b"").decode() for value in row] for row in found]
        return datetime.fromtimestamp(int(seconds) + int(micros) / 1e6, UTC), values

    async def states(self, ids: Sequence[str]) -> list[State]:
        """Return what is remembered of some articles."""
        if not ids:
            return []
        async with self.client.pipeline(transaction=False) as pipe:
            for id_ in ids:
                pipe.hgetall(self.keys.article(id_))
            hashes: list[dict[bytes, bytes]] = await pipe.execute()
        return [_state(id_, values) for id_, values in zip(ids, hashes, strict=True)]

    async def state(self, id_: str) -> tuple[datetime, State]:
        """Return the server's time and what is remembered of an article.

        Raises:
            Retryable: admission is closed.
        """
        at, [values] = await self.read([(self.keys.article(id_), FIELDS)])
        return at, State(id_, {name: value for name, value in zip(FIELDS, values, strict=True) if value})

    async def changed(self, state: State) -> bool:
        """Whether an article is no longer as it was read."""
        return (await self.state(state.id))[1] != state

    async def write(self, plans: Sequence[Plan], source: str, *, always: bool = False) -> list[bool]:
        """Write what was planned, and say which plans stand; one that does not met a change and wrote nothing.

        Args:
            plans: each of another article.
            source: whose aliases they are known by.
            always: also while the server's memory is full.

        Raises:
            Retryable: admission is closed, or too few replicas have it.
        """
        sent = [index for index, plan in enumerate(plans) if plan.writes or self.durability.replicas]
        if not sent:
            return [True] * len(plans)
        keys, arguments = self._call([plans[index] for index in sent], source)
        script = _ADMIT_ANYWAY if always else _ADMIT
        answers = await self.durability.run(self.client, script, keys, arguments)
        if b"closed" in answers:
            raise Retryable(CLOSED, retry_after=_CLOSED_SECONDS)
        refused = {index for index, answer in zip(sent, answers, strict=True) if answer != b"ok"}
        await self._drop([plans[index].dropped for index in sent if index not in refused])
        return [index not in refused for index in range(len(plans))]

    def _call(self, plans: list[Plan], source: str) -> tuple[list[str], list[str | bytes]]:
        keys = self.keys
        fixed = [keys.epoch, keys.stream("articles"), keys.lane("articles"), keys.stream("commands")]
        fixed += [keys.held, keys.waiting, keys.aliases(source)]
        others = [key for key in dict.fromkeys(key for plan in plans for key in plan.named) if key not in fixed]
        arguments = [part for plan in plans for part in plan.arguments]
        states = [keys.article(plan.decision.id) for plan in plans]
        return [*fixed, *states, *others], [str(len(plans)), str(len(FIELDS)), *FIELDS, *arguments]

    async def _drop(self, names: Sequence[str]) -> None:
        """Delete sealed texts that were shown, replaced or killed; one that cannot be deleted stays sealed."""
        blobs = self.wire.blobs
        for name in filter(None, names):
            with suppress(OSError):
                if blobs is not None:
                    await asyncio.to_thread(blobs.drop, name, sealed=True)


def _state(id_: str, found: dict[bytes, bytes]) -> State:
    fields = {name.decode(): value.decode() for name, value in found.items() if value}
    return State(id_, {name: fields[name] for name in FIELDS if name in fields})
