"""A list that is being read follows what the newsroom does, in a real browser."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx import Client
from playwright.async_api import Browser, ConsoleMessage, Page, expect

from khabar_site.settings import SiteSettings
from tests.integration.site.conftest import serving
from tests.integration.site.told import push
from tests.unit.site.articles import uuid_of

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

_NEWSROOM = '[newsroom]\nname = "مرصد الفرات"\ntimezone = "Asia/Damascus"\n[site]\npictures = "none"\n'


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Client, str]]:
    """A site with three articles, and where a browser finds it."""
    (tmp_path / "newsroom.toml").write_text(_NEWSROOM, "utf-8")
    monkeypatch.setenv("KHABAR_CONFIG", str(tmp_path / "newsroom.toml"))
    monkeypatch.setenv("KHABAR_SITE_DATABASE", str(tmp_path / "site.db"))
    monkeypatch.setenv("KHABAR_SITE_TOKEN", "secret")
    with serving(SiteSettings()) as site:
        for hour, name in enumerate(("مطر", "فيضان", "إنقاذ")):
            push(site, name, published_at=f"2024-03-10T{9 + hour:02}:00:00+03:00")
        yield (
            site,
            f"http://127.0.0.1:{site.get('/livez').extensions['network_stream'].get_extra_info('server_addr')[1]}",
        )


async def _reading(browser: Browser, address: str) -> tuple[Page, list[str]]:
    page = await browser.new_page(viewport={"width": 390, "height": 700})
    problems: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        problems.append(message.text)

    page.on("console", heard)
    page.on("pageerror", lambda error: problems.append(str(error)))
    async with page.expect_response(lambda answer: "/latest/live" in answer.url):
        await page.goto(address)
    await page.evaluate("document.fonts.ready")
    return page, problems


async def _headlines(page: Page) -> list[str]:
    return await page.locator(".list .card h2").all_inner_texts()


async def test_new_articles_wait_for_the_reader_and_removed_ones_leave_at_once(
    served: tuple[Client, str], browser: Browser
) -> None:
    site, home = served
    page, problems = await _reading(browser, f"{home}/latest")
    offer, place = page.locator(".fresh button"), await page.locator(".list").bounding_box()
    for name, said in (("إغاثة", "مادة واحدة جديدة"), ("تقرير", "مادتان جديدتان")):
        await asyncio.to_thread(push, site, name, published_at=f"2024-03-10T{10 + len(name)}:00:00+03:00")
        await expect(offer).to_have_text(said)
    assert await page.locator(".list").bounding_box() == place
    assert await _headlines(page) == ["إنقاذ", "فيضان", "مطر"], "nothing moves by itself"

    await asyncio.to_thread(push, site, "مطر", 2, headline="مطر غزير", published_at="2024-03-10T09:00:00+03:00")
    await expect(page.locator(".list .card h2").nth(2)).to_have_text("مطر غزير")
    kill: dict[str, str | int] = {"revision": 1, "kind": "kill"}
    await asyncio.to_thread(site.delete, f"/api/articles/{uuid_of('إنقاذ')}", params=kill)
    await expect(page.locator(".list .card")).to_have_count(2)
    await asyncio.to_thread(site.delete, f"/api/articles/{uuid_of('إغاثة')}", params=kill)
    await expect(offer).to_have_text("مادة واحدة جديدة")

    await offer.click()
    assert await _headlines(page) == ["تقرير", "فيضان", "مطر غزير"]
    await expect(offer).to_have_count(0)
    assert "/2024/03/" in await page.evaluate("document.activeElement.href"), "the keyboard goes on with what is new"
    assert problems == []


async def test_the_front_page_offers_what_is_new_and_shows_it_in_its_own_order(
    served: tuple[Client, str], browser: Browser
) -> None:
    site, home = served
    page, problems = await _reading(browser, home)
    await asyncio.to_thread(push, site, "عاجل من الرقة", breaking=True, published_at="2024-03-10T15:00:00+03:00")
    await expect(page.locator(".fresh button")).to_have_text("مادة واحدة جديدة")
    await page.locator(".fresh button").click()
    await expect(page.locator(".front .lead h2").first).to_have_text("عاجل من الرقة")
    assert problems == []


async def test_a_reader_without_scripts_has_the_same_list(served: tuple[Client, str], browser: Browser) -> None:
    _, home = served
    page = await browser.new_page(java_script_enabled=False)
    await page.goto(f"{home}/latest")
    assert await _headlines(page) == ["إنقاذ", "فيضان", "مطر"]
    assert await page.locator(".fresh").count() == 0
