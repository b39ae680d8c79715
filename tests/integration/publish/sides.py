"""The far sides that need nothing but this machine, each of which can go away and return."""

import json
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from .faulty import Faulty
from .outage import FarSide
from .receiver import Receiver
from .site_server import SiteServer
from .target_contract import SECRET as SITE_TOKEN
from .telegram_server import CHANNEL, TOKEN, TelegramServer


@dataclass
class AwayWebhook(FarSide):
    """A partner's receiver."""

    receiver: Receiver = field(default_factory=Receiver)

    def table(self, folder: Path) -> dict[str, Any]:  # noqa: ARG002 - its secret is the archive's
        return {"type": "webhook", "url": self.receiver.url, "secret_file": "secret"}

    async def goes(self) -> None:
        await self.receiver.stop()

    async def returns(self) -> None:
        assert self.receiver.calls == []
        await self.receiver.start()

    def standing(self) -> list[str]:
        assert self.receiver.repeated == self.receiver.went_back == 0
        return [json.dumps(event, ensure_ascii=False) for event in self.receiver.taken]


@dataclass
class Away(FarSide):
    """A far side behind a proxy, which is what goes away."""

    proxy: Faulty

    async def goes(self) -> None:
        await self.proxy.stop()

    async def returns(self) -> None:
        assert self.proxy.asked == []
        await self.proxy.start()


@dataclass
class AwaySite(Away):
    """The built-in site."""

    server: SiteServer

    def table(self, folder: Path) -> dict[str, Any]:  # noqa: ARG002 - its token stands in the settings
        return {"type": "site", "url": self.proxy.url}

    def settings(self) -> dict[str, Any]:
        return {"site_token": SecretStr(SITE_TOKEN)}

    def standing(self) -> list[str]:
        with sqlite3.connect(self.server.settings.site_database) as base:
            rows = base.execute("SELECT headline FROM article WHERE removal_kind IS NULL").fetchall()
        return [str(headline) for (headline,) in rows]


@dataclass
class AwayChannel(Away):
    """A Telegram channel that takes as much as we like."""

    server: TelegramServer

    def table(self, folder: Path) -> dict[str, Any]:
        (folder / "token").write_text(TOKEN)
        told = {"channel": CHANNEL, "token_file": "token", "api": self.proxy.url, "rate": "1000/second", "burst": 100}
        return {"type": "telegram", **told}

    def standing(self) -> list[str]:
        assert self.server.called("sendMessage") == len(self.server.messages)
        return self.server.texts


@dataclass
class AwayFolder(FarSide):
    """A folder whose disk is not mounted for a while."""

    root: Path = Path()

    def table(self, folder: Path) -> dict[str, Any]:
        self.root = folder / "public"
        self.root.mkdir()
        return {"type": "folder", "path": "public"}

    async def goes(self) -> None:
        self.root.rename(self.root.with_name("unmounted"))

    async def returns(self) -> None:
        self.root.with_name("unmounted").rename(self.root)

    def standing(self) -> list[str]:
        return [path.read_text("utf-8") for path in self.root.glob("[0-9]*/*/*.html")]
