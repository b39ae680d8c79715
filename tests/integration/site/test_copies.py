"""One text, one page: copies are in no list, and their addresses lead to the page that stands for them."""

import re
import sqlite3
from contextlib import closing

import pytest
from httpx import Client

from khabar_site.settings import SiteSettings
from tests.integration.site.conftest import serving
from tests.integration.site.told import copy, push, reporter
from tests.unit.site.articles import uuid_of

LISTS = [
    *("/", "/latest", "/section/news", "/archive/2024/03/10", "/search?q=المياه", "/corrections", "/tag/place-raqqa"),
    *("/feed.xml", "/feed.json", "/section/news/feed.xml", "/tag/place-raqqa/feed.xml", "/sitemap/2024-03.xml"),
]
WIRE, PAPER, RADIO = "المياه من الوكالة", "المياه من الصحيفة", "المياه من الإذاعة"


@pytest.fixture
def paths(site: Client) -> dict[str, str]:
    """Three articles, each at its path; each carries a correction."""
    return {name: push(site, name, correction={"note": "تصويب"}) for name in (WIRE, PAPER, RADIO)}


def remove(site: Client, name: str, kind: str, revision: int = 1) -> None:
    site.delete(f"/api/articles/{uuid_of(name)}", params={"revision": revision, "kind": kind})


def where(site: Client, path: str) -> tuple[int, str]:
    answer = site.get(path)
    return answer.status_code, answer.headers.get("location", "")


def test_a_copy_leaves_every_list_at_once_and_its_addresses_lead_to_the_other(
    site: Client, paths: dict[str, str]
) -> None:
    sid = paths[PAPER].split("/")[-1][:12]
    for address in LISTS:
        assert sid in site.get(address).text, address
    told = copy(site, PAPER, of=WIRE).json()
    assert told == {"state": "updated", "url": f"http://news.test{paths[WIRE]}"}
    for address in LISTS:
        assert sid not in site.get(address).text, address
    for address in (paths[PAPER], f"/a/{sid}", f"/1999/01/{sid}-else"):
        assert where(site, address) == (301, paths[WIRE])


def test_a_copy_that_is_pushed_as_one_is_never_listed(site: Client, paths: dict[str, str]) -> None:
    told = {"linked_version": 1, "duplicate_of": uuid_of(WIRE)}
    assert push(site, "late", enrichment=told) == paths[WIRE]
    assert ">late<" not in site.get("/latest").text
    held = site.get(f"/api/articles/{uuid_of('late')}").json()
    assert (held["state"], held["url"], held["duplicate_of"]) == (
        "live",
        f"http://news.test{paths[WIRE]}",
        uuid_of(WIRE),
    )


def test_what_was_told_of_a_copy_before_it_came_holds(site: Client, paths: dict[str, str]) -> None:
    assert copy(site, "late", of=WIRE).json() == {"state": "updated", "url": None}
    assert push(site, "late") == paths[WIRE]
    assert ">late<" not in site.get("/latest").text


def test_a_copy_gets_its_page_back_only_when_that_is_told(site: Client, paths: dict[str, str]) -> None:
    copy(site, PAPER, of=WIRE)
    remove(site, WIRE, "unpublish")
    assert where(site, paths[PAPER]) == (404, "")
    push(site, PAPER, revision=2, headline=f"{PAPER} محدّث")
    assert where(site, paths[PAPER]) == (404, "")
    assert (
        copy(site, PAPER, of=None, version=2).json()["url"].endswith(site.get(f"/a/{_sid(paths)}").headers["location"])
    )
    page = site.get(site.get(f"/a/{_sid(paths)}").headers["location"])
    assert (page.status_code, "تصويب" in page.text) == (200, True)
    assert f"{PAPER} محدّث" in site.get("/latest").text
    assert copy(site, PAPER, of=RADIO, version=1).json()["state"] == "stale"
    assert site.get("/search?q=محدث").text.count("<mark>") > 0


def _sid(paths: dict[str, str]) -> str:
    return paths[PAPER].split("/")[-1][:12]


def test_an_article_that_is_told_anew_with_its_own_page_has_one(site: Client, paths: dict[str, str]) -> None:
    copy(site, PAPER, of=WIRE, version=1)
    assert push(site, PAPER, enrichment={"linked_version": 2}) == paths[PAPER]
    assert site.get(paths[PAPER]).status_code == 200
    assert f">{PAPER}<" in site.get("/latest").text


def test_copies_of_copies_lead_to_the_last_and_rings_to_nothing(site: Client, paths: dict[str, str]) -> None:
    copy(site, RADIO, of=PAPER)
    copy(site, PAPER, of=WIRE)
    assert where(site, paths[RADIO]) == (301, paths[WIRE])
    copy(site, WIRE, of=RADIO)
    assert {where(site, path) for path in paths.values()} == {(404, "")}
    assert site.get("/latest").status_code == 200
    copy(site, WIRE, of=None, version=2)
    assert where(site, paths[RADIO]) == (301, paths[WIRE])


def test_a_copy_of_an_article_that_was_merged_leads_where_that_one_leads(site: Client, paths: dict[str, str]) -> None:
    copy(site, RADIO, of=PAPER)
    merged: dict[str, str | int] = {"revision": 1, "kind": "unpublish", "into": uuid_of(WIRE)}
    site.delete(f"/api/articles/{uuid_of(PAPER)}", params=merged)
    assert where(site, paths[RADIO]) == (301, paths[WIRE])


@pytest.mark.parametrize(("kind", "status"), [("kill", 410), ("withdraw", 200), ("unpublish", 404)])
def test_a_removed_copy_is_answered_for_as_any_removed_article(
    site: Client, paths: dict[str, str], kind: str, status: int
) -> None:
    copy(site, PAPER, of=WIRE)
    remove(site, PAPER, kind)
    assert where(site, paths[PAPER]) == (status, "")
    assert site.get(paths[WIRE]).status_code == 200


def test_a_page_names_who_else_reported_it(site: Client, paths: dict[str, str]) -> None:
    push(site, PAPER, revision=2, canonical_url="https://paper.test/1", source={"id": "paper", "name": "جريدة النهر"})
    push(site, RADIO, revision=2, canonical_url="javascript:alert(1)")
    copy(site, PAPER, of=WIRE)
    copy(site, RADIO, of=WIRE)
    others = [reporter(PAPER, "paper"), reporter(RADIO, "radio", "إذاعة <الفرات>"), reporter("unknown", "agency")]
    copy(site, WIRE, of=None, reporters=others)
    told = _reporters(site, paths[WIRE])
    link = '<a href="https://paper.test/1" rel="nofollow noopener"><bdi>جريدة النهر</bdi></a>'
    names = f"{link}، <bdi>إذاعة &lt;الفرات&gt;</bdi>، <bdi>agency</bdi>"
    assert told == f"نقلته أيضاً (3 مصادر أخرى): {names}"
    assert '"citation"' not in site.get(paths[WIRE]).text
    analysis = site.get(f"/api/articles/{uuid_of(WIRE)}/analysis").json()
    assert [other["name"] for other in analysis["also_reported_by"]] == ["جريدة النهر", "إذاعة <الفرات>", "agency"]


def test_a_source_whose_article_is_killed_is_named_no_more(site: Client, paths: dict[str, str]) -> None:
    for name in (PAPER, RADIO):
        copy(site, name, of=WIRE)
    copy(site, WIRE, of=None, reporters=[reporter(PAPER, "paper", "الصحيفة"), reporter(RADIO, "radio", "الإذاعة")])
    assert _reporters(site, paths[WIRE]).startswith("نقلته أيضاً (مصدران آخران): ")
    remove(site, PAPER, "kill")
    assert _reporters(site, paths[WIRE]) == "نقلته أيضاً (مصدر آخر): <bdi>الإذاعة</bdi>"
    remove(site, RADIO, "withdraw")
    assert "نقلته أيضاً" not in site.get(paths[WIRE]).text


def test_nothing_in_a_text_is_taken_for_the_place_of_what_stands_beside_it(site: Client, paths: dict[str, str]) -> None:
    places = "<!-- reporters --><!-- story --><!-- related -->"
    body = [{"type": "paragraph", "text": places, "html": f"<b>{places}</b>"}]
    push(site, WIRE, revision=2, headline=places, lead=places, body=body)
    path = site.get(f"/a/{paths[WIRE].split('/')[-1][:12]}").headers["location"]
    copy(site, WIRE, of=None, reporters=[reporter("x", "radio")])
    page = site.get(path).text
    assert page.count('<p class="reporters">') == 1
    assert page.rstrip().endswith("</html>")
    assert "<!--" not in page


def _reporters(site: Client, path: str) -> str:
    found = re.search(r'<p class="reporters">(.*?)</p>', site.get(path).text)
    assert found
    return found[1]


def test_a_file_of_version_2_learns_of_copies_with_all_that_it_holds(site_settings: SiteSettings) -> None:
    with serving(site_settings) as site:
        paths = {name: push(site, name) for name in (WIRE, PAPER)}
    with closing(sqlite3.connect(site_settings.site_database, isolation_level=None)) as db:
        for table in ("linked", "copied", "story", "story_article", "copy"):
            db.execute(f"DROP TABLE {table}")
        db.execute("PRAGMA user_version = 2")
    with serving(site_settings) as site:
        assert site.get(paths[PAPER]).status_code == 200
        copy(site, PAPER, of=WIRE)
    with serving(site_settings) as site:
        assert where(site, paths[PAPER]) == (301, paths[WIRE])
