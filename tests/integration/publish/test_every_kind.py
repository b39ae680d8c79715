"""Every kind of target that needs nothing but this machine passes the one suite."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from .kinds import a_channel, a_folder, a_site, a_webhook
from .one_contract import Kind, OneContract, OverTheNetwork
from .site_server import SiteServer

_FORMATS = ["blocks", "cloudevents", "html", "native", "ninjs-1.4", "ninjs-2.1", "ninjs-3.1", "plain", "superdesk"]


class TestSite(OverTheNetwork):
    @pytest.fixture
    async def kind(self, site: SiteServer) -> AsyncIterator[Kind]:
        async with a_site(site) as kind:
            yield kind


class TestWebhook(OverTheNetwork):
    @pytest.fixture(params=_FORMATS)
    async def kind(self, tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Kind]:
        async with a_webhook(tmp_path, request.param) as kind:
            yield kind


class TestTelegram(OverTheNetwork):
    @pytest.fixture
    async def kind(self, tmp_path: Path) -> AsyncIterator[Kind]:
        async with a_channel(tmp_path) as kind:
            yield kind


class TestFolder(OneContract):
    @pytest.fixture
    async def kind(self, tmp_path: Path) -> AsyncIterator[Kind]:
        async with a_folder(tmp_path) as kind:
            yield kind
