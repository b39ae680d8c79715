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
    """

    name: str
    command: Sequence[str]
    environment: dict[str, str]
    show: Callable[[str, str], None]
    refused: bool = False
    _process: asyncio.subprocess.Process | None = None
    _stopping: bool = False
    _watch: asyncio.Task[None] | None = field(default=None)

    async def start(self) -> None:
        """Start the process and watch over it."""
        self._watch = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Ask it to end (SIGTERM), wait, and after 25 seconds end it by force."""
        self._stopping = True
        process = self._process
        if process and process.returncode is None:
            with suppress(ProcessLookupError):
                process.terminate()
            try:
                await asyncio.wait_for(process.wait(), _STOP_SECONDS)
            except TimeoutError:
                self.show(self.name, f"did not stop within {_STOP_SECONDS:.0f} s and was killed")
                process.kill()
        if self._watch:
            with suppress(asyncio.CancelledError):
                await self._watch

    async def _run(self) -> None:
        pause = 0.5
        while not self._stopping:
            begun = asyncio.get_running_loop().time()
            code = await self._once()
            self.refused = code == BAD_CONFIGURATION
            if self.refused:
                return
            if not self._stopping:
                healthy = asyncio.get_running_loop().time() - begun > _HEALTHY_SECONDS
                pause = 0.5 if healthy else min(pause * 2, 10)
                self.show(self.name, f"ended with {code}; starting it again in {pause:g} s")
                await asyncio.sleep(pause)

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
        await self._show_lines(self._process)
        return await self._process.wait()

    async def _show_lines(self, process: asyncio.subprocess.Process) -> None:
        if process.stdout is None:
            return
        while True:
            try:
                line = await process.stdout.readline()
            except ValueError:  # a line beyond the limit: the reader has dropped it and goes on
                continue
            if not line:
                return
            self.show(self.name, line.decode("utf-8", "replace").rstrip())


def _die_with_parent() -> None:
    """Linux: end this child when ``khabar up`` itself is killed, so that no orphan holds the ports."""
    if os.getppid() != 1:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
