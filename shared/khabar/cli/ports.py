"""The ports of an embedded pipeline, counted from one base."""

import socket
from errno import EADDRINUSE

from khabar.errors import ConfigError

ORDER = ("site", "ingest", "control", "enrich", "publish", "valkey")
MAX_BASE = 65535 - len(ORDER)


def assign(base: int) -> dict[str, int]:
    """Give every part its port, base + 0 … base + 5, and make sure that each is free.

    Raises:
        ConfigError: the base is out of range or a port is busy; the message names it.
    """
    if not 1 <= base <= MAX_BASE:
        msg = f"--port-base {base}: use 1 to {MAX_BASE}"
        raise ConfigError(msg)
    ports = {name: base + offset for offset, name in enumerate(ORDER)}
    busy = [f"{port} (for {name}: {reason})" for name, port in ports.items() if (reason := _refusal(port))]
    if busy:
        msg = f"port {', '.join(busy)} cannot be used; stop what listens there or choose others with --port-base"
        raise ConfigError(msg)
    return ports


def _refusal(port: int) -> str | None:
    """Why the system does not give us a port, or None if it does."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            return "busy" if error.errno == EADDRINUSE else str(error.strerror)
    return None
