"""The real WordPress passes the suite of all kinds of targets, with our plug-in in it and without."""

from collections.abc import AsyncIterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from khabar.config import TargetSettings
from khabar_publish.app import make_target
from khabar_publish.settings import PublishSettings
from tests.integration.publish.faulty import Faulty
from tests.integration.publish.one_contract import Kind, OverTheNetwork

from .server import Post, WordPress

pytestmark = pytest.mark.server


@dataclass
class Blog(Kind):
    """A blog, seen as its readers see it."""

    wordpress: WordPress | None = None

    def shows(self) -> str | None:
        assert self.wordpress
        posts = self._published()
        if not posts:
            return None
        page = httpx.get(f"{self.wordpress.url}/?p={posts[0].id}", follow_redirects=True, trust_env=False, timeout=30)
        return page.raise_for_status().text

    def publications(self) -> int:
        return len(self._published())

    def received(self) -> str:
        return self.proxy.received.decode("utf-8", "replace") if self.proxy else ""

    def _published(self) -> list[Post]:
        assert self.wordpress
        return [post for post in self.wordpress.posts() if post.status == "publish"]


class TestWordPress(OverTheNetwork):
    @pytest.fixture(params=[True, False], ids=["with the plugin", "without"])
    async def kind(self, wordpress: WordPress, tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Kind]:
        with nullcontext() if request.param else wordpress.without_plugin():
            proxy = await Faulty(wordpress.url, r"^(POST|PUT|DELETE) ").start()
            (tmp_path / "newsroom.toml").touch()
            (tmp_path / "password").write_text(wordpress.password)
            told = {"url": proxy.url, "user": wordpress.user, "password_file": "password"}
            settings = PublishSettings(config=tmp_path / "newsroom.toml", fetch_private="127.0.0.1")
            target = make_target(TargetSettings.model_validate({"id": "blog", "type": "wordpress", **told}), settings)
            yield Blog(target, wordpress.password, proxy, wordpress=wordpress)
            await target.close()
            await proxy.stop()
