"""The list of sources, as one process sees it, and the changes to it that all processes notice.

The hash ``sources`` holds a change for each id, and under ``:version`` how often anything was changed; schedulers see
that number with every look at the schedule.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final, cast

import structlog
from pydantic import ValidationError
from redis.asyncio import Redis
from redis.asyncio.client import Pipeline
from redis.exceptions import RedisError

from khabar.config import SourceSettings
from khabar.errors import Rejected, Retryable
from khabar.keys import Keys
from khabar.wire import Wire
from khabar_ingest.registry.change import Change
from khabar_ingest.registry.listed import Listed, overlay
from khabar_ingest.registry.telling import ADD, PAUSE, REMOVE, RESUME, told

VERSION: Final = ":version"
_log = structlog.get_logger()


class Registry:
    """The sources of a newsroom; before the first `load` it knows those of the file alone."""

    def __init__(self, redis: Redis, keys: Keys, written: Sequence[SourceSettings]) -> None:
        self._redis, self._keys, self._written = redis, keys, tuple(written)
        self._changes: dict[str, Change] = {}
        self.listed: Mapping[str, Listed] = overlay(self._written, {})
        self.version = ""

    def get(self, id_: str) -> SourceSettings | None:
        """A source's settings, paused or not; None when there is no such source."""
        found = self.listed.get(id_)
        return found.settings if found else None

    def at_work(self, id_: str) -> SourceSettings | None:
        """A source's settings; None when there is no such source, or it is paused."""
        found = self.listed.get(id_)
        return found.settings if found and found.active else None

    @property
    def active(self) -> dict[str, SourceSettings]:
        """The sources that are not paused, by id."""
        return {id_: each.settings for id_, each in self.listed.items() if each.active}

    def removed(self, id_: str) -> bool:
        """Whether a source was removed by command; one that is only unknown here may be another replica's."""
        return id_ in self._changes and self._changes[id_].removed

    async def load_once(self) -> None:
        """Read the changes if nobody has yet: a call may come before the first look at the schedule.

        Raises:
            Retryable: the server cannot be reached.
        """
        if self.version:
            return
        try:
            await self.load()
        except RedisError as error:
            msg = f"the list of sources cannot be read ({error})"
            raise Retryable(msg, retry_after=2) from error

    async def load(self) -> None:
        """Read the changes; one that cannot be read is logged, and the file's word stands.

        Raises:
            RedisError: the server cannot be reached.
        """
        kept = cast("dict[bytes, bytes]", await self._redis.hgetall(self._keys("sources")))
        self.version = kept.pop(VERSION.encode(), b"0").decode()
        found = {(name := id_.decode("utf-8", "replace")): read(name, text) for id_, text in kept.items()}
        self._changes = {id_: change for id_, change in found.items() if change is not None}
        self.listed = overlay(self._written, self._changes)

    async def put(self, *settings: SourceSettings, by: str) -> None:
        """Add sources, or give them other settings; one that was paused or removed is polled again."""
        at = datetime.now(UTC)
        await self._change(ADD, {each.id: Change(settings=each, by=by, at=at) for each in settings})

    async def remove(self, id_: str, *, by: str) -> None:
        """Take a source away; what it brought stays.

        Raises:
            Rejected: there is no such source.
        """
        await self._known(id_)
        await self._change(REMOVE, {id_: Change(removed=True, by=by, at=datetime.now(UTC))})

    async def pause(self, id_: str, reason: str, *, by: str) -> None:
        """Poll a source no more until it is resumed.

        Raises:
            Rejected: there is no such source.
        """
        await self._pause(id_, reason or "paused by command", by)

    async def resume(self, id_: str, *, by: str) -> None:
        """Poll a source again.

        Raises:
            Rejected: there is no such source.
        """
        await self._pause(id_, "", by)

    async def _pause(self, id_: str, reason: str, by: str) -> None:
        before = (await self._known(id_)).change
        after = before.model_copy(update={"paused": reason, "by": by, "at": datetime.now(UTC)})
        await self._change(PAUSE if reason else RESUME, {id_: after})

    async def _known(self, id_: str) -> Listed:
        await self.load()
        if id_ not in self.listed:
            msg = f"no source {id_!r}; see: khabar source list"
            raise Rejected(msg)
        return self.listed[id_]

    async def _change(self, verb: str, changes: Mapping[str, Change]) -> None:
        """Keep changes and tell of them in one transaction, and have every process notice."""
        async with self._redis.pipeline(transaction=True) as pipe:
            for id_, change in changes.items():
                pipe.xadd(self._keys.stream("commands"), Wire().encode(told(verb, id_, change)))  # type: ignore[arg-type] # dict is invariant
            keep(pipe, self._keys, changes)
            await pipe.execute()
        await self.load()


def keep(pipe: Pipeline, keys: Keys, changes: Mapping[str, Change]) -> None:
    """Write changes, or forget those that say nothing, within a transaction of the caller's."""
    for id_, change in changes.items():
        if change.empty:
            pipe.hdel(keys("sources"), id_)
        else:
            pipe.hset(keys("sources"), id_, change.model_dump_json(exclude_defaults=True))
        if change.removed:  # whoever finds it on the schedule next clears away what it remembered
            pipe.zadd(keys("source-due"), {id_: 0})
    pipe.hincrby(keys("sources"), VERSION, 1)


def read(id_: str, text: str | bytes) -> Change | None:
    """A change as it was kept; None, and a line in the log, for one that cannot be read."""
    try:
        return Change.model_validate_json(text)
    except ValidationError as error:
        _log.warning("source.change_unreadable", source=id_, reason=str(error))
        return None
