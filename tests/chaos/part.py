"""One process of a newsroom: started, started again whenever it falls, and killed on demand."""

import asyncio
import ctypes
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

RESTART_SECONDS = 0.2
_STOP_SECONDS = 20
_LAST_WORDS = 2_000
_PR_SET_PDEATHSIG = 1


@dataclass(slots=True)
class Part:
    """A process that should be running; ``starts``, ``kills`` and ``ends`` count, its output is kept in ``log``.

    ``ends`` counts every end that nobody asked for politely: kills from outside and from within.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    starts: int = 0
    kills: int = 0
    ends: int = 0
    _free: asyncio.Event = field(default_factory=asyncio.Event)
    _begun: asyncio.Event = field(default_factory=asyncio.Event)
    _process: asyncio.subprocess.Process | None = None
    _stopping: bool = False
    _watch: asyncio.Task[None] | None = None

    @property
    def last_words(self) -> str:
        """The end of what it printed."""
        return self.log.read_text("utf-8", "replace")[-_LAST_WORDS:]

    async def start(self) -> None:
        """Start the process and keep it running."""
        self._free.set()
        await self._begin()
        self._watch = asyncio.create_task(self._restart())

    def kill(self) -> bool:
        """End the process by SIGKILL, as if its machine had lost power; False if it was down just now."""
        if self._process is None or self._process.returncode is not None:
            return False
        self._process.kill()
        self.kills += 1
        return True

    async def hold(self) -> None:
        """Kill the process, and keep it from starting again until it is let go."""
        self._free.clear()
        self.kill()
        if self._process:
            await self._process.wait()

    def let_go(self) -> None:
        """Let a process start again that was held."""
        self._free.set()

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the process, if it runs."""
        if self._process and self._process.returncode is None:
            self._process.send_signal(number)

    def jump_clock(self) -> None:
        """Have a process whose clock is wrong set it wrong to the other side."""
        self.signal(signal.SIGUSR1)

    async def again(self) -> None:
        """Restart the process politely: SIGTERM, and another one takes its place."""
        self._begun.clear()
        self.signal(signal.SIGTERM)
        await self._begun.wait()

    async def stop(self) -> None:
        """Ask the process to end and wait until it has; after 20 seconds it is killed."""
        self._stopping = True
        self._free.set()
        self.signal(signal.SIGCONT)
        if self._process and self._process.returncode is None:
            with suppress(ProcessLookupError):
                self._process.terminate()
            try:
                await asyncio.wait_for(self._process.wait(), _STOP_SECONDS)
            except TimeoutError:
                self._process.kill()
        if self._watch:
            await self._watch

    async def _restart(self) -> None:
        while self._process and not self._stopping:
            self.ends += await self._process.wait() == -signal.SIGKILL
            await asyncio.sleep(RESTART_SECONDS)
            await self._free.wait()
            if not self._stopping:
                await self._begin()

    async def _begin(self) -> None:
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *self.command,
                env=dict(self.environment),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=_die_with_parent if sys.platform == "linux" else None,
            )
        self.starts += 1
        self._begun.set()


def _die_with_parent() -> None:
    """Linux: end with the test run, however that ends, so that no process outlives it."""
    if os.getppid() != 1:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
