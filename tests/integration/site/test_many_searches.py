"""Searches that take long keep nobody from reading."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from khabar_site import search_page
from khabar_site.ask import Ask
from khabar_site.look import Look
from khabar_site.page import Page
from khabar_site.settings import SiteSettings
from khabar_site.store import Reader
from tests.integration.site.conftest import serving


def test_pages_are_made_while_many_search(site_settings: SiteSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, over = threading.Barrier(5), threading.Event()
    waited: list[bool] = []

    def slow(_reader: Reader, _look: Look, _ask: Ask) -> Page:
        if not over.is_set():
            begun.wait(10)
            waited.append(over.wait(10))
        return Page("found")

    monkeypatch.setattr(search_page, "search", slow)
    with serving(site_settings) as site, ThreadPoolExecutor(20) as readers:
        searches = [readers.submit(site.get, "/search?q=a", timeout=20) for _ in range(20)]
        try:
            begun.wait(10)
            assert site.get("/archive", timeout=5).status_code == 200
        finally:
            over.set()
        assert {search.result().text for search in searches} == {"found"}
