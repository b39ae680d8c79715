"""The maps for search engines hold to the protocol and name what may be indexed."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from httpx import Client
from lxml import etree  # type: ignore[import-untyped] # lxml ships no types

from khabar_site import sitemaps
from khabar_site.settings import SiteSettings
from tests.integration.site.conftest import serving
from tests.integration.site.test_pages import locations, month, put
from tests.unit.site.articles import pushed, uuid_of

__all__ = ["month"]

_SCHEMA = Path(__file__).parents[2] / "data" / "site" / "sitemap.xsd"
_NEWS = {"news": "http://www.google.com/schemas/sitemap-news/0.9"}


def valid(site: Client, address: str) -> etree._Element:
    response = site.get(address)
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/xml; charset=utf-8"
    tree = etree.fromstring(response.content)
    etree.XMLSchema(etree.parse(str(_SCHEMA))).assertValid(tree)
    return tree


def recent(hours: float) -> str:
    return (datetime.now(UTC) - timedelta(hours=hours)).isoformat()


def lastmod(tree: etree._Element, end: str) -> str | None:
    for url in tree.iter("{*}url", "{*}sitemap"):
        if (url.findtext("{*}loc") or "").endswith(end):
            found: str | None = url.findtext("{*}lastmod")
            return found
    raise AssertionError(end)


def test_every_map_of_the_index_holds_to_the_protocol(site: Client, month: list[str]) -> None:
    put(site, "evil", headline="</loc>]]>&\x0b عاجل", published_at=recent(1))
    valid(site, "/sitemap.xml")
    maps = locations(site.get("/sitemap.xml").content)
    assert maps[:3] == [f"http://news.test/sitemap{name}.xml" for name in ("/pages", "/tags", "-news")]
    for address in maps:
        valid(site, address)


def test_an_empty_site_has_an_index_and_a_map_of_its_pages(site: Client) -> None:
    valid(site, "/sitemap.xml")
    assert "http://news.test/section/news" in locations(site.get("/sitemap/pages.xml").content)
    assert locations(site.get("/sitemap-news.xml").content) == []
    assert site.get("/sitemap/tags.xml").status_code == 404


def test_pages_of_the_map_of_pages_are_there(site: Client, month: list[str]) -> None:
    for address in locations(site.get("/sitemap/pages.xml").content):
        assert site.get(address).status_code == 200, address


def test_a_month_with_many_articles_is_split(site: Client, month: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "_PART", 12)
    parts = [url for url in locations(site.get("/sitemap.xml").content) if "2024-03" in url]
    assert parts == [f"http://news.test/sitemap/2024-03{end}.xml" for end in ("", "-2", "-3")]
    held = [locations(site.get(part).content) for part in parts]
    assert [len(urls) for urls in held] == [12, 12, 6]
    assert {url for urls in held for url in urls} == set(month)
    for wrong in ("2024-03-1", "2024-03-4", "2024-13", "2024-3", "x", "2024-03-0"):
        assert site.get(f"/sitemap/{wrong}.xml").status_code == 404


def test_the_news_map_holds_two_days(site: Client) -> None:
    new = put(site, "new", published_at=recent(47), language="ar-SY")
    put(site, "old", published_at=recent(49))
    tree = valid(site, "/sitemap-news.xml")
    assert locations(site.get("/sitemap-news.xml").content) == [new]
    assert tree.findtext(".//news:name", namespaces=_NEWS) == "مرصد الفرات"
    assert tree.findtext(".//news:language", namespaces=_NEWS) == "ar"
    assert tree.findtext(".//news:title", namespaces=_NEWS) == "عودة المياه إلى أحياء الرقة"


def test_the_news_map_forgets_an_article_when_its_time_is_over_though_nothing_changes(
    site_settings: SiteSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemaps, "NEWS_HOURS", 2 / 3600)
    with serving(site_settings) as site:
        put(site, published_at=recent(0))
        assert len(locations(site.get("/sitemap-news.xml").content)) == 1
        deadline = datetime.now(UTC) + timedelta(seconds=5)
        while locations(site.get("/sitemap-news.xml").content):
            assert datetime.now(UTC) < deadline


def test_the_maps_tell_when_an_article_changed(site: Client, month: list[str]) -> None:
    moment = "2024-05-01T10:00:00+00:00"
    put(site, "n0", revision=2, published_at="2024-03-01T00:00:00+03:00", updated_at=moment, lead="نص آخر")
    url = site.get(f"/api/articles/{uuid_of('n0')}").json()["url"]
    for address, named in (("/sitemap/2024-03.xml", url), ("/sitemap.xml", "2024-03.xml")):
        told = lastmod(valid(site, address), named)
        assert told
        assert datetime.fromisoformat(told) == datetime.fromisoformat(moment)


def test_what_asks_not_to_be_indexed_is_in_no_map(site: Client) -> None:
    put(site, rights="excerpt+link", published_at=recent(1))
    assert "2024" not in str(locations(site.get("/sitemap.xml").content))
    assert locations(site.get("/sitemap-news.xml").content) == []


@pytest.mark.parametrize("kind", ["kill", "withdraw", "unpublish"])
def test_a_removed_article_leaves_every_map(site: Client, kind: str) -> None:
    url = put(site, published_at=recent(1))
    maps = locations(site.get("/sitemap.xml").content)
    assert any(url in site.get(address).text for address in maps)
    site.delete(f"/api/articles/{uuid_of('water')}", params={"revision": 1, "kind": kind})
    for address in maps:
        assert url not in site.get(address).text


def test_tags_that_tie_articles_together_are_mapped(site: Client, month: list[str]) -> None:
    other = [{"id": "place:hama", "type": "place", "name": "حماة"}]
    site.post("/api/articles:batch", json={"articles": [pushed("alone", enrichment={"tags": other})]})
    assert locations(site.get("/sitemap/tags.xml").content) == ["http://news.test/tag/place-raqqa"]
    ruling = {"id": "place:raqqa", "type": "place", "revision": 1, "name": None, "into": None, "blocked": True}
    assert site.put("/api/tags/place:raqqa", json=ruling).status_code == 200
    assert site.get("/sitemap/tags.xml").status_code == 404
