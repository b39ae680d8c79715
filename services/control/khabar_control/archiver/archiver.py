"""Writing all streams to the archive, one archiver at a time, and guarding the epoch of admission."""

import asyncio
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from uuid import uuid4

import structlog
from redis.exceptions import RedisError

from khabar import STREAMS
from khabar.archive import Archive, Damaged, Row, Writer, clock, lock
from khabar.metrics import ARCHIVE_BYTES, ARCHIVE_GAPS, ARCHIVE_LAG_SECONDS
from khabar.probes import Check
from khabar_control.archiver.server import Server
from khabar_control.archiver.standing import StreamState, gap, judge, lost_end

FLUSH_SECONDS = 1.0
FLUSH_ENTRIES = 1000
FLUSH_BYTES = 1 << 20
LATE_SECONDS = 60.0

log = structlog.get_logger()


class Archiver:
    """Archives a newsroom's streams from where the archive ends; a second archiver waits until the first is gone."""

    def __init__(self, server: Server, archive: Archive) -> None:
        self._server, self._archive = server, archive
        self._writers: dict[str, Writer] = {}
        self._task: asyncio.Task[None] | None = None
        self._stopping = False
        self._trouble = ""
        self._closed = ""
        self._lag = 0.0
        self._gaps: set[tuple[str, str]] = set()

    async def start(self) -> None:
        """Begin in the background; a server that is away or a disk that is full is waited for."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """End; what is being written is finished first."""
        self._stopping = True  # the client may swallow a cancellation (Python 3.11's wait_for)
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    def checks(self) -> list[Check]:
        """Whether the archive follows the streams, and whether articles may be admitted."""
        late = f"{self._lag:.0f} s behind" if self._lag > LATE_SECONDS else ""
        fault = self._trouble or late
        impact = "nothing is trimmed, so the server's memory fills; what is lost with the server cannot be brought back"
        action = "see control's log; give the folder KHABAR_ARCHIVE space and rights"
        archive = Check("archive", ok=not fault, detail=fault or self._role, impact=impact, action=action)
        shut, mend = "no article is taken in", "run `khabar restore`"
        return [archive, Check("admission", ok=not self._closed, detail=self._closed, impact=shut, action=mend)]

    @property
    def _role(self) -> str:
        return "writing" if self._writers else "standby: another control writes"

    @property
    def _archived(self) -> dict[str, str]:
        return {name: writer.last for name, writer in self._writers.items()}

    async def _run(self) -> None:
        while not self._stopping:
            try:
                with self._alone() as alone:
                    while alone and not self._stopping:
                        await self._round()
            except (RedisError, OSError, Damaged) as error:
                self._wait(str(error) or type(error).__name__)
            await asyncio.sleep(FLUSH_SECONDS)

    def _wait(self, trouble: str) -> None:
        """Say once why the archive does not follow."""
        if trouble != self._trouble:
            log.error("archive.waiting", reason=trouble, next_step="nothing is lost; it is tried every second")
        self._trouble = trouble

    @contextmanager
    def _alone(self) -> Iterator[bool]:
        """Hold the archive and its writers, or find that another process does."""
        held = lock(self._archive.root)
        if held is None:
            yield False
            return
        with held:
            self._writers = {name: self._archive.writer(name) for name in STREAMS}
            try:
                yield True
            finally:
                self._writers = {}

    async def _round(self) -> None:
        """Look at the streams, and write what comes within a second."""
        epoch, states = await self._server.look(self._archived)
        await self._guard(epoch, states["articles"])
        for name, state in states.items():
            await self._follow(name, state)
        lags = {name: _lag(self._archived[name], state) for name, state in states.items()}
        self._lag = max(lags.values())
        for name, lag in lags.items():
            ARCHIVE_LAG_SECONDS.labels(name).set(lag)
        await self._server.tell(self._archived)
        await self._keep(await self._gather())
        self._trouble = ""

    async def _guard(self, found: str, articles: StreamState) -> None:
        """Open, or close, admission as the epochs say."""
        archived = self._archived["articles"]
        remembered = self._archive.epoch()
        verdict = judge(remembered=remembered, found=found, archived=archived, newest=articles.newest)
        if verdict == "begin" and await self._server.open(epoch := str(uuid4())):
            self._archive.begin_epoch(epoch)
        elif verdict == "adopt":
            self._archive.begin_epoch(found)
        elif verdict == "closed":
            await self._close(found, f"the server has {articles.newest}, the archive {archived}")
        elif verdict == "open" and self._closed:
            self._closed = ""
            log.info("admission.opened", epoch=found)

    async def _close(self, found: str, why: str) -> None:
        await self._server.close(found)
        if self._closed:
            return
        if not self._archive.epoch():
            self._archive.begin_epoch(str(uuid4()))
        self._closed = f"the server lost what it knew of articles ({why})"
        log.error("admission.closed", reason=self._closed, next_step="khabar restore")
        await self._server.report("admission.closed", "admission", f"{self._closed}; run `khabar restore`")

    async def _follow(self, name: str, state: StreamState) -> None:
        """See that a stream goes on where its archive ends."""
        archived = self._archived[name]
        if lost_end(archived, state):
            log.error("archive.stream_lost", stream=name, archived=archived, newest=state.newest)
            await self._server.lift(name, archived)
        elif gap(archived, state) and (name, archived) not in self._gaps:
            self._gaps.add((name, archived))
            ARCHIVE_GAPS.labels(name).inc()
            log.error("archive.gap", stream=name, archived=archived, first=state.first, deleted=state.deleted)
            lost = f"entries of {name} after {archived} were removed before they were archived"
            await self._server.report("archive.gap", name, f"{lost}; the stream begins with {state.first}")

    async def _gather(self) -> dict[str, list[Row]]:
        """What comes within a second, less when it is much."""
        found: dict[str, list[Row]] = {name: [] for name in STREAMS}
        deadline = time.monotonic() + FLUSH_SECONDS
        size = count = 0
        while count < FLUSH_ENTRIES and size < FLUSH_BYTES and (left := deadline - time.monotonic()) > 0:
            read = self._archived | {name: rows[-1][0] for name, rows in found.items() if rows}
            for name, rows in (await self._server.read(read, max(1, int(left * 1000)))).items():
                found[name] += rows
                count += len(rows)
                size += sum(len(value) for _, fields in rows for value in fields.values())
        return {name: rows for name, rows in found.items() if rows}

    async def _keep(self, found: Mapping[str, list[Row]]) -> None:
        """Write and say so; a writing under way is never left behind, for another archiver may begin then."""
        if not found:
            return
        writing = asyncio.create_task(asyncio.to_thread(self._write, found))
        try:
            await asyncio.shield(writing)
        except asyncio.CancelledError:
            await writing
            raise
        await self._server.tell(self._archived)

    def _write(self, found: Mapping[str, list[Row]]) -> None:
        for name, rows in found.items():
            ARCHIVE_BYTES.labels(name).inc(self._writers[name].append(rows))


def _lag(archived: str, state: StreamState) -> float:
    """Seconds between the newest entry and the last one archived; zero when all is archived."""
    return max(0.0, (clock(state.newest) - clock(archived)) / 1000) if clock(archived) else 0.0
