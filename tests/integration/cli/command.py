"""The ``khabar`` command as people run it: a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

KHABAR = [sys.executable, "-m", "khabar.cli"]


@dataclass(frozen=True)
class Command:
    """Runs verbs in a folder, with no Khabar settings but these."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        bare = {key: value for key, value in os.environ.items() if not key.startswith("KHABAR_")}
        return bare | {"PYTHONUNBUFFERED": "1", "COLUMNS": "200"} | self.settings

    def start(self, *arguments: str, **options: Any) -> subprocess.Popen[str]:  # noqa: ANN401 - those of Popen
        return subprocess.Popen(
            [*KHABAR, *arguments], cwd=self.folder, env=self.environment, text=True, stderr=subprocess.PIPE, **options
        )

    def __call__(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*KHABAR, *arguments],
            cwd=self.folder,
            env=self.environment,
            text=True,
            capture_output=True,
            timeout=60,
            check=False,
        )

    def json(self, *arguments: str) -> Any:  # noqa: ANN401 - whatever the verb tells
        done = self(*arguments, "--json")
        assert done.stderr == ""
        return json.loads(done.stdout)

    def json_lines(self, *arguments: str) -> Sequence[dict[str, Any]]:
        done = self(*arguments, "--json")
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]


def one_line(text: str) -> str:
    """An error's only line: readable, so no traceback."""
    lines = text.strip().splitlines()
    assert len(lines) == 1, text
    return lines[0]
