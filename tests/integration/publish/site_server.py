"""The project's own site behind a real socket, to be stopped and started again."""

import threading
import time
from dataclasses import dataclass

import httpx
import uvicorn

from khabar_site.app import create_app
from khabar_site.settings import SiteSettings
from khabar_site.site import Site

_START_SECONDS = 15


@dataclass
class SiteServer:
    """A site that keeps its file and its port."""

    settings: SiteSettings
    port: int
    _server: uvicorn.Server | None = None
    _thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> "SiteServer":
        config = uvicorn.Config(create_app(Site(self.settings)), port=self.port, log_config=None)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run)
        self._thread.start()
        deadline = time.monotonic() + _START_SECONDS
        while not self._server.started:
            assert time.monotonic() < deadline, "the site did not start"
            time.sleep(0.01)
        return self

    def stop(self) -> None:
        if self._server and self._thread:
            self._server.should_exit = True
            self._thread.join()
            self._server = self._thread = None

    def page(self, url: str) -> httpx.Response:
        return httpx.get(url, follow_redirects=True, trust_env=False)

    def holds(self, article_id: str) -> dict[str, object]:
        answer = httpx.get(f"{self.url}/api/articles/{article_id}", trust_env=False)
        assert answer.status_code == 200, answer.text
        found: dict[str, object] = answer.json()
        return found
