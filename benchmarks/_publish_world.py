"""A newsroom whose targets are receivers that do nothing, and the publish service as operators run it."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, cast
from uuid import uuid4

import httpx
from redis.asyncio import Redis

from benchmarks._article import enriched, revision
from khabar.events import make
from khabar.keys import Keys
from khabar.wire import Wire

_KEY = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
_SECONDS = 60
_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Heard:
    """A receipt: of which article, by which target, and when, by the server's clock."""

    article: str
    target: str
    at: float


@dataclass
class Newsroom:
    """One newsroom on a server, with the ports of its receivers by target; ``heard`` are the receipts so far."""

    url: str
    redis: Redis
    keys: Keys
    folder: Path
    ports: dict[str, int]
    heard: list[Heard] = field(default_factory=list)
    _last: str = "-"

    async def send(self, first: int, count: int, number: int = 1) -> None:
        """Put so many articles before publish, in this revision."""
        for start in range(first, first + count, _AT_ONCE):
            pipe = self.redis.pipeline(transaction=False)
            for each in range(start, min(start + _AT_ONCE, first + count)):
                pipe.xadd(self.keys.stream("enriched"), _entry(each, number))
            await pipe.execute()

    async def sent(self) -> dict[str, float]:
        """When each article's last event was put there, by the server's clock."""
        return {fields[b"subject"].decode(): _seconds(id_) for id_, fields in await self._rows("enriched")}

    async def listen(self) -> list[Heard]:
        """The receipts so far, those that came meanwhile among them."""
        for id_, fields in await self._rows("published", self._last):
            self._last = f"({id_}"
            if fields[b"type"] == b"khabar.article.published.v1":
                target = fields[b"source"].decode().rpartition("/")[2]
                self.heard.append(Heard(fields[b"subject"].decode(), target, _seconds(id_)))
        return self.heard

    async def recovered(self) -> float:
        """When a target that had been down was found to be well."""
        async with asyncio.timeout(_SECONDS):
            while True:
                for id_, fields in await self._rows("ops"):
                    if fields[b"type"] == b"khabar.target.recovered.v1":
                        return _seconds(id_)
                await asyncio.sleep(0.01)

    async def until(self, count: int) -> None:
        """Wait until so many receipts were told."""
        async with asyncio.timeout(5 * _SECONDS):
            while len(await self.listen()) < count:  # noqa: ASYNC110 - only the server knows when
                await asyncio.sleep(0.02)

    async def _rows(self, stream: str, after: str = "-") -> list[tuple[str, dict[bytes, bytes]]]:
        found = await self.redis.xrange(self.keys.stream(stream), min=after)
        rows = cast("list[tuple[bytes, dict[bytes, bytes]]]", found)
        return [(id_.decode(), fields) for id_, fields in rows]


@asynccontextmanager
async def newsroom(url: str, folder: Path, targets: Sequence[str]) -> AsyncIterator[Newsroom]:
    """A newsroom that no other knows, whose receivers do not run yet."""
    redis, keys = Redis.from_url(url), Keys(f"bench-{uuid4().hex[:8]}")
    one = Newsroom(url, redis, keys, folder, {target: free_port() for target in targets})
    (folder / "secret").write_text(_KEY)
    tables = [
        f'[[targets]]\nid = "{id_}"\ntype = "webhook"\nurl = "http://127.0.0.1:{port}/"\nsecret_file = "secret"\n'
        for id_, port in one.ports.items()
    ]
    (folder / "newsroom.toml").write_text("".join(tables))
    yield one
    await redis.flushall()
    await redis.aclose()


@contextmanager
def receiver(port: int, milliseconds: float = 0) -> Iterator[None]:
    """Have a receiver listen on a port, in a process of its own."""
    process = subprocess.Popen([sys.executable, "-m", "benchmarks._noop", str(port), str(milliseconds)])
    try:
        yield
    finally:
        process.terminate()
        process.wait(_SECONDS)


class Service:
    """The publish service in a process of its own."""

    def __init__(self, port: int) -> None:
        self._url = f"http://127.0.0.1:{port}"

    async def cpu(self) -> float:
        """How many seconds of CPU the process has used."""
        async with httpx.AsyncClient(trust_env=False) as client:
            told = (await client.get(f"{self._url}/metrics")).raise_for_status().text
        line = next(line for line in told.splitlines() if line.startswith("process_cpu_seconds_total "))
        return float(line.split()[1])

    async def ready(self) -> None:
        """Wait until it reads its streams."""
        async with httpx.AsyncClient(trust_env=False) as client, asyncio.timeout(_SECONDS):
            while not await _answers(client, f"{self._url}/readyz"):  # noqa: ASYNC110 - it says so to nobody
                await asyncio.sleep(0.05)


@asynccontextmanager
async def service(of: Newsroom) -> AsyncIterator[Service]:
    """Run the service as it ships."""
    port = free_port()
    settings = {
        "KHABAR_REDIS_URL": of.url,
        "KHABAR_NEWSROOM": of.keys.newsroom,
        "KHABAR_CONFIG": str(of.folder / "newsroom.toml"),
        "KHABAR_BLOBS": str(of.folder / "blobs"),
        "KHABAR_PORT": str(port),
        "KHABAR_LOG_FORMAT": "json",
    }
    with (of.folder / "publish.log").open("ab") as log:
        process = _started("khabar_publish", os.environ | settings, log)
    try:
        one = Service(port)
        await one.ready()
        yield one
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(_SECONDS)


def _started(module: str, environment: Mapping[str, str], log: BinaryIO) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", module], env=environment, stdout=log, stderr=log)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _seconds(id_: str) -> float:
    """When an entry was added, by the server's clock."""
    return int(id_.partition("-")[0]) / 1000


async def _answers(client: httpx.AsyncClient, url: str) -> bool:
    try:
        return (await client.get(url)).is_success
    except httpx.TransportError:
        return False


def _entry(article: int, number: int) -> dict[Any, Any]:
    told = enriched(revision(article)).model_copy(
        update={"revision": number, "content_sha": f"{number:08x}{article:056x}"}
    )
    event = make("article.enriched", told, source="khabar/enrich", subject=told.id, revision=number)
    return cast("dict[Any, Any]", Wire().encode(event))
