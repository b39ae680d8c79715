"""A pipeline as a newcomer starts it, and a real browser to read its site with."""

import shutil
from collections.abc import AsyncIterator, Iterator

import pytest
from playwright.async_api import Browser, async_playwright

from khabar.cli.private import pipeline
from khabar.cli.settings import CommandSettings

QUIET = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
CALM = ["--disable-component-update", "--disable-sync", "--no-sandbox"]


@pytest.fixture(scope="session")
def newsroom() -> Iterator[CommandSettings]:
    """``khabar up`` with the sample newsroom on its site."""
    with pipeline(demo=True) as settings:
        yield settings


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """Headless Chromium of the system."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium on this machine; install Debian's package chromium to run the browser tests")
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=path, args=[*QUIET, *CALM])
        yield chromium
        await chromium.close()
