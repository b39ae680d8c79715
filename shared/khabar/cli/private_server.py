"""A server of one's own for as long as one command runs: in a folder that is thrown away, reached by nobody else.

It answers on a socket file in a folder that is open to its owner alone; where that cannot be (the path is too long, the
system has none) or a port is asked for, on a free port of this machine and with a random password.
"""

import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import Final, NamedTuple

from redis import Redis
from redis.exceptions import RedisError

from khabar.cli.embedded import valkey_binary
from khabar.errors import Retryable

_START_SECONDS: Final = 30.0
_STOP_SECONDS: Final = 10.0
_LONGEST_SOCKET: Final = 100
_TERMINATED: Final = 128 + signal.SIGTERM
_TRIES: Final = 5


class _Place(NamedTuple):
    url: str
    options: dict[str, str]


@contextmanager
def private_server(*, fsync: str | None = None, by_port: bool = False) -> Iterator[str]:
    """Run a server, yield its address, and end it, also when this process is asked to end.

    It takes no more memory than ``KHABAR_VALKEY_MEMORY`` says, and then refuses to write.

    Args:
        fsync: how its append-only file is kept (``always``, ``everysec``); without it there is none.
        by_port: whether a client in another process is to reach it by a port, as in production.

    Raises:
        ConfigError: the wheel that brings the server is not installed.
        Retryable: it did not start; the end of its log is in the message.
    """
    with TemporaryDirectory(prefix="khabar-") as name, _ended_in_order():
        folder = Path(name)
        for _ in range(_TRIES):
            place = _by_port() if by_port else _by_socket(folder)
            with (folder / "log").open("wb") as log, _running(folder, place, fsync, log.fileno()) as server:
                if _answers(server, place.url):
                    yield place.url
                    return
        msg = f"the private server did not start:\n{(folder / 'log').read_text('utf-8', 'replace')[-2000:]}"
        raise Retryable(msg)


def _by_socket(folder: Path) -> _Place:
    path = folder / "socket"
    if not hasattr(socket, "AF_UNIX") or len(os.fsencode(path)) > _LONGEST_SOCKET:
        return _by_port()
    return _Place(f"unix://{path}?db=0", {"port": "0", "unixsocket": str(path), "unixsocketperm": "700"})


def _by_port() -> _Place:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    password = secrets.token_urlsafe()
    options = {"port": str(port), "bind": "127.0.0.1", "requirepass": password}
    return _Place(f"redis://:{password}@127.0.0.1:{port}/0", options)


@contextmanager
def _running(folder: Path, place: _Place, fsync: str | None, log: int) -> Iterator[subprocess.Popen[bytes]]:
    options = place.options | {
        "dir": str(folder),
        "appendonly": "yes" if fsync else "no",
        "appendfsync": fsync or "no",
        "save": "",
        "maxmemory": os.environ.get("KHABAR_VALKEY_MEMORY", "1gb"),
        "maxmemory-policy": "noeviction",
        "loglevel": "warning",
    }
    file = folder / "valkey.conf"  # and not the command line, which everybody on the machine can read
    file.write_text("".join(f'{name} "{value}"\n' for name, value in options.items()), "utf-8")
    command = [valkey_binary(), str(file)]
    with subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True) as server:  # noqa: S603 - our own
        try:
            yield server
        finally:
            _end(server)


def _end(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()


def _answers(server: subprocess.Popen[bytes], url: str) -> bool:
    deadline = time.monotonic() + _START_SECONDS
    with Redis.from_url(url) as client:
        while server.poll() is None and time.monotonic() < deadline:
            try:
                return bool(client.ping())
            except (RedisError, OSError):
                time.sleep(0.02)
    return False


@contextmanager
def _ended_in_order() -> Iterator[None]:
    """Let a request to end run what ends the server; only the main thread is asked."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, _leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _leave(number: int, frame: FrameType | None) -> None:
    del number, frame
    sys.exit(_TERMINATED)
