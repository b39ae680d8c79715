"""The ports of an embedded pipeline, counted from one base."""

import socket

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
    busy = [f"{port} (for {name})" for name, port in ports.items() if not _free(port)]
    if busy:
        msg = f"port {', '.join(busy)} is busy; stop what listens there or choose others with --port-base {base + 100}"
        raise ConfigError(msg)
    return ports


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
