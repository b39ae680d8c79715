"""A list that is being read outlives a restart of the site, in a real browser."""

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Browser, expect

from tests.integration.site.told import push
from tests.unit.site.articles import uuid_of

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

_NEWSROOM = '[newsroom]\nname = "مرصد الفرات"\ntimezone = "Asia/Damascus"\n[site]\npictures = "none"\n'
_PATIENCE_SECONDS = 60
_PATIENCE_MS = _PATIENCE_SECONDS * 1000


@contextmanager
def _serving(port: int) -> Iterator[httpx.Client]:
    """Run the site's own program on a port, and end it as machines do."""
    command = [sys.executable, "-m", "khabar_site"]
    environment = {**os.environ, "KHABAR_PORT": str(port), "KHABAR_HOST": "127.0.0.1"}
    headers = {"authorization": "Bearer secret"}
    with (
        subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as program,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=60, trust_env=False) as site,
    ):
        try:
            _wait_for(site)
            yield site
        finally:
            program.terminate()
            program.wait(_PATIENCE_SECONDS)


def _wait_for(site: httpx.Client) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < deadline:
        with suppress(httpx.TransportError):
            site.get("/livez")
            return
        time.sleep(0.05)
    pytest.fail("the site does not start")


@pytest.fixture
def port(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """A free port, for a site that no other test knows."""
    (tmp_path / "newsroom.toml").write_text(_NEWSROOM, "utf-8")
    monkeypatch.setenv("KHABAR_CONFIG", str(tmp_path / "newsroom.toml"))
    monkeypatch.setenv("KHABAR_SITE_DATABASE", str(tmp_path / "site.db"))
    monkeypatch.setenv("KHABAR_SITE_TOKEN", "secret")
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


async def test_a_list_goes_on_after_the_site_was_restarted_with_what_it_missed(port: int, browser: Browser) -> None:
    page = await browser.new_page(viewport={"width": 390, "height": 700})
    offer, cards = page.locator(".fresh button"), page.locator(".list .card")
    with _serving(port) as site:
        for hour, name in enumerate(("مطر", "فيضان", "إنقاذ")):
            push(site, name, published_at=f"2024-03-10T{9 + hour:02}:00:00+03:00")
        async with page.expect_response(lambda answer: "/latest/live" in answer.url):
            await page.goto(f"http://127.0.0.1:{port}/latest")
    with _serving(port) as site:
        await asyncio.to_thread(push, site, "إغاثة", published_at="2024-03-10T15:00:00+03:00")
        await expect(offer).to_have_text("مادة واحدة جديدة", timeout=_PATIENCE_MS)
        kill: dict[str, str | int] = {"revision": 1, "kind": "kill"}
        await asyncio.to_thread(site.delete, f"/api/articles/{uuid_of('مطر')}", params=kill)
        await expect(cards).to_have_count(2, timeout=_PATIENCE_MS)
        await offer.click()
        assert await cards.locator("h2").all_inner_texts() == ["إغاثة", "إنقاذ", "فيضان"]
        await page.close()
