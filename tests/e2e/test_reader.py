"""A reader's way through the site that ``khabar up`` shows, in a real browser."""

from urllib.parse import unquote, urlsplit

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, Response

from khabar.cli.settings import CommandSettings

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

SHARE = ["واتساب", "تلغرام", "فيسبوك", "إكس", "البريد"]


async def _open(browser: Browser, width: int = 1280) -> tuple[Page, list[str]]:
    page = await browser.new_page(viewport={"width": width, "height": 900}, java_script_enabled=width == 1280)
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("response", lambda answer: problems.append(answer.url) if _is_foreign_or_failed(answer) else None)
    return page, problems


def _is_foreign_or_failed(answer: Response) -> bool:
    return urlsplit(answer.url).hostname != "127.0.0.1" or answer.status >= 400


async def _text(page: Page, selector: str) -> str:
    return (await page.locator(selector).first.inner_text()).strip()


@pytest.mark.parametrize("width", [1280, 390])
async def test_a_reader_goes_from_home_to_article_tag_related_section_archive_and_search(
    newsroom: CommandSettings, browser: Browser, width: int
) -> None:
    page, problems = await _open(browser, width)
    home = newsroom.site_url
    await page.goto(home)
    assert await page.locator("html").get_attribute("dir") == "rtl"

    with_related = await _first_article_with_related(page, home)
    headline = await _text(page, "h1")
    assert await page.locator("article.story h2").count() > 2, "sub-heads"
    assert await page.locator("article.story time[datetime]").count() > 2, "published, and dates in the text"
    assert [await _text(page, f".share li:nth-child({place})") for place in range(1, 6)] == SHARE
    assert await page.locator(".related .card :is(h2, h3) a").count() >= 1

    await page.locator("a[rel=tag]").first.click()
    assert "/tag/" in page.url
    assert await page.get_by_role("link", name=headline).count() >= 1, "the tag's page lists the article"

    await page.goto(with_related)
    other = await _text(page, ".related .card :is(h2, h3) a")
    await page.locator(".related .card :is(h2, h3) a").first.click()
    assert await _text(page, "h1") == other

    await page.locator(".kicker a").first.click()
    assert "/section/" in page.url
    await page.get_by_role("link", name="الأرشيف").first.click()
    assert await page.locator("main a[href^='/archive/']").count() >= 1

    await page.locator("#find").fill(" ".join(headline.split()[:3]))
    await page.locator("#find").press("Enter")
    assert await page.get_by_role("link", name=headline).count() >= 1, "search finds the headline's words"
    assert problems == []


async def _first_article_with_related(page: Page, home: str) -> str:
    await page.goto(f"{home}/latest")
    paths = [await link.get_attribute("href") for link in await page.locator("main .card :is(h2, h3) a").all()]
    for path in paths:
        await page.goto(f"{home}{path}")
        tagged, subheads = page.locator("a[rel=tag]"), page.locator("article.story .text h2")
        related = page.locator(".related .card :is(h2, h3) a")
        if await related.count() and await tagged.count() and await subheads.count():
            return page.url
    pytest.fail("no article of the sample has tags, sub-heads and related articles")


async def test_no_page_a_reader_meets_has_an_accessibility_violation(
    newsroom: CommandSettings, browser: Browser
) -> None:
    page, _ = await _open(browser)
    home = newsroom.site_url
    article = await _first_article_with_related(page, home)
    for address in (
        article,
        home,
        f"{home}/latest",
        f"{home}/archive",
        f"{home}/search?q=سوريا",
        f"{home}/corrections",
    ):
        for scheme in ("light", "dark"):
            await page.emulate_media(color_scheme=scheme)
            await page.goto(address)
            found = await Axe().run(page)
            assert found.violations_count == 0, f"{unquote(address)} ({scheme}):\n{found.generate_report()}"


@pytest.mark.parametrize("width", [320, 390, 1280])
async def test_no_page_scrolls_sideways(newsroom: CommandSettings, browser: Browser, width: int) -> None:
    page = await browser.new_page(viewport={"width": width, "height": 800})
    article = await _first_article_with_related(page, newsroom.site_url)
    for address in (newsroom.site_url, article, f"{newsroom.site_url}/archive"):
        await page.goto(address)
        overflow = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{unquote(address)} at {width} px"
