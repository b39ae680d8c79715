"""The control room's page in a real browser, under its own policy."""

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import sync_playwright
from pydantic import SecretStr

from khabar.keys import Keys
from khabar_control.app import make_app
from khabar_control.settings import ControlSettings


@pytest.fixture
def address(valkey_url: str, keys: Keys, tmp_path: Path) -> Iterator[str]:
    """The room behind a real socket."""
    settings = ControlSettings(
        redis_url=valkey_url, newsroom=keys.newsroom, control_password=SecretStr("room"), archive=tmp_path / "archive"
    )
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(make_app(settings), log_config=None))
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        deadline = time.monotonic() + 10
        while not server.started:
            assert time.monotonic() < deadline, "the control room did not start"
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
        server.should_exit = True
        thread.join()


@pytest.mark.browser
def test_the_browser_shows_the_room_and_has_nothing_to_complain_about(address: str) -> None:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("no chromium on this machine: that a browser accepts the page under its policy is NOT tested here")
    complaints: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(http_credentials={"username": "desk", "password": "room"})
        page.on("console", lambda message: complaints.append(message.text))
        page.on("requestfailed", lambda request: complaints.append(request.url))
        page.on("response", lambda answer: complaints.append(answer.url) if answer.status == 404 else None)
        page.goto(address)
        heading = page.locator("h1").inner_text()
        styled = page.locator("table").first.evaluate("table => getComputedStyle(table).borderCollapse")
        browser.close()
    assert heading.startswith("غرفة التحكّم")
    assert styled == "collapse"
    assert complaints == []
