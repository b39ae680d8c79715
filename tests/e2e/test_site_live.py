"""A list that is being read outlives a restart of the site, in a real browser."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import uvicorn
from playwright.async_api import Browser, expect

from khabar_site.app import create_app
from khabar_site.settings import SiteSettings
from khabar_site.site import Site
from tests.integration.site.told import push
from tests.unit.site.articles import uuid_of

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

_NEWSROOM = '[newsroom]\nname = "مرصد الفرات"\ntimezone = "Asia/Damascus"\n[site]\npictures = "none"\n'
_PATIENCE_SECONDS = 60
_PATIENCE_MS = _PATIENCE_SECONDS * 1000


@contextmanager
def _serving(settings: SiteSettings, port: int) -> Iterator[httpx.Client]:
    """Serve a site on a port that stays the same when it is served again."""
    with socket.create_server(("127.0.0.1", port)) as listening:
        server = uvicorn.Server(uvicorn.Config(create_app(Site(settings)), log_config=None))
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.01)
        try:
            headers = {"authorization": "Bearer secret"}
            home = f"http://127.0.0.1:{port}"
            with httpx.Client(base_url=home, headers=headers, timeout=_PATIENCE_SECONDS, trust_env=False) as site:
                yield site
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SiteSettings:
    """Settings of a site that nobody else knows."""
    (tmp_path / "newsroom.toml").write_text(_NEWSROOM, "utf-8")
    monkeypatch.setenv("KHABAR_CONFIG", str(tmp_path / "newsroom.toml"))
    monkeypatch.setenv("KHABAR_SITE_DATABASE", str(tmp_path / "site.db"))
    monkeypatch.setenv("KHABAR_SITE_TOKEN", "secret")
    return SiteSettings()


async def test_a_list_goes_on_after_the_site_was_restarted_with_what_it_missed(
    settings: SiteSettings, browser: Browser
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    page = await browser.new_page(viewport={"width": 390, "height": 700})
    offer, cards = page.locator(".fresh button"), page.locator(".list .card")
    with _serving(settings, port) as site:
        for hour, name in enumerate(("مطر", "فيضان", "إنقاذ")):
            push(site, name, published_at=f"2024-03-10T{9 + hour:02}:00:00+03:00")
        async with page.expect_response(lambda answer: "/latest/live" in answer.url):
            await page.goto(f"http://127.0.0.1:{port}/latest")
    with _serving(settings, port) as site:
        await asyncio.to_thread(push, site, "إغاثة", published_at="2024-03-10T15:00:00+03:00")
        await expect(offer).to_have_text("مادة واحدة جديدة", timeout=_PATIENCE_MS)
        kill = {"revision": 1, "kind": "kill"}
        await asyncio.to_thread(site.delete, f"/api/articles/{uuid_of('مطر')}", params=kill)
        await expect(cards).to_have_count(2, timeout=_PATIENCE_MS)
        await offer.click()
        assert await cards.locator("h2").all_inner_texts() == ["إغاثة", "إنقاذ", "فيضان"]
        await page.close()
