"""An article that was merged into another: its addresses lead there for as long as that is true."""

import gzip
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from httpx import Client, Response

from khabar_site.settings import SiteSettings
from tests.integration.site.conftest import serving
from tests.unit.site.articles import HEADLINE, pushed, uuid_of

COPY, ORIGINAL, LATEST = "copy", "water", "power"


def address(name: str) -> str:
    return f"/api/articles/{uuid_of(name)}"


@pytest.fixture
def urls(site: Client) -> dict[str, str]:
    """Three articles, each at its address."""
    names = (COPY, ORIGINAL, LATEST)
    return {name: site.put(address(name), json=pushed(name)).json()["url"] for name in names}


def merge(site: Client, name: str, into: str, revision: int = 2) -> Response:
    query: dict[str, str | int] = {
        "revision": revision,
        "kind": "unpublish",
        "reason": "خبر مكرر",
        "into": uuid_of(into),
    }
    return site.delete(address(name), params=query)


def test_every_address_of_a_merged_article_leads_to_the_other(site: Client, urls: dict[str, str]) -> None:
    assert merge(site, COPY, ORIGINAL).json()["state"] == "unpublished"
    short = f"/a/{urls[COPY].split('/')[-1][:12]}"
    for old in (urls[COPY], short):
        answer = site.get(old)
        assert (answer.status_code, f"http://news.test{answer.headers['location']}") == (301, urls[ORIGINAL])
        assert answer.headers["cache-control"] == "no-cache"
    assert urls[COPY].removeprefix("http://news.test") not in site.get("/latest").text


def test_a_merged_article_is_not_found_while_the_other_is_not_live(site: Client, urls: dict[str, str]) -> None:
    merge(site, COPY, ORIGINAL)
    site.delete(address(ORIGINAL), params={"revision": 1, "kind": "withdraw"})
    assert site.get(urls[COPY]).status_code == 404
    site.put(address(ORIGINAL), json=pushed(ORIGINAL, revision=2))
    assert site.get(urls[COPY]).status_code == 301
    site.delete(address(ORIGINAL), params={"revision": 3, "kind": "kill"})
    assert site.get(urls[COPY]).status_code == 404


def test_a_merger_into_an_article_that_the_site_never_saw_is_not_found(site: Client, urls: dict[str, str]) -> None:
    merge(site, COPY, "an article to come")
    assert site.get(urls[COPY]).status_code == 404


def test_an_article_merged_twice_over_leads_to_the_last(site: Client, urls: dict[str, str]) -> None:
    merge(site, COPY, ORIGINAL)
    merge(site, ORIGINAL, LATEST)
    assert f"http://news.test{site.get(urls[COPY]).headers['location']}" == urls[LATEST]


def test_articles_merged_into_each_other_are_not_found(site: Client, urls: dict[str, str]) -> None:
    merge(site, COPY, ORIGINAL)
    merge(site, ORIGINAL, COPY)
    merge(site, LATEST, LATEST)
    assert [site.get(url).status_code for url in urls.values()] == [404, 404, 404]


def test_a_later_revision_ends_a_merger(site: Client, urls: dict[str, str]) -> None:
    merge(site, COPY, ORIGINAL)
    assert site.put(address(COPY), json=pushed(COPY, revision=3)).json()["state"] == "updated"
    page = site.get(urls[COPY])
    assert (page.status_code, HEADLINE in page.text) == (200, True)


def test_a_merged_article_that_is_unpublished_later_leads_nowhere(site: Client, urls: dict[str, str]) -> None:
    merge(site, COPY, ORIGINAL)
    site.delete(address(COPY), params={"revision": 3, "kind": "unpublish"})
    assert site.get(urls[COPY]).status_code == 404


@pytest.mark.parametrize(
    "query",
    [{"kind": "unpublish", "into": "the other"}, {"kind": "unpublish", "into": ""}, {"kind": "kill", "into": "*"}],
    ids=["no uuid", "nothing", "kill"],
)
def test_a_merger_that_makes_no_sense_is_refused(site: Client, urls: dict[str, str], query: dict[str, str]) -> None:
    whole = {name: uuid_of(ORIGINAL) if value == "*" else value for name, value in query.items()}
    assert site.delete(address(COPY), params={"revision": 2, **whole}).status_code == 422
    assert site.get(urls[COPY]).status_code == 200


def test_a_file_of_version_1_is_brought_up_to_date_with_all_it_holds(site_settings: SiteSettings) -> None:
    made_by_version_1 = gzip.decompress(Path(__file__).with_name("version-1.db.gz").read_bytes())
    site_settings.site_database.write_bytes(made_by_version_1)
    with closing(sqlite3.connect(site_settings.site_database, isolation_level=None)) as db:
        db.execute("UPDATE history SET note = 'كان العدد خطأً', note_kind = 'minor'")
    with serving(site_settings) as site:
        assert site.get("/corrections").text.count("كان العدد خطأً") == 1  # the other article is withdrawn
        told = site.get(address(ORIGINAL)).json()
        assert (told["state"], site.get(address(LATEST)).json()["state"]) == ("live", "withdrawn")
        assert HEADLINE in site.get(told["url"]).text
        site.put(address(COPY), json=pushed(COPY))
        merge(site, ORIGINAL, COPY)
    with serving(site_settings) as site:
        assert site.get(told["url"]).headers["location"] == site.get(f"/a/{_sid(site, COPY)}").headers["location"]


def _sid(site: Client, name: str) -> str:
    url: str = site.get(address(name)).json()["url"]
    return url.rsplit("/", maxsplit=1)[-1][:12]
