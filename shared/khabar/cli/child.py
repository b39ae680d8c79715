"""One child process of ``khabar up``: started, its lines shown under its name, started again when it falls."""

import asyncio
import ctypes
import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from khabar.service import BAD_CONFIGURATION

_STOP_SECONDS: Final = 25.0
_HEALTHY_SECONDS: Final = 30.0
_LINE_BYTES: Final = 1 << 20
_PR_SET_PDEATHSIG: Final = 1


@dataclass(slots=True)
class Child:
    """A process that should be running; ``show`` gets its name and each line it prints.

    ``refused`` turns true when it ended because of its configuration: starting it again would not help.
    ``grace`` is how many seconds it has for ending when it is asked to.
    """

    name: str
    command: Sequence[str]
    environment: dict[str, str]
    show: Callable[[str, str], None]
    grace: float = _STOP_SECONDS
    refused: bool = False
    _process: asyncio.subprocess.Process | None = None
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)
    _watch: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start the process and watch over it."""
        self._watch = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Ask it to end (SIGTERM), wait, and after its grace end it by force."""
        self._stopping.set()
        self._signal(signal.SIGTERM)
        if self._watch is None:
            return
        done, _ = await asyncio.wait({self._watch}, timeout=self.grace)
        if not done:
            self.show(self.name, f"did not stop within {self.grace:g} s and was killed")
            self._signal(signal.SIGKILL)
            await self._watch

    async def _run(self) -> None:
        clock = asyncio.get_running_loop().time
        pause = 0.5
        while not self._stopping.is_set():
            begun = clock()
            code = await self._once()
            self.refused = code == BAD_CONFIGURATION
            if self.refused or self._stopping.is_set():
                return
            pause = 0.5 if clock() - begun > _HEALTHY_SECONDS else min(pause * 2, 10)
            self.show(self.name, f"ended with {code}; starting it again in {pause:g} s")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), pause)

    async def _once(self) -> int:
        self._process = await asyncio.create_subprocess_exec(
            *self.command,
            env=self.environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            limit=_LINE_BYTES,
            start_new_session=True,
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,
        )
        if self._stopping.is_set():  # asked to end while it was being started
            self._signal(signal.SIGTERM)
        await self._show_lines(self._process)
        return await self._process.wait()

    def _signal(self, number: signal.Signals) -> None:
        """Send a signal to the process; a kill also to what it may have started, so that none is left behind."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        with suppress(ProcessLookupError):
            (os.killpg if number is signal.SIGKILL else os.kill)(process.pid, number)

    async def _show_lines(self, process: asyncio.subprocess.Process) -> None:
        if process.stdout is None:
            return
        while True:
            try:
                line = await process.stdout.readline()
            except ValueError:  # the reader has dropped what it held of the line and goes on
                self.show(self.name, f"(a line of more than {_LINE_BYTES} bytes is not shown)")
                continue
            if not line:
                return
            self.show(self.name, line.decode("utf-8", "replace").rstrip())


def _die_with_parent() -> None:
    """Linux: end this child when ``khabar up`` itself is killed, so that no orphan holds the ports."""
    if os.getppid() != 1:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
