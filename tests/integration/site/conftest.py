"""A real site on a file of its own, asked over HTTP."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import httpx
import pytest
import uvicorn

from khabar_site.app import create_app
from khabar_site.settings import SiteSettings
from khabar_site.site import Site

_START_SECONDS = 10
NEWSROOM = """
[newsroom]
name = "مرصد الفرات"
timezone = "Asia/Damascus"
[[sections]]
id = "news"
name = "آخر الأخبار"
"""


class _Here(httpx.HTTPTransport):
    """Takes every request to a port of this machine, whatever host it names."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self._port = port

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.url = request.url.copy_with(host="127.0.0.1", port=self._port)
        return super().handle_request(request)


@contextmanager
def serving(settings: SiteSettings, clock: Callable[[], datetime] | None = None) -> Iterator[httpx.Client]:
    """Serve a site on a free port, and ask it as publish does; readers ask the same without the token."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(create_app(Site(settings, clock)), log_config=None))
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        deadline = time.monotonic() + _START_SECONDS
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.005)
        try:
            headers = {"authorization": "Bearer secret"}
            transport = _Here(listening.getsockname()[1])
            with httpx.Client(base_url="http://news.test", headers=headers, transport=transport) as client:
                yield client
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture
def site_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SiteSettings:
    """Settings of a site that no other test knows."""
    (tmp_path / "newsroom.toml").write_text(NEWSROOM, "utf-8")
    monkeypatch.setenv("KHABAR_CONFIG", str(tmp_path / "newsroom.toml"))
    monkeypatch.setenv("KHABAR_SITE_DATABASE", str(tmp_path / "site.db"))
    monkeypatch.setenv("KHABAR_SITE_TOKEN", "secret")
    monkeypatch.setenv("KHABAR_SITE_URL", "http://news.test")
    return SiteSettings()


@pytest.fixture
def site(site_settings: SiteSettings) -> Iterator[httpx.Client]:
    """A site that is being served."""
    with serving(site_settings) as client:
        yield client
