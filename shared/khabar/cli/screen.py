"""What ``khabar up`` prints: each service's lines under its name, and its own in bold."""

import sys

_COLOURS = {"site": 36, "ingest": 32, "enrich": 33, "publish": 35, "control": 34, "valkey": 31}
_WIDTH = max(map(len, _COLOURS))


def say(message: str) -> None:
    """Print a line of ``khabar up`` itself."""
    sys.stdout.write(f"\033[1m{message}\033[0m\n" if sys.stdout.isatty() else f"{message}\n")
    sys.stdout.flush()


def show(name: str, line: str) -> None:
    """Print a line of one service."""
    label = f"{name:<{_WIDTH}} |"
    if sys.stdout.isatty():
        label = f"\033[{_COLOURS.get(name, 37)}m{label}\033[0m"
    sys.stdout.write(f"{label} {line}\n")
    sys.stdout.flush()
