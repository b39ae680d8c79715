"""A part of ``khabar up`` as a child process."""

import asyncio
import os
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from khabar.cli.child import Child
from khabar.service import BAD_CONFIGURATION


@dataclass
class Screen:
    """What would be shown."""

    lines: list[str] = field(default_factory=list)

    def show(self, name: str, line: str) -> None:
        assert name == "part"
        self.lines.append(line)

    def shows(self, words: str) -> bool:
        return any(words in line for line in self.lines)


def _child(screen: Screen, program: str, grace: float = 10) -> Child:
    return Child("part", [sys.executable, "-u", "-c", program], dict(os.environ), screen.show, grace)


async def _until(condition: Callable[[], bool], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not so after {seconds} s"
        await asyncio.sleep(0.02)


def _alive(pid: int) -> bool:
    """Whether a process runs; one that ended and was not yet asked for its end does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


async def _within(seconds: float, work: Awaitable[None]) -> None:
    begun = time.monotonic()
    await work
    assert time.monotonic() - begun < seconds


async def test_lines_are_shown_in_arabic_and_errors_with_them() -> None:
    screen = Screen()
    child = _child(screen, "import sys,time; print('أُرسلت المادة'); print('خطأ', file=sys.stderr); time.sleep(60)")
    await child.start()
    await _until(lambda: screen.shows("أُرسلت المادة") and screen.shows("خطأ"))
    await _within(5, child.stop())


async def test_what_falls_is_started_again_after_a_pause_that_grows() -> None:
    screen = Screen()
    child = _child(screen, "import time; print(f'born {time.monotonic()}'); raise SystemExit(3)")
    await child.start()
    await _until(lambda: sum(line.startswith("born") for line in screen.lines) == 3)
    await child.stop()
    births = [float(line.split()[1]) for line in screen.lines if line.startswith("born")]
    assert births[1] - births[0] >= 0.9
    assert births[2] - births[1] >= 1.9
    assert screen.shows("ended with 3; starting it again in 1 s")
    assert screen.shows("starting it again in 2 s")


async def test_a_wrong_configuration_is_not_started_again() -> None:
    screen = Screen()
    child = _child(screen, f"print('born'); raise SystemExit({BAD_CONFIGURATION})")
    await child.start()
    await _until(lambda: child.refused)
    await asyncio.sleep(1.2)
    assert screen.lines == ["born"]
    await _within(1, child.stop())


async def test_asked_to_end_it_ends_and_stays_ended() -> None:
    screen = Screen()
    program = (
        "import signal,sys,time; signal.signal(15, lambda *_: sys.exit(print('settled'))); print('up'); time.sleep(60)"
    )
    child = _child(screen, program)
    await child.start()
    await _until(lambda: screen.shows("up"))
    await _within(5, child.stop())
    assert screen.lines == ["up", "settled"]


async def test_a_stubborn_one_is_killed_after_its_grace_with_what_it_started() -> None:
    screen = Screen()
    program = (
        "import os,signal,subprocess,sys,time; signal.signal(15, signal.SIG_IGN);"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']);"
        "print(os.getpid(), child.pid); time.sleep(60)"
    )
    child = _child(screen, program, grace=0.5)
    await child.start()
    await _until(lambda: len(screen.lines) == 1)
    pids = [int(word) for word in screen.lines[0].split()]
    await _within(5, child.stop())
    assert screen.shows("did not stop within 0.5 s and was killed")
    await _until(lambda: not any(map(_alive, pids)))


async def test_stopping_does_not_wait_out_the_pause_before_the_next_start() -> None:
    screen = Screen()
    child = _child(screen, "raise SystemExit(1)")
    await child.start()
    await _until(lambda: screen.shows("starting it again in 2 s"))
    await _within(1, child.stop())


@pytest.mark.parametrize("turns", range(6))
async def test_stopping_at_any_moment_of_the_start_leaves_nothing_behind(turns: int) -> None:
    screen = Screen()
    child = _child(screen, "import time; time.sleep(60)")
    await child.start()
    for _ in range(turns):
        await asyncio.sleep(0)
    await _within(8, child.stop())
    assert screen.lines == []


async def test_a_line_without_an_end_is_dropped_loudly_and_the_next_is_shown() -> None:
    screen = Screen()
    child = _child(screen, "import time; print('x' * 2_100_000); print('بعد السطر الطويل'); time.sleep(60)")
    await child.start()
    await _until(lambda: screen.shows("بعد السطر الطويل"))
    await child.stop()
    assert screen.shows("is not shown")
    assert max(map(len, screen.lines)) <= 1 << 20


async def test_bytes_that_are_no_text_do_not_stop_the_lines() -> None:
    screen = Screen()
    program = r"import os,time; os.write(1, b'\xff\xfe bad\n'); print('good'); time.sleep(60)"
    child = _child(screen, program)
    await child.start()
    await _until(lambda: screen.shows("good"))
    await child.stop()
    assert screen.shows("\ufffd\ufffd bad")


@pytest.mark.skipif(sys.platform != "linux", reason="PDEATHSIG is Linux's")
async def test_when_its_parent_is_killed_it_ends_too(tmp_path: Path) -> None:
    program = f"""
import asyncio, os, sys
from khabar.cli.child import Child
def show(name, line):
    open({str(tmp_path / "pid")!r}, "w").write(line + "\\n")
async def main():
    command = [sys.executable, "-u", "-c", "import os, time; print(os.getpid()); time.sleep(60)"]
    await Child("part", command, dict(os.environ), show).start()
    await asyncio.sleep(60)
asyncio.run(main())
"""
    parent = await asyncio.create_subprocess_exec(sys.executable, "-c", program)
    pid = tmp_path / "pid"
    await _until(lambda: pid.exists() and pid.read_text("utf-8").endswith("\n"))
    child = int(pid.read_text("utf-8"))
    assert _alive(child)
    parent.kill()
    await parent.wait()
    await _until(lambda: not _alive(child))
