"""A real server process of a test's own."""

import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from tests.integration.stage.servers import free_port

_AS_SHIPPED = "--appendonly yes --appendfsync always --maxmemory-policy noeviction --bind 127.0.0.1 --save"
_START_SECONDS = 30
DESK = "desk"
"""Who clients are to a server that has users of its own."""


@dataclass
class Node:
    """One server process; ``options`` are added to those that Khabar ships."""

    folder: Path
    binary: str
    options: tuple[str, ...] = ()
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> "Node":
        self.folder.mkdir(exist_ok=True)
        command = [self.binary, *self.arguments(), "--port", str(self.port), "--dir", str(self.folder)]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log)
        until(self.answers, f"{self.folder.name} answers", lambda: (self.folder / "log").read_text("utf-8")[-2000:])
        return self

    def arguments(self) -> list[str]:
        return [*_AS_SHIPPED.split(), "", *self.options]

    def client(self) -> Redis:
        user = DESK if "--user" in self.options else None
        return Redis(port=self.port, username=user, password=user, socket_timeout=5, socket_connect_timeout=2)

    def ask(self, *command: str | bytes | int) -> object:
        with self.client() as client:
            return client.execute_command(*command)

    def answers(self) -> bool:
        try:
            return bool(self.ask("PING"))
        except RedisError:
            return False

    def cut_off(self, user: str) -> None:
        """Shut out those who come as one user, as if the network between them and this server were gone."""
        self.ask("ACL", "SETUSER", user, "off")
        self.ask("CLIENT", "KILL", "USER", user)

    def let_in(self, user: str) -> None:
        self.ask("ACL", "SETUSER", user, "on")

    def signal(self, number: signal.Signals) -> None:
        assert self.process is not None
        self.process.send_signal(number)

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait(10)
            self.process = None


def until(is_so: Callable[[], bool], what: str, why: Callable[[], str] = str, seconds: float = _START_SECONDS) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, f"not so after {seconds} s: {what}\n{why()}"
        time.sleep(0.05)
