"""A whole newsroom on a real server, a site on a real socket, and an archive; each part can be started alone."""

import asyncio
import json
import os
import socket
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any, cast

import httpx
from asgi_lifespan import LifespanManager
from pydantic import SecretStr
from redis.asyncio import Redis

from khabar import Event, Wire
from khabar.archive import Archive
from khabar.blobs import BlobStore
from khabar.cli.settings import CommandSettings
from khabar.keys import STREAMS, Keys
from khabar.settings import Settings
from khabar_control.app import make_app as make_control
from khabar_control.settings import ControlSettings
from khabar_enrich.app import make_app as make_enrich
from khabar_ingest.app import build as make_ingest
from khabar_ingest.settings import IngestSettings
from khabar_publish.app import make_app as make_publish
from khabar_publish.settings import PublishSettings
from khabar_site.settings import SiteSettings
from tests.integration.publish.site_server import SiteServer

TOKEN = "archive-token"
ADDRESS = "http://news.test"
SECONDS = 60


@dataclass
class Newsroom:
    """One newsroom's keys, folder and site; every site has the same address for its readers."""

    url: str
    keys: Keys
    folder: Path
    redis: Redis
    site: SiteServer = field(init=False)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        sample = (files("khabar.sample") / "newsroom.toml").read_text("utf-8")
        (self.folder / "newsroom.toml").write_text(sample, "utf-8")
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port: int = probe.getsockname()[1]
        self.site = SiteServer(
            SiteSettings.model_validate(
                {
                    "site_database": self.folder / "site.db",
                    "site_public_url": ADDRESS,
                    "site_token": SecretStr(TOKEN),
                    "config": self.folder / "newsroom.toml",
                }
            ),
            port,
        )

    @property
    def archive(self) -> Archive:
        return Archive(self.folder / "archive")

    @property
    def common(self) -> dict[str, Any]:
        """What all services are told."""
        return {
            "redis_url": self.url,
            "newsroom": self.keys.newsroom,
            "config": self.folder / "newsroom.toml",
            "blobs": self.folder / "blobs",
            "archive": self.folder / "archive",
            "site_url": self.site.url,
            "site_public_url": ADDRESS,
            "site_token": SecretStr(TOKEN),
            "ingest_token": SecretStr(TOKEN),
        }

    @property
    def command(self) -> CommandSettings:
        return CommandSettings.model_validate(self.common)

    @asynccontextmanager
    async def control(self) -> AsyncIterator[None]:
        """Run control, and so the archiver."""
        async with LifespanManager(make_control(ControlSettings.model_validate(self.common)), shutdown_timeout=30):
            yield

    @asynccontextmanager
    async def ingest(self) -> AsyncIterator[httpx.AsyncClient]:
        """Run ingest behind a client that has the token."""
        app: Any = make_ingest(IngestSettings.model_validate(self.common))
        headers = {b"authorization": f"Bearer {TOKEN}".encode()}
        async with LifespanManager(app, startup_timeout=30, shutdown_timeout=30) as manager:
            transport = httpx.ASGITransport(manager.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://ingest", headers=headers) as client:
                yield client

    @asynccontextmanager
    async def enrich(self) -> AsyncIterator[None]:
        app: Any = make_enrich(Settings.model_validate(self.common))
        async with LifespanManager(app, startup_timeout=60, shutdown_timeout=30):
            yield

    @asynccontextmanager
    async def publish(self) -> AsyncIterator[None]:
        app: Any = make_publish(PublishSettings.model_validate(self.common))
        async with LifespanManager(app, startup_timeout=30, shutdown_timeout=30):
            yield

    @asynccontextmanager
    async def running(self) -> AsyncIterator[httpx.AsyncClient]:
        """Run everything; yields a client of ingest once articles are taken in."""
        async with AsyncExitStack() as stack:
            self.site.start()
            stack.callback(self.site.stop)
            await stack.enter_async_context(self.control())
            await self.until(self.is_open)
            await stack.enter_async_context(self.enrich())
            await stack.enter_async_context(self.publish())
            yield await stack.enter_async_context(self.ingest())

    async def is_open(self) -> bool:
        """Whether articles may be admitted."""
        return await self.redis.get(self.keys.epoch) is not None

    async def shows(self, article: str, revision: int) -> None:
        """Wait until the site knows a revision."""
        await self.until(lambda: self._knows(article, revision))

    async def hears(self, stream: str, count: int) -> None:
        """Wait until a stream has so many entries."""

        async def so() -> bool:
            return await self.redis.xlen(self.keys.stream(stream)) >= count

        await self.until(so)

    async def is_archived(self) -> None:
        """Wait until all that is on the streams is in the archive."""
        await self.until(self._all_archived)

    async def flush(self) -> None:
        """Lose everything that the server knows of this newsroom, at once, as FLUSHALL does for all of them."""
        lua = "for _, key in ipairs(redis.call('KEYS', ARGV[1])) do redis.call('DEL', key) end"
        await cast("Awaitable[None]", self.redis.eval(lua, 0, self.keys("*")))

    async def told(self, stream: str) -> list[Event]:
        rows: Any = await self.redis.xrange(self.keys.stream(stream))
        return [Wire(BlobStore(self.folder / "blobs")).decode(fields) for _, fields in rows]

    async def settled(self) -> None:
        """Wait until nothing is under way: no stage has anything before it, no delivery waits."""
        await self.until(self._nothing_waits)

    async def khabar(self, *arguments: str) -> tuple[int, str, str]:
        """The ``khabar`` command in a process of its own: exit code and what it said."""
        process = await self.begun(*arguments)
        out, error = await asyncio.wait_for(process.communicate(), 120)
        return process.returncode or 0, out.decode(), error.decode()

    async def begun(self, *arguments: str) -> asyncio.subprocess.Process:
        """The ``khabar`` command as it runs."""
        bare = {name: value for name, value in os.environ.items() if not name.startswith("KHABAR_")}
        told = {f"KHABAR_{name.upper()}": _plain(value) for name, value in self.common.items()}
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "khabar.cli", *arguments),
            cwd=self.folder,
            env=bare | told | {"COLUMNS": "200"},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )

    async def state(self, article: str) -> dict[str, str]:
        """The admission state of an article."""
        found: Any = await self.redis.hgetall(self.keys.article(article))
        return {name.decode(): value.decode() for name, value in found.items()}

    async def until(self, condition: Callable[[], Awaitable[bool]], seconds: float = SECONDS) -> None:
        deadline = time.monotonic() + seconds
        while not await condition():
            assert time.monotonic() < deadline, f"not so after {seconds} s: {condition}"
            await asyncio.sleep(0.05)

    async def _knows(self, article: str, revision: int) -> bool:
        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await client.get(f"{self.site.url}/api/articles/{article}")
        return answer.is_success and json.loads(answer.content)["revision"] >= revision

    async def _nothing_waits(self) -> bool:
        for stream, group in (("articles", "enrich"), ("enriched", "publish-site")):
            groups: Any = await self.redis.xinfo_groups(self.keys.stream(stream))
            if any(row["pending"] or row["lag"] for row in groups if row["name"] == group.encode()):
                return False
        return not await self.redis.hlen(self.keys.due("site", "work"))

    async def _all_archived(self) -> bool:
        kept: Any = await self.redis.hgetall(self.keys.archived)
        for name in STREAMS:
            newest: Any = await self.redis.xrevrange(self.keys.stream(name), count=1)
            if newest and kept.get(name.encode()) != newest[0][0]:
                return False
        return True


def _plain(value: Any) -> str:  # noqa: ANN401 - a setting
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value)
