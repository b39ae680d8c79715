"""The kinds of targets that need nothing but this machine, each with its far side."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from pydantic import SecretStr

from khabar.config import TargetSettings
from khabar_publish.app import make_target
from khabar_publish.settings import PublishSettings
from khabar_publish.targets import Target

from .channel import channel_toml
from .faulty import Faulty
from .inbox import TOKEN, Inbox
from .one_contract import Kind
from .receiver import SECRET
from .site_server import SiteServer
from .target_contract import SECRET as SITE_TOKEN
from .telegram_server import TOKEN as BOT
from .telegram_server import TelegramServer

_SECONDS = 3.0


@dataclass
class Site(Kind):
    """The built-in site, the real one."""

    server: SiteServer | None = None

    def shows(self) -> str | None:
        assert self.server
        found = re.search(r'"url":"([^"]+)"', self._feed())
        return self.server.page(found[1]).text if found else None

    def publications(self) -> int:
        return self._feed().count('"date_published"')

    def received(self) -> str:
        return ""

    def _feed(self) -> str:
        assert self.server
        page = httpx.get(f"{self.server.url}/feed.json", trust_env=False)
        return re.sub(r"\s*([:,])\s*", r"\1", page.text)


@dataclass
class Webhook(Kind):
    """A webhook in some format."""

    inbox: Inbox | None = None

    def shows(self) -> str | None:
        assert self.inbox
        newest = self.inbox.newest
        return newest.body if newest and newest.event == "article.enriched" else None

    def publications(self) -> int:
        assert self.inbox
        newest = self.inbox.newest
        if newest is None or newest.event != "article.enriched":
            return 0
        return sum((one.event, one.revision) == (newest.event, newest.revision) for one in self.inbox.letters)

    def received(self) -> str:
        assert self.inbox
        assert not self.inbox.unsigned
        return "".join(letter.body for letter in self.inbox.letters)


@dataclass
class Channel(Kind):
    """A Telegram channel."""

    server: TelegramServer | None = None

    def shows(self) -> str | None:
        assert self.server
        return "\n".join(self.server.texts) or None

    def publications(self) -> int:
        assert self.server
        return len(self.server.messages)

    def received(self) -> str:
        assert self.server
        return str(self.server.calls)


@dataclass
class Folder(Kind):
    """A folder of static files."""

    root: Path = Path()

    def shows(self) -> str | None:
        pages = self._pages()
        return pages[0].read_text("utf-8") if pages else None

    def publications(self) -> int:
        return len(self._pages())

    def received(self) -> str:
        return "".join(path.read_text("utf-8") for path in self.root.rglob("*.*") if path.suffix in {".html", ".xml"})

    def _pages(self) -> list[Path]:
        return sorted(self.root.glob("[0-9]*/*/*.html"))


@asynccontextmanager
async def a_site(server: SiteServer) -> AsyncIterator[Kind]:
    """The site, started for one test."""
    server.start()
    async with _before(server.url, r"^(PUT|DELETE) ") as proxy:
        settings = PublishSettings(
            site_url=proxy.url, site_token=SecretStr(SITE_TOKEN), target_timeout_seconds=_SECONDS
        )
        target = make_target(TargetSettings(id="site", type="site"), settings)
        yield Site(target, SITE_TOKEN, proxy, server=server)
        await target.close()


@asynccontextmanager
async def a_webhook(folder: Path, format_: str) -> AsyncIterator[Kind]:
    """A webhook that is told in this format."""
    superdesk = format_ == "superdesk"
    inbox = await Inbox("superdesk" if superdesk else "standard").start()
    (folder / "secret").write_text(TOKEN if superdesk else SECRET)
    async with _before(inbox.url, "^POST ") as proxy:
        told = {"url": f"{proxy.url}/hook", "secret_file": "secret", "format": format_}
        target = _made(folder, {"id": "partner", "type": "webhook", **told})
        secret = (TOKEN if superdesk else SECRET).removeprefix("whsec_")
        yield Webhook(target, secret, proxy, markup=format_ in {"html", "blocks"}, inbox=inbox)
        await target.close()
    await inbox.stop()


@asynccontextmanager
async def a_channel(folder: Path) -> AsyncIterator[Kind]:
    """A channel with a bot of ours."""
    server = await TelegramServer().start()
    async with _before(server.url, "/(send|edit|delete)[A-Z]") as proxy:
        settings = PublishSettings(config=channel_toml(folder, proxy.url), target_timeout_seconds=_SECONDS)
        target = make_target(settings.newsroom_config.targets[0], settings)
        yield Channel(target, BOT, proxy, guards=False, markup=False, server=server)
        await target.close()
    await server.stop()


@asynccontextmanager
async def a_folder(folder: Path) -> AsyncIterator[Kind]:
    """A folder that a web server shows."""
    root = folder / "public"
    root.mkdir()
    target = _made(folder, {"id": "pages", "type": "folder", "path": "public", "url": "https://pages.example"})
    yield Folder(target, "no secret at all", root=root)
    await target.close()


@asynccontextmanager
async def _before(url: str, meant: str) -> AsyncIterator[Faulty]:
    proxy = await Faulty(url, meant).start()
    yield proxy
    await proxy.stop()


def _made(folder: Path, table: dict[str, str]) -> Target:
    settings = PublishSettings(config=folder / "newsroom.toml", target_timeout_seconds=_SECONDS)
    (folder / "newsroom.toml").touch()
    return make_target(TargetSettings.model_validate(table), settings)
