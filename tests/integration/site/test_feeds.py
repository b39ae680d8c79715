"""Feeds tell the same articles in three formats, with their whole text, and what left them."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote
from xml.etree.ElementTree import Element, fromstring

import feedparser
import pytest
from httpx import Client

from khabar_site.settings import SiteSettings
from tests.integration.site.conftest import serving
from tests.integration.site.test_pages import put
from tests.integration.site.told import copy, follow
from tests.unit.site.articles import pushed, uuid_of

_STORY = "abcdefghijkl"
_ATOM, _AT = "{http://www.w3.org/2005/Atom}", "{http://purl.org/atompub/tombstones/1.0}"
_LISTS = ("", "/section/news", "/tag/place-raqqa", "/author/هدى-العلي", f"/story/{_STORY}")


def signed(site: Client, name: str = "water", **changes: Any) -> str:  # noqa: ANN401 - any field of an article
    return put(site, name, **{"authors": ["هدى العلي"], **changes})


def told(site: Client, *names: str) -> None:
    assert follow(site, _STORY, *((name, "2024-03-10") for name in names)).status_code < 300


def atom(site: Client, address: str = "") -> Element:
    return fromstring(site.get(f"{address}/feed.atom").content)  # noqa: S314 - the site's own


def deleted(site: Client, address: str = "") -> list[str | None]:
    return [entry.get("ref") for entry in atom(site, address).findall(f"{_AT}deleted-entry")]


def item(site: Client, place: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = site.get("/feed.json").json()["items"][place]
    return found


@pytest.fixture
def with_hub(site_settings: SiteSettings) -> Iterator[Client]:
    assert site_settings.config
    with site_settings.config.open("a", encoding="utf-8") as file:
        file.write('[site]\nhub = "http://127.0.0.1:1/hub"\npictures = "link"\n')
    with serving(SiteSettings()) as client:
        yield client


@pytest.mark.parametrize("address", _LISTS)
@pytest.mark.parametrize("name", ["feed.xml", "feed.atom"])
def test_a_reader_of_rss_or_atom_gets_every_list(site: Client, address: str, name: str) -> None:
    url = signed(site, updated_at="2024-03-11T10:00:00+03:00")
    told(site, "water")
    feed = feedparser.parse(site.get(f"{address}/{name}").content)
    assert not feed.bozo
    assert (feed.feed.language, feed.feed.title[:11]) == ("ar", "مرصد الفرات")
    entry = feed.entries[0]
    assert (entry.id, entry.link, entry.author) == (f"urn:uuid:{uuid_of('water')}", url, "هدى العلي")
    assert {tag.term for tag in entry.tags} == {"آخر الأخبار", "الرقة"}
    assert entry.published_parsed[:5] == (2024, 3, 10, 6, 30)
    assert entry.updated_parsed[:5] == (2024, 3, 11, 7, 0)
    assert "قال مهندس إن المضخة تعطلت." in entry.content[-1].value


@pytest.mark.parametrize("address", _LISTS)
def test_a_json_feed_has_what_version_1_1_asks_for(site: Client, address: str) -> None:
    url = signed(site)
    told(site, "water")
    response = site.get(f"{address}/feed.json")
    feed = response.json()
    assert response.headers["content-type"].startswith("application/feed+json")
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert unquote(feed["feed_url"]) == f"http://news.test{address}/feed.json"
    assert feed["language"] == "ar"
    first = feed["items"][0]
    assert (first["id"], first["url"]) == (f"urn:uuid:{uuid_of('water')}", url)
    assert first["authors"] == [{"name": "هدى العلي"}]
    assert "قال مهندس" in first["content_html"]
    assert "content_text" not in first
    assert datetime.fromisoformat(first["date_published"]).tzinfo
    assert "_khabar" not in feed


def test_a_list_that_is_not_there_has_no_feed(site: Client) -> None:
    for address in ("/section/none", "/tag/none", "/author/none", "/story/aaaaaaaaaaaa"):
        for name in ("feed.xml", "feed.atom", "feed.json"):
            assert site.get(f"{address}/{name}").status_code == 404
    assert feedparser.parse(site.get("/feed.atom").content).entries == []


def test_links_in_the_text_are_whole_and_nothing_in_it_runs(site: Client) -> None:
    html = 'من <a href="/about">هنا</a> <a href="javascript:alert(1)">هناك</a><script>alert(1)</script>'
    put(site, body=[{"type": "paragraph", "text": "من هنا هناك", "html": html}])
    content = item(site)["content_html"]
    assert 'href="http://news.test/about"' in content
    assert "javascript" not in content
    assert "<script" not in content


def test_a_text_that_looks_like_a_link_stays_as_it_is(site: Client) -> None:
    put(site, body=[{"type": "paragraph", "text": '<a href="/x">'}])
    assert "/x" in item(site)["content_html"]
    assert "news.test/x" not in item(site)["content_html"]


def test_a_correction_is_stated_in_the_feed(site: Client) -> None:
    put(site)
    put(site, revision=2, correction={"note": "كان عدد الأحياء خطأً"}, updated_at="2024-03-11T10:00:00+03:00")
    first = item(site)
    assert "تصويب (11 آذار/مارس 2024):</strong> كان عدد الأحياء خطأً" in first["content_html"]
    assert first["_khabar"]["corrections"][0]["note"] == "كان عدد الأحياء خطأً"


@pytest.mark.parametrize("rights", ["excerpt+link", "index-only"])
def test_a_source_that_keeps_its_text_lends_no_more_than_an_excerpt(site: Client, rights: str) -> None:
    put(site, rights=rights)
    for name in ("feed.xml", "feed.atom", "feed.json"):
        text = site.get(f"/{name}").text
        assert "عودة المياه إلى أحياء الرقة" in text
        assert "المضخة تعطلت" not in text
        assert ("إلى ثلاثة أحياء" in text) == (rights == "excerpt+link")


def test_a_very_long_text_is_left_to_its_page(site: Client) -> None:
    put(site, body=[{"type": "paragraph", "text": "كلمة " * 60_000}])
    put(site, "power", headline="انقطاع الكهرباء", published_at="2024-03-09T09:30:00+03:00")
    assert "content_html" not in item(site)
    assert "المضخة" in item(site, 1)["content_html"]


def test_characters_that_xml_forbids_do_not_break_a_feed(site: Client) -> None:
    odd = "عنوان ]]> &<\x01\x0b\ufffe\u202eمقلوب \U0001f1f8\U0001f1fe"
    put(site, headline=odd, authors=[odd], body=[{"type": "paragraph", "text": odd}], usage_terms=odd)
    for name in ("feed.xml", "feed.atom"):
        content = site.get(f"/{name}").content
        assert not feedparser.parse(content).bozo
        assert feedparser.parse(content).entries[0].title == "عنوان ]]> &<مقلوب \U0001f1f8\U0001f1fe"
        assert "\u202e" not in content.decode()


@pytest.mark.parametrize("kind", ["kill", "withdraw", "unpublish"])
def test_a_removed_article_is_told_as_deleted_in_every_list_it_stood_in(site: Client, kind: str) -> None:
    signed(site)
    signed(site, "power", headline="انقطاع الكهرباء")
    told(site, "water", "power")
    reason: dict[str, str | int] = {"revision": 1, "kind": kind, "reason": "سبب لا يعرفه أحد"}
    site.delete(f"/api/articles/{uuid_of('water')}", params=reason)
    gone = f"urn:uuid:{uuid_of('water')}"
    for address in _LISTS:
        assert deleted(site, address) == [gone]
        assert [entry["id"] for entry in site.get(f"{address}/feed.json").json()["_khabar"]["deleted"]] == [gone]
        for name in ("feed.xml", "feed.atom", "feed.json"):
            text = site.get(f"{address}/{name}").text
            assert "عودة المياه" not in text
            assert "سبب لا يعرفه أحد" not in text
        assert gone not in site.get(f"{address}/feed.xml").text


def test_a_list_that_lost_its_last_article_still_tells_that_it_was_deleted(site: Client) -> None:
    signed(site, enrichment={"section": {"id": "sport", "name": "رياضة", "reason": "hint"}})
    told(site, "water")
    site.delete(f"/api/articles/{uuid_of('water')}", params={"revision": 1, "kind": "kill"})
    for address in ("/section/sport", "/tag/place-raqqa", "/author/هدى-العلي", f"/story/{_STORY}"):
        assert deleted(site, address) == [f"urn:uuid:{uuid_of('water')}"]
        assert site.get(f"{address}/feed.json").json()["items"] == []
        assert site.get(address).status_code == 404


def test_what_became_a_copy_is_deleted_and_what_comes_back_is_not(site: Client) -> None:
    put(site)
    put(site, "power", headline="انقطاع الكهرباء")
    assert deleted(site) == []
    copy(site, "water", "power", version=1)
    assert deleted(site) == [f"urn:uuid:{uuid_of('water')}"]
    copy(site, "water", None, version=2)
    assert deleted(site) == []
    assert len(atom(site).findall(f"{_ATOM}entry")) == 2


def test_an_article_that_was_never_shown_is_not_told_as_deleted(site: Client) -> None:
    site.delete(f"/api/articles/{uuid_of('water')}", params={"revision": 1, "kind": "kill"})
    assert deleted(site) == []


def test_what_was_deleted_is_told_for_thirty_days(site_settings: SiteSettings) -> None:
    with serving(site_settings) as site:
        put(site)
        site.delete(f"/api/articles/{uuid_of('water')}", params={"revision": 1, "kind": "withdraw"})
    with closing(sqlite3.connect(site_settings.site_database)) as db:
        db.execute("UPDATE tombstone SET at = at - 31 * 86400000")
        db.commit()
    with serving(site_settings) as site:
        assert deleted(site) == []
        put(site, "power")
        site.delete(f"/api/articles/{uuid_of('power')}", params={"revision": 1, "kind": "withdraw"})
    with closing(sqlite3.connect(site_settings.site_database)) as db:
        assert {row[0] for row in db.execute("SELECT id FROM tombstone")} == {uuid_of("power")}


def test_a_program_that_knows_the_feed_by_tag_or_by_date_gets_304(site_settings: SiteSettings) -> None:
    with serving(site_settings) as site:
        put(site)
    with closing(sqlite3.connect(site_settings.site_database)) as db:
        db.execute("UPDATE change SET at = 1710057600500")
        db.commit()
    with serving(site_settings) as site:
        for name in ("feed.xml", "feed.atom", "feed.json"):
            first = site.get(f"/{name}")
            assert first.headers["last-modified"] == "Sun, 10 Mar 2024 08:00:01 GMT"
            by_date = {"if-modified-since": first.headers["last-modified"]}
            for known in (by_date, {"if-none-match": first.headers["etag"]}):
                assert site.get(f"/{name}", headers=known).status_code == 304
            older = {"if-modified-since": "Sun, 10 Mar 2024 08:00:00 GMT"}
            assert site.get(f"/{name}", headers=older).status_code == 200
        put(site, revision=2, headline="عنوان آخر")
        assert site.get("/feed.xml", headers=by_date).status_code == 200


def test_a_change_in_the_second_that_still_runs_is_not_dated(site: Client) -> None:
    before = datetime.now(UTC)
    put(site)
    dated = site.get("/feed.xml").headers.get("last-modified")
    assert dated is None or (datetime.now(UTC) - before).total_seconds() > 0.5


def test_a_feed_names_its_hub(with_hub: Client) -> None:
    put(with_hub)
    for name in ("feed.xml", "feed.atom"):
        response = with_hub.get(f"/{name}")
        links = {link.rel: link.href for link in feedparser.parse(response.content).feed.links}
        assert links["hub"] == "http://127.0.0.1:1/hub"
        assert links["self"] == f"http://news.test/{name}"
        assert response.headers["link"] == f'<http://news.test/{name}>; rel="self", <http://127.0.0.1:1/hub>; rel="hub"'
    assert with_hub.get("/feed.json").json()["hubs"] == [{"type": "WebSub", "url": "http://127.0.0.1:1/hub"}]


def test_pictures_are_told_where_readers_may_fetch_them(with_hub: Client) -> None:
    picture = {"url": "https://pictures.example/a.jpg", "type": "picture"}
    put(with_hub, media=[picture])
    assert item(with_hub)["image"] == picture["url"]
    assert f'<img src="{picture["url"]}"' in item(with_hub)["content_html"]
    assert feedparser.parse(with_hub.get("/feed.xml").content).entries[0].media_content[0]["url"] == picture["url"]


def test_a_picture_that_the_site_does_not_hold_is_not_told(site: Client) -> None:
    put(site, media=[{"url": "https://pictures.example/a.jpg", "type": "picture"}])
    for name in ("feed.xml", "feed.atom", "feed.json"):
        assert "pictures.example" not in site.get(f"/{name}").text


def test_the_three_formats_tell_the_same_articles(site: Client) -> None:
    articles = [pushed(f"n{n}", published_at=f"2024-03-10T09:{n:02}:00+03:00") for n in range(35)]
    site.post("/api/articles:batch", json={"articles": articles})
    told_by = [
        [entry.id for entry in feedparser.parse(site.get(f"/{name}").content).entries]
        for name in ("feed.xml", "feed.atom")
    ]
    told_by.append([entry["id"] for entry in json.loads(site.get("/feed.json").content)["items"]])
    newest = [f"urn:uuid:{uuid_of(f'n{n}')}" for n in range(34, 4, -1)]
    assert told_by == [newest, newest, newest]
