"""What the archiver reads from the server and tells it."""

import secrets
from collections.abc import Mapping
from typing import Any, cast

from redis.asyncio import Redis

from khabar import STREAMS, Keys, Wire, make
from khabar.archive import Row, lift
from khabar.models import Report
from khabar.stage import load
from khabar_control.archiver.standing import StreamState

_PACKAGE = "khabar_control.archiver"
_AT_ONCE = 64
"""Entries of a stream in one read: what the server puts together to answer counts as its memory."""
Positions = Mapping[str, str]


class Server:
    """The streams of one newsroom, seen from their archive."""

    def __init__(self, redis: Redis, keys: Keys) -> None:
        self._redis, self._keys = redis, keys
        self._streams = {keys.stream(name): name for name in STREAMS}
        self._look, self._tell, self._close, self._report = (
            load(redis, _PACKAGE, f"{name}.lua") for name in ("look", "tell", "close", "report")
        )

    async def look(self, archived: Positions) -> tuple[str, dict[str, StreamState]]:
        """The epoch ("" without one) and how every stream stands, in one moment."""
        keys = [self._keys.epoch, *self._streams]
        epoch, *found = await self._look(keys=keys, args=[archived[name] for name in STREAMS])
        states = {
            name: StreamState(newest.decode(), first.decode(), deleted.decode(), bool(there), gone)
            for name, (newest, first, deleted, there, gone) in zip(STREAMS, found, strict=True)
        }
        return epoch.decode(), states

    async def read(self, archived: Positions, milliseconds: int) -> dict[str, list[Row]]:
        """Entries behind those archived, waiting for the first of them for a while."""
        positions = {key: archived[name] for key, name in self._streams.items()}
        answer = cast("Any", await self._redis.xread(cast("Any", positions), count=_AT_ONCE, block=milliseconds))
        pairs = answer.items() if isinstance(answer, dict) else answer or []
        return {self._streams[key.decode()]: _rows(entries) for key, entries in pairs}

    async def tell(self, archived: Positions) -> None:
        """Say up to where every stream is safe in the archive."""
        await self._tell(keys=[self._keys.archived], args=[part for pair in archived.items() for part in pair])

    async def lift(self, stream: str, archived: str) -> None:
        """Let a stream that lost its end go on behind what is archived."""
        await lift(self._redis, self._keys.stream(stream), archived)

    async def open(self, epoch: str) -> bool:
        """Set the epoch where there is none."""
        return bool(await self._redis.set(self._keys.epoch, epoch, nx=True))

    async def close(self, epoch: str) -> None:
        """Forget the epoch that was judged."""
        if epoch:
            await self._close(keys=[self._keys.epoch], args=[epoch])

    async def report(self, name: str, about: str, message: str) -> None:
        """Tell the operators."""
        report = Report(about=about, message=message)
        event = make(name, report, source="khabar/control", subject=about, target=secrets.token_hex(8))
        fields = [part for pair in Wire().encode(event).items() for part in pair]
        await self._report(keys=[self._keys.stream("ops")], args=fields)


def _rows(entries: Any) -> list[Row]:  # noqa: ANN401 - the client's type says str or bytes or None; it is bytes here
    return [(entry_id.decode(), fields) for entry_id, fields in entries]
