"""A reader's way from one report of a running story to all of it, in a real browser."""

from collections.abc import Iterator

import httpx
import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page

from khabar.cli.settings import CommandSettings
from tests.integration.site.told import FLOOD, copy, follow, push, reporter

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

FLOODED = "سيول تغمر أحياء غربي الحسكة بعد ليلة من الأمطار الغزيرة"
RESCUED, RETURNED = "فرق الإنقاذ تصل إلى عالقين في تل تمر", "عودة السكان إلى بيوتهم في الحسكة"
DAYS = {FLOODED: "2024-03-08", RESCUED: "2024-03-09", RETURNED: "2024-03-11"}


@pytest.fixture
def path(newsroom: CommandSettings) -> Iterator[str]:
    """Three articles of one story on the newsroom's site, and a copy of the last, whose path this is."""
    token = newsroom.site_token
    assert token
    headers = {"authorization": f"Bearer {token.get_secret_value()}"}
    with httpx.Client(base_url=newsroom.site_url, headers=headers, timeout=60, trust_env=False) as site:
        urls = [push(site, name, published_at=f"{day}T10:00:00+03:00") for name, day in DAYS.items()]
        push(site, "copy", canonical_url="https://radio.example/1")
        copy(site, "copy", of=RETURNED)
        copy(site, RETURNED, of=None, reporters=[reporter("copy", "radio", "إذاعة النهرين")])
        follow(site, FLOOD, *DAYS.items(), name=FLOODED)
        yield urls[-1].removeprefix(newsroom.site_url)


async def _no_wider_than(page: Page) -> bool:
    width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    return int(await page.evaluate(width)) <= 0


@pytest.mark.parametrize("width", [320, 1280])
async def test_a_reader_goes_from_a_report_to_its_story_and_on_to_how_it_began(
    newsroom: CommandSettings, browser: Browser, path: str, width: int
) -> None:
    page = await browser.new_page(viewport={"width": width, "height": 800})
    await page.goto(f"{newsroom.site_url}{path}")
    assert await page.locator(".reporters").inner_text() == "نقلته أيضاً (مصدر آخر): إذاعة النهرين"
    assert await _no_wider_than(page), f"the article at {width} px"

    await page.locator("h2#following a").click()
    assert page.url == f"{newsroom.site_url}/story/{FLOOD}"
    assert await page.locator("h1").inner_text() == FLOODED
    assert await page.locator(".timeline h3").all_inner_texts() == list(DAYS)
    assert await page.locator(".timeline h2 time").first.get_attribute("datetime") == DAYS[FLOODED]
    assert await _no_wider_than(page), f"the story at {width} px"

    await page.locator(".timeline h3 a").first.click()
    assert await page.locator("h1").inner_text() == FLOODED


async def test_neither_a_story_nor_its_articles_have_an_accessibility_violation(
    newsroom: CommandSettings, browser: Browser, path: str
) -> None:
    page = await browser.new_page()
    for address in (path, f"/story/{FLOOD}"):
        for scheme in ("light", "dark"):
            await page.emulate_media(color_scheme=scheme)
            await page.goto(f"{newsroom.site_url}{address}")
            found = await Axe().run(page)
            assert found.violations_count == 0, f"{address} ({scheme}):\n{found.generate_report()}"
