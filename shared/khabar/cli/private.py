"""A pipeline of one's own for the time of a measurement: ``khabar up`` in a folder that is thrown away."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from khabar.cli import ports, running
from khabar.cli.settings import CommandSettings
from khabar.errors import ConfigError, Retryable

_START_SECONDS = 120.0


@contextmanager
def pipeline(*, demo: bool = False) -> Iterator[CommandSettings]:
    """Start a private embedded pipeline (with the sample newsroom shown, if asked), yield its settings, and stop it.

    Raises:
        Retryable: it did not start in time; the end of its log is in the message.
    """
    with TemporaryDirectory(prefix="khabar-") as name, (Path(name) / "up.log").open("w+") as log:
        folder = Path(name)
        command = [sys.executable, "-m", "khabar.cli", "up", "--data", name, "--port-base", str(_free_base())]
        command.append("--demo" if demo else "--no-demo")
        bare = {key: value for key, value in os.environ.items() if not key.startswith("KHABAR_")}
        with subprocess.Popen(command, env=bare, stdout=log, stderr=log) as process:  # noqa: S603 - our own command
            try:
                _wait(process, folder, "sample.shown" if demo else running.FILE)
                yield CommandSettings.model_validate(_settings(folder))
            finally:
                process.send_signal(signal.SIGINT)
                process.wait()


def _settings(folder: Path) -> dict[str, str]:
    found: dict[str, str] = json.loads((folder / running.FILE).read_text("utf-8"))
    return {name.removeprefix("KHABAR_").lower(): value for name, value in found.items()}


def _wait(process: subprocess.Popen[bytes], folder: Path, sign: str) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while not (folder / sign).exists():
        if process.poll() is not None or time.monotonic() > deadline:
            msg = f"the private pipeline did not start:\n{(folder / 'up.log').read_text('utf-8')[-2000:]}"
            raise Retryable(msg)
        time.sleep(0.1)


def _free_base() -> int:
    """A base whose six ports were free a moment ago."""
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            base = min(int(probe.getsockname()[1]), ports.MAX_BASE)
        try:
            ports.assign(base)
        except ConfigError:
            continue
        return base
