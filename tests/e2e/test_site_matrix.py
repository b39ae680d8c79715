"""Every kind of page in a real browser: in both languages, light and dark, narrow and wide, with scripts or none."""

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import unquote, urlsplit

import httpx
import pytest
from playwright.async_api import Browser, Response

from tests.e2e.site_pages import LITE, STATUS, pages
from tests.e2e.site_reading import Reading, reading
from tests.e2e.site_world import World, world

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

_PAGE_BYTES, _WHOLE_BYTES, _SCRIPT_BYTES, _LITE_BYTES = 40_000, 250_000, 10_000, 15_000


@pytest.fixture(scope="module", params=["ar", "en"])
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The world with its interface in one language."""
    with world(tmp_path_factory.mktemp("world"), request.param) as found:
        yield found


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_page_keeps_nobody_out_and_asks_no_other_host(
    told: World, browser: Browser, scheme: str, width: int
) -> None:
    wrong = []
    async with reading(browser, width, color_scheme=scheme) as found:
        for name, address in pages(told).items():
            seen = await found.open(address, STATUS.get(name, 200)) + await found.width() + await found.axe()
            wrong += [f"{name}: {problem}" for problem in seen]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(("width", "scale"), [(320, 1), (640, 2)], ids=["320px", "1280px-at-200-percent"])
async def test_no_page_scrolls_sideways_on_a_small_phone_or_enlarged_to_twice_its_size(
    told: World, browser: Browser, width: int, scale: int
) -> None:
    wrong = []
    async with reading(browser, width, device_scale_factor=scale) as found:
        for name, address in pages(told).items():
            await found.page.goto(address)
            wrong += [f"{name}: {problem}" for problem in await found.width()]
    assert not wrong, "\n".join(wrong)


async def test_a_printed_article_is_the_article_alone(told: World, browser: Browser) -> None:
    async with reading(browser, 700) as found:
        await found.page.emulate_media(media="print", color_scheme="dark")
        assert await found.open(pages(told)["article"]) + await found.width() + await found.axe() == []
        for selector in (".sections", ".foot", ".share", ".related"):
            assert not await found.page.locator(selector).first.is_visible(), selector
        assert await found.page.locator(".text").is_visible()
        assert await found.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


async def test_every_page_is_light(told: World, browser: Browser) -> None:
    wrong = []
    for name, address in pages(told).items():
        async with reading(browser, 1280) as found:
            await found.page.goto(address)
            await found.page.evaluate("document.fonts.ready")
            page, parts = await _bytes(found)
        script = sum(size for kind, size in parts if kind == "script")
        whole = page + sum(size for _, size in parts)
        print(f"{name:18} page {page:6} script {script:5} in all {whole:7}")  # noqa: T201 - the figures are told
        allowed = _LITE_BYTES if name in LITE else _WHOLE_BYTES
        if page > _PAGE_BYTES or script > _SCRIPT_BYTES or whole > allowed:
            wrong.append(f"{name}: page {page}, scripts {script}, in all {whole} bytes")
    assert not wrong, "\n".join(wrong)


async def test_without_scripts_every_link_of_every_page_leads_somewhere(told: World, browser: Browser) -> None:
    links: dict[str, str] = {}
    async with reading(browser, 390, java_script_enabled=False) as found:
        for name, address in pages(told).items():
            await found.page.goto(address)
            assert await found.page.locator("main h1").count() == 1, name
            html = await found.page.content()
            links |= dict.fromkeys(re.findall(r'<a [^>]*href="(/[^"#]*)', html), name)
    async with httpx.AsyncClient(base_url=told.home, follow_redirects=True) as reader:
        answers = {link: await reader.get(unescape(link)) for link in links}
    failed = [f"{links[link]}: {unquote(link)}" for link, answer in answers.items() if answer.is_error]
    assert not failed, "\n".join(failed)


async def test_without_scripts_a_reader_searches_narrows_and_opens_what_was_found(
    told: World, browser: Browser
) -> None:
    async with reading(browser, 390, java_script_enabled=False) as found:
        page = found.page
        await page.goto(told.home)
        await page.locator("#find").fill("أسعار الخضار")
        await page.locator("#find").press("Enter")
        assert await page.locator(".list .card").count() > 1
        assert await page.locator(".list mark").count() > 1
        await page.locator(".facets a", has_text="الرقة").first.click()
        assert "tag=place-raqqa" in page.url
        headline = await page.locator(".list .card h2").first.inner_text()
        await page.locator(".list .card h2 a").first.click()
        assert await page.locator("h1").inner_text() == headline


async def _bytes(found: Reading) -> tuple[int, list[tuple[str, int]]]:
    """How large a page and its parts are, as they were sent; photographs are left out."""
    whole = [answer for answer in found.answers if _kind(answer) not in {"photo", "eventsource"}]
    sized = [(_kind(answer), len(await answer.body())) for answer in whole]
    page = sum(size for kind, size in sized if kind == "document")
    return page, [(kind, size) for kind, size in sized if kind != "document"]


def _kind(answer: Response) -> str:
    return "photo" if urlsplit(answer.url).path.startswith("/pictures/") else answer.request.resource_type
