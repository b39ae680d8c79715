"""A newsroom of real processes: a server, the services with their replicas and a webhook's receiver."""

import asyncio
import os
import random
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from redis.asyncio import Redis

from khabar.blobs import BlobStore
from khabar.keys import Keys
from khabar.server import connect, wait_for_server
from tests.chaos import pointed, servers
from tests.chaos.part import Part
from tests.chaos.proxy import Proxy
from tests.integration.publish.receiver import SECRET, Receiver

TOKEN = "chaos-token"
WEBHOOK = "partner"
ALONE = ("site", "control")
"""Services of which there is one."""

_REPOSITORY = Path(__file__).resolve().parents[2]
_PORTS = range(20_000, 32_000)  # below those that the system gives to outgoing connections
_READY_SECONDS = 90


@dataclass(frozen=True, slots=True)
class Plan:
    """How a newsroom is set up.

    Args:
        replicas: how many of each stage.
        clocks: by how many seconds a part's clock is wrong.
        kills: how often each service kills itself at each of its points, with which ``chance`` at a pass.
        proxied: whether the services reach the server through a proxy only.
        server_options: more of the server's own options.
        server_environment: variables for the server alone.
        data: where the server keeps its append-only file, if it is not in the newsroom's folder.
    """

    server: str = servers.NAMES[0]
    replicas: int = 1
    clocks: Mapping[str, float] = field(default_factory=dict)
    kills: int = 0
    chance: float = 0.05
    seed: str = ""
    proxied: bool = False
    server_options: tuple[str, ...] = ()
    server_environment: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)
    data: Path | None = None


class Newsroom:
    """The processes of one newsroom in one folder; their logs lie in ``folder/logs``."""

    def __init__(self, folder: Path, plan: Plan) -> None:
        self.folder, self.plan, self.keys = folder, plan, Keys()
        names = [
            f"{stage}-{number}" for stage in ("ingest", "enrich", "publish") for number in range(1, plan.replicas + 1)
        ]
        self.ports = _free_ports("server", "proxy", *ALONE, *names)
        self.redis: Redis = connect(f"redis://127.0.0.1:{self.ports['server']}/0")
        self.receiver = Receiver()
        self.proxy = Proxy(self.ports["server"], self.ports["proxy"], random.Random(plan.seed))  # noqa: S311 - chance
        self.data = plan.data or folder / "server"
        for path in (folder / "logs", folder / "site", self.data):
            path.mkdir(parents=True, exist_ok=True)
        self._lay_tokens()
        command = [*servers.command(plan.server, self.ports["server"], self.data), *plan.server_options]
        self.server = Part("server", command, {**os.environ, **plan.server_environment}, folder / "logs" / "server.log")
        self.services = [self._service(name) for name in (*ALONE, *names)]

    @property
    def blobs(self) -> BlobStore:
        """The store that all replicas share."""
        return BlobStore(self.folder / "blobs")

    @property
    def archive(self) -> Path:
        """Where control writes the archive."""
        return self.folder / "archive"

    @property
    def tokens(self) -> Path:
        """Where the kills lie that are left to the services."""
        return self.folder / "tokens"

    @property
    def ingest_urls(self) -> list[str]:
        """Where articles can be sent."""
        return [self.url(part.name) for part in self.all_of("ingest")]

    @property
    def config(self) -> Path:
        """The newsroom's file."""
        return self.folder / "newsroom.toml"

    def all_of(self, service: str) -> list[Part]:
        """A service's replicas."""
        return [part for part in self.services if part.name.partition("-")[0] == service]

    def url(self, name: str) -> str:
        """The address of a process."""
        return f"http://127.0.0.1:{self.ports[name]}"

    def kills_left(self) -> dict[str, int]:
        """The points at which services still have to kill themselves."""
        left = {
            f"{service} {point.name}": pointed.tokens(self.tokens, service, point)
            for service, points in pointed.POINTS.items()
            for point in points
        }
        counts = {name: sum(1 for _ in path.iterdir()) if path.is_dir() else 0 for name, path in left.items()}
        return {name: count for name, count in counts.items() if count}

    async def ready(self) -> None:
        """Wait until every service says that it is ready.

        Raises:
            TimeoutError: one is not, after 90 seconds; the end of its log is in the message.
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

    async def add(self, service: str) -> Part:
        """Start one more replica of a stage."""
        name = f"{service}-{len(self.all_of(service)) + 1}"
        self.ports |= _free_ports(name)
        part = self._service(name)
        self.services.append(part)
        await part.start()
        return part

    async def remove(self, part: Part) -> None:
        """Stop a replica for good."""
        self.services.remove(part)
        await part.stop()

    def count(self, event: str) -> int:
        """How many lines of all services' logs tell of an event."""
        mark = f'"event": "{event}"'.encode()
        return sum(path.read_bytes().count(mark) for path in (self.folder / "logs").iterdir())

    def settings(self) -> dict[str, str]:
        """The environment of the services and of commands."""
        door = "proxy" if self.plan.proxied else "server"
        return {
            "PYTHONPATH": str(_REPOSITORY),
            "KHABAR_REDIS_URL": f"redis://127.0.0.1:{self.ports[door]}/0",
            "KHABAR_BLOBS": str(self.folder / "blobs"),
            "KHABAR_ARCHIVE": str(self.archive),
            "KHABAR_CONFIG": str(self.config),
            "KHABAR_DATA": str(self.folder / "no-pipeline-here"),
            "KHABAR_SITE_DATABASE": str(self.folder / "site" / "site.db"),
            "KHABAR_SITE_URL": self.url("site"),
            "KHABAR_INGEST_URL": self.url("ingest-1"),
            "KHABAR_HOST": "127.0.0.1",
            "KHABAR_INGEST_TOKEN": TOKEN,
            "KHABAR_SITE_TOKEN": TOKEN,
            "KHABAR_LOG_FORMAT": "json",
            "KHABAR_TARGET_TIMEOUT_SECONDS": "3",
            **self.plan.settings,
        }

    def configure(self) -> None:
        """Write the newsroom's file: the site, and a partner who gets a webhook."""
        (self.folder / "secret").write_text(SECRET, "utf-8")
        targets = f"""
[[targets]]
id = "site"
type = "site"

[[targets]]
id = "{WEBHOOK}"
type = "webhook"
url = "{self.receiver.url}"
secret_file = "secret"
"""
        self.config.write_text(targets, "utf-8")

    def _service(self, name: str) -> Part:
        service = name.partition("-")[0]
        command = [sys.executable, "-m", "tests.chaos.pointed", service]
        wounds = {pointed.CLOCK: str(self.plan.clocks[name])} if name in self.plan.clocks else {}
        if self.plan.kills:
            wounds |= {
                pointed.TOKENS: str(self.tokens),
                pointed.SEED: f"{self.plan.seed} {name}",
                pointed.CHANCE: str(self.plan.chance),
            }
        environment = {**_without_settings(), **self.settings(), **wounds, "KHABAR_PORT": str(self.ports[name])}
        return Part(name, command, environment, self.folder / "logs" / f"{name}.log")

    def _lay_tokens(self) -> None:
        for service, points in pointed.POINTS.items():
            for point in points:
                folder = pointed.tokens(self.tokens, service, point)
                for number in range(self.plan.kills):
                    folder.mkdir(parents=True, exist_ok=True)
                    (folder / str(number)).touch()


@asynccontextmanager
async def running(folder: Path, plan: Plan) -> AsyncIterator[Newsroom]:
    """Run a newsroom in an empty folder until the block ends; then everything is stopped, the server last."""
    newsroom = Newsroom(folder, plan)
    async with AsyncExitStack() as stack:
        await newsroom.receiver.start()
        stack.push_async_callback(newsroom.receiver.stop)
        newsroom.configure()
        await stack.enter_async_context(newsroom.proxy.running())
        stack.push_async_callback(newsroom.server.stop)
        await newsroom.server.start()
        stack.push_async_callback(newsroom.redis.aclose)
        await wait_for_server(newsroom.redis)
        stack.push_async_callback(_stop, newsroom)
        await asyncio.gather(*(part.start() for part in newsroom.services))
        await newsroom.ready()
        yield newsroom


async def _stop(newsroom: Newsroom) -> None:
    await asyncio.gather(*(part.stop() for part in newsroom.services))


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
