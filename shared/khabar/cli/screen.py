"""What ``khabar up`` prints: each service's lines under its name, and its own in bold."""

import os
import signal
import sys

_COLOURS = {"site": 36, "ingest": 32, "enrich": 33, "publish": 35, "control": 34, "valkey": 31}
_WIDTH = max(map(len, _COLOURS))


def say(message: str) -> None:
    """Print a line of ``khabar up`` itself."""
    _write(f"\033[1m{message}\033[0m\n" if sys.stdout.isatty() else f"{message}\n")


def show(name: str, line: str) -> None:
    """Print a line of one service."""
    label = f"{name:<{_WIDTH}} |"
    if sys.stdout.isatty():
        label = f"\033[{_COLOURS.get(name, 37)}m{label}\033[0m"
    _write(f"{label} {line}\n")


def _write(line: str) -> None:
    """Print at once. When nobody reads any more, tell this process to end; a full disk only loses the line."""
    try:
        sys.stdout.write(line)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        signal.raise_signal(signal.SIGTERM)
    except OSError:
        return
