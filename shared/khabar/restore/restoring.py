"""Rebuilding from the archive what a server lost, and opening admission again."""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import replace
from importlib.metadata import entry_points
from typing import Any, cast
from uuid import uuid4

from khabar.archive import Archive, lift
from khabar.errors import ConfigError, Retryable
from khabar.events import REPLAY, make
from khabar.keys import STREAMS
from khabar.models import Report
from khabar.replay import Choice, Told
from khabar.restore.passed_over import passed_over
from khabar.restore.rebuild import Rebuild, Restorer
from khabar.restore.receipts import Receipts
from khabar.restore.standing import look
from khabar.restore.untold import untold
from khabar.wire import Wire

_ARCHIVED_SECONDS = 30.0
_CHUNK = 500
_RUN = "restore"
"""What is told again by it is marked with this."""


class Restoring:
    """One restore.

    Args:
        rebuild: what to read, and where to write.
        targets: the newsroom's targets; what one of them has had no end of is told again.
    """

    def __init__(self, rebuild: Rebuild, targets: tuple[str, ...]) -> None:
        self._rebuild, self._targets = rebuild, targets
        self._receipts = Receipts()

    async def close(self, *, force: bool) -> None:
        """See that there is something to restore, close admission, and wait until all the server has is archived.

        Raises:
            ConfigError: the server is well, or there is no archive; nothing was changed.
            Retryable: the server has entries that nobody archives; admission stays closed.
        """
        redis, keys, archive = self._rebuild.redis, self._rebuild.keys, self._rebuild.archive
        if not archive.epoch():
            msg = f"there is no archive in {archive.root}; set KHABAR_ARCHIVE to the folder that control writes"
            raise ConfigError(msg)
        if not force and (await look(redis, keys, archive)).healthy:
            msg = "the server knows all that is archived; there is nothing to restore (--force rebuilds it anyway)"
            raise ConfigError(msg)
        if self._rebuild.write:
            await redis.delete(keys.epoch)
            await self._archived()

    async def _archived(self) -> None:
        deadline = time.monotonic() + _ARCHIVED_SECONDS
        while (standing := await look(self._rebuild.redis, self._rebuild.keys, self._rebuild.archive)).behind:
            if time.monotonic() > deadline:
                msg = f"the server has articles up to {standing.newest}, the archive up to {standing.archived}; start control, which archives them, and restore then"  # noqa: E501 - one message
                raise Retryable(msg)
            await asyncio.sleep(0.2)

    async def states(self) -> AsyncIterator[tuple[str, Mapping[str, int]]]:
        """Let every package rebuild what it keeps, and say by whom how much of what."""
        for entry in sorted(entry_points(group="khabar.restorers"), key=lambda found: found.name):
            restore: Restorer = entry.load()
            yield entry.name, await restore(self._rebuild)
        yield "targets", await self._shown()

    async def open(self) -> None:
        """Begin a new epoch: the streams go on behind what is archived, and articles are taken in.

        What packages want told again is told with it, marked as such; to each target what it lacks of links; and the
        end of revisions that nobody tells again.
        """
        redis, keys, archive = self._rebuild.redis, self._rebuild.keys, self._rebuild.archive
        archived = {name: archive.last(name) for name in STREAMS}
        links = await asyncio.to_thread(lambda: list(untold(archive, self._rebuild.blobs, self._receipts.linked)))
        ended = await asyncio.to_thread(lambda: list(passed_over(archive, self._targets, self._receipts.ended)))
        for name, last in archived.items():
            await lift(redis, keys.stream(name), last)
        epoch = str(uuid4())
        archive.begin_epoch(epoch)  # before the server has it: whoever compares them must find the newer here
        report = Report(about="admission", message="the state of all articles was rebuilt from the archive")
        event = make("admission.opened", report, source="khabar/cli", subject="admission", target=secrets.token_hex(8))
        async with redis.pipeline(transaction=True) as pipe:
            pipe.hset(keys.archived, mapping=cast("Any", archived))
            pipe.set(keys.epoch, epoch)
            pipe.xadd(keys.stream("ops"), cast("Any", Wire().encode(event)))
            for stage, told in self._rebuild.again:
                pipe.xadd(keys.again(stage), cast("Any", Wire().encode(replace(told, extra={REPLAY: _RUN}))))
            for told in ended:
                pipe.xadd(keys.stream(told.stream), cast("Any", Wire().encode(told)))
            for target, told in links:
                pipe.xadd(keys.again(f"publish-{target}"), cast("Any", Wire().encode(told)))
            await pipe.execute()

    async def unended(self) -> tuple[str, ...]:
        """The articles of whose newest state some target has had no receipt, nor any other end; sorted.

        Those that a package wants enriched anew are among them.
        """
        found = await asyncio.to_thread(self._unended, self._rebuild.archive)
        return tuple(sorted(self._rebuild.anew.union(found)))

    async def _shown(self) -> Mapping[str, int]:
        """Rebuild what each target holds."""
        rebuild = self._rebuild
        await asyncio.to_thread(self._receipts.read, rebuild.archive.entries("published"), rebuild.blobs)
        if rebuild.write:
            for part in _chunks(self._receipts.kept()):
                async with rebuild.redis.pipeline(transaction=False) as pipe:
                    for article, held in part:
                        pipe.hset(rebuild.keys.shown(article), mapping=cast("Any", held))
                    await pipe.execute()
        return {"articles that a target holds or held": len(self._receipts.shown)}

    def _unended(self, archive: Archive) -> Iterator[str]:
        wanted = Choice().see(archive.entries("articles"))
        newest = {
            told.article: told.revision for told in map(Told.of, archive.entries("articles")) if told.entry in wanted
        }
        ended = self._receipts.ended
        return (
            article
            for article, revision in newest.items()
            if any(ended.get((article, target), 0) < revision for target in self._targets)
        )


def _chunks(rows: Any) -> Iterator[list[Any]]:  # noqa: ANN401 - any iterable of anything
    part: list[Any] = []
    for row in rows:
        part.append(row)
        if len(part) == _CHUNK:
            yield part
            part = []
    yield part
