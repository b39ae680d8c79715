"""``khabar up`` as a newcomer runs it, and what is to be seen of it from outside."""

import os
import random
import re
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from .command import Command

_START_SECONDS = 90
_SITE = re.compile(r"site (http://127\.0\.0\.1:\d+)")


def free_base() -> int:
    """A base whose six ports are free, out of the range that the system hands out by itself."""
    while True:
        base = random.randrange(20_000, 32_000, 10)  # noqa: S311 - a port, not a secret
        if all(_is_free(base + offset) for offset in range(6)):
            return base


def children(pid: int) -> dict[int, str]:
    """The living children of a process and their command lines."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, parent = (folder / "stat").read_text("utf-8").rpartition(")")[2].split()[:2]
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        if int(parent) == pid and state != "Z":
            found[int(folder.name)] = command
    return found


def alive(pids: set[int]) -> set[int]:
    """Those of some processes that still run."""
    running = set()
    for pid in pids:
        try:
            state = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0]
        except OSError:
            continue
        if state != "Z":
            running.add(pid)
    return running


@dataclass
class Up:
    """One running ``khabar up``; ``lines`` is what it has printed so far."""

    process: subprocess.Popen[str]
    base: int
    lines: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        threading.Thread(target=self._read, daemon=True).start()

    @property
    def site(self) -> str:
        """The address that it printed, once it has."""
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            found = next((match for line in list(self.lines) if (match := _SITE.match(line))), None)
            if found:
                return found[1]
            time.sleep(0.05)
        raise AssertionError("\n".join(["no address was printed:", *self.lines[-40:]]))

    @property
    def urls(self) -> list[str]:
        return [f"http://127.0.0.1:{self.base + offset}" for offset in range(5)]

    def ready(self) -> bool:
        try:
            return all(httpx.get(f"{url}/readyz", timeout=3, trust_env=False).is_success for url in self.urls)
        except httpx.TransportError:
            return False

    def child(self, word: str) -> int:
        """The process id of the part whose command line has a word."""
        [pid] = [pid for pid, command in children(self.process.pid).items() if word in command]
        return pid

    def interrupt(self) -> float:
        """Press Ctrl-C; returns the seconds until it has ended."""
        begun = time.monotonic()
        self.process.send_signal(signal.SIGINT)
        self.process.wait(40)
        return time.monotonic() - begun

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))


@contextmanager
def up(khabar: Command, base: int, *more: str) -> Iterator[Up]:
    """Start it on ``data`` in the command's folder; what is left of it at the end is killed."""
    arguments = ("up", "--data", "data", "--port-base", str(base), "--no-demo", *more)
    process = khabar.start(*arguments, stdout=subprocess.PIPE)
    running = Up(process, base)
    try:
        yield running
    finally:
        for pid in children(process.pid):
            _kill(pid)
        process.kill()
        process.wait()
        assert process.stderr is not None
        process.stderr.close()


def wait(condition: Callable[[], bool], seconds: float = 40) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not so after {seconds} s"
        time.sleep(0.1)


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0
