"""The canary's page: it comes by the way of articles, and nobody but who knows of it finds it."""

import httpx
import pytest

from khabar_site.settings import SiteSettings

from .conftest import serving
from .told import push

MARK = "0123456789abcdef0123456789abcdef"


def put(site: httpx.Client, mark: str = MARK) -> httpx.Response:
    return site.put("/api/canary", json={"mark": mark})


def test_a_mark_is_shown_at_once_and_the_next_one_in_its_place(site: httpx.Client) -> None:
    assert site.get("/canary").status_code == 404
    assert put(site).json() == {"url": "http://news.test/canary"}
    assert site.get("/canary").text == MARK
    put(site, MARK[::-1])
    assert site.get("/canary").text == MARK[::-1]


def test_its_page_is_neither_kept_nor_indexed(site: httpx.Client) -> None:
    put(site)
    told = site.get("/canary").headers
    assert told["cache-control"] == "no-store"
    assert told["x-robots-tag"] == "noindex"
    assert told["content-type"] == "text/plain; charset=utf-8"


def test_a_mark_is_still_there_after_a_restart(site_settings: SiteSettings) -> None:
    with serving(site_settings) as site:
        put(site)
    with serving(site_settings) as site:
        assert site.get("/canary").text == MARK


def test_it_changes_no_page_that_readers_have(site: httpx.Client) -> None:
    push(site, "water")
    paths = ("/", "/latest", "/feed.xml", "/feed.json", "/sitemap.xml", "/sitemap/pages.xml")
    before = [site.get(path).headers["etag"] for path in paths]
    put(site)
    assert [site.get(path).headers["etag"] for path in paths] == before


@pytest.mark.parametrize("mark", ["", "short", "<script>alert(1)</script>", "م" * 32, "a" * 65])
def test_what_is_no_mark_is_refused(site: httpx.Client, mark: str) -> None:
    assert put(site, mark).status_code == 422
    assert site.get("/canary").status_code == 404


def test_without_the_token_nothing_is_put(site: httpx.Client) -> None:
    answer = site.put("/api/canary", json={"mark": MARK}, headers={"authorization": "Bearer other"})
    assert answer.status_code == 401
    assert site.get("/canary").status_code == 404
