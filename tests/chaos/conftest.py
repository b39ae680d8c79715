"""What the fault tests share."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.chaos import servers
from tests.chaos.scene import Play
from tests.chaos.verdict_table import Row, matrix

Say = Callable[[str], None]
_ROWS: list[Row] = []


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Say:
    """Write to the terminal even where pytest keeps what tests print: a run's seed must always be known."""

    def write(text: str) -> None:
        with capsys.disabled():
            sys.stdout.write(f"{text}\n")

    return write


@pytest.fixture(params=servers.chosen())
def play(request: pytest.FixtureRequest, tmp_path: Path, say: Say) -> Play:
    """Plays a row of the matrix on each server that was chosen."""
    return Play(request.param, tmp_path, say, _ROWS)


@pytest.fixture(params=servers.NAMES)
def play_on_each(request: pytest.FixtureRequest, tmp_path: Path, say: Say) -> Play:
    """Plays a row on every server, in the short form too."""
    return Play(request.param, tmp_path, say, _ROWS)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show the whole matrix at the end, and keep it in the file that KHABAR_CHAOS_TABLE names."""
    if not _ROWS:
        return
    terminalreporter.section("fault matrix (kills: services + server)")
    terminalreporter.write_line(matrix(_ROWS))
    if path := os.environ.get("KHABAR_CHAOS_TABLE"):
        with Path(path).open("a", encoding="utf-8") as file:
            file.writelines(f"{row.line()}\n" for row in _ROWS)
