from urllib.parse import quote

import pytest
from httpx import Client

from khabar import EnrichedRevision
from khabar.digests import push_sha256
from tests.unit.site.articles import HEADLINE, pushed, uuid_of

WATER = f"/api/articles/{uuid_of('water')}"
LISTS = [
    *("/", "/latest", "/section/news", "/archive/2024/03/10", "/search?q=المياه", "/corrections", "/tag/place-raqqa"),
    *("/feed.xml", "/feed.json", "/section/news/feed.xml", "/tag/place-raqqa/feed.xml", "/sitemap/2024-03.xml"),
]


@pytest.fixture
def urls(site: Client) -> dict[str, str]:
    """Two articles that name each other as related; the first carries a correction."""
    note = {"note": "كان العدد خطأً"}
    articles = [
        pushed(correction=note, enrichment={"related": [{"article_id": uuid_of("power"), "score": 0.8}]}),
        pushed("power", headline="انقطاع الكهرباء عن الحسكة", lead="انقطعت الكهرباء.", body=[]),
    ]
    results = site.post("/api/articles:batch", json={"articles": articles}).json()["results"]
    return dict(zip(("water", "power"), [result["url"] for result in results], strict=True))


def remove(site: Client, kind: str, revision: int = 1, reason: str = "أمر قضائي") -> str:
    response = site.delete(WATER, params={"revision": revision, "kind": kind, "reason": reason})
    assert response.status_code == 200
    state: str = response.json()["state"]
    return state


@pytest.mark.parametrize("kind", ["kill", "withdraw", "unpublish"])
def test_a_removed_article_leaves_every_list_feed_and_related_block_at_once(
    site: Client, urls: dict[str, str], kind: str
) -> None:
    short = urls["water"].split("/")[-1][:12]
    for address in (*LISTS, urls["power"]):
        assert short in site.get(address).text, address
    remove(site, kind)
    for address in (*LISTS, urls["power"]):
        assert short not in site.get(address).text, address


def test_a_killed_article_is_gone_without_its_headline_and_never_returns(site: Client, urls: dict[str, str]) -> None:
    assert remove(site, "kill") == "killed"
    page = site.get(urls["water"])
    assert page.status_code == 410
    assert HEADLINE not in page.text
    assert "سُحبت هذه المادة" in page.text
    assert "أمر قضائي" in page.text
    assert site.put(WATER, json=pushed(revision=9, content_sha="9" * 64)).status_code == 410
    told = site.get(WATER).json()
    assert (told["state"], told["url"], told["content_sha256"]) == ("killed", None, "")
    assert site.get(f"{WATER}/analysis").status_code == 404


def test_a_kill_of_an_unknown_article_keeps_it_away(site: Client) -> None:
    assert remove(site, "kill", revision=1) == "killed"
    assert site.put(WATER, json=pushed(revision=2)).json()["state"] == "killed"
    assert "المياه" not in site.get("/latest").text


def test_a_withdrawn_article_shows_its_headline_and_the_reason(site: Client, urls: dict[str, str]) -> None:
    assert remove(site, "withdraw", reason="معلومات غير دقيقة") == "withdrawn"
    page = site.get(urls["water"])
    assert page.status_code == 200
    assert page.headers["x-robots-tag"] == "noindex"
    assert HEADLINE in page.text
    assert "معلومات غير دقيقة" in page.text
    assert "المضخة تعطلت" not in page.text
    assert site.get(WATER).json()["url"] == urls["water"]


def test_an_unpublished_article_is_not_found_until_a_newer_revision(site: Client, urls: dict[str, str]) -> None:
    assert remove(site, "unpublish") == "unpublished"
    assert site.get(urls["water"]).status_code == 404
    assert site.put(WATER, json=pushed()).json()["state"] == "stale"
    assert site.get(urls["water"]).status_code == 404
    assert site.put(WATER, json=pushed(revision=2)).json()["state"] == "updated"
    assert site.get(urls["water"]).status_code == 200


def test_a_removal_of_an_older_revision_is_stale(site: Client) -> None:
    site.put(WATER, json=pushed(revision=3))
    assert remove(site, "withdraw", revision=2) == "stale"
    assert remove(site, "unpublish", revision=3) == "unpublished"
    assert remove(site, "unpublish", revision=3) == "unchanged"
    assert remove(site, "withdraw", revision=3) == "withdrawn"
    assert remove(site, "unpublish", revision=3) == "stale"


def test_a_withdrawal_that_came_first_still_learns_the_headline(site: Client) -> None:
    remove(site, "withdraw", revision=2)
    assert site.put(WATER, json=pushed()).json()["state"] == "stale"
    page = site.get(site.get(WATER).json()["url"])
    assert page.status_code == 200
    assert HEADLINE in page.text
    assert "المضخة تعطلت" not in page.text


@pytest.mark.parametrize("query", ["", "revision=1", "kind=kill", "revision=0&kind=kill", "revision=1&kind=burn"])
def test_a_removal_needs_a_revision_and_a_kind(site: Client, query: str) -> None:
    response = site.delete(f"{WATER}?{query}")
    assert response.status_code == 422
    assert {error["field"] for error in response.json()["errors"]} <= {"revision", "kind"}


def test_a_removal_tells_the_time_at_which_it_was_decided(site: Client, urls: dict[str, str]) -> None:
    at = "2024-03-12T23:30:00+01:00"
    decided: dict[str, str | int] = {"revision": 1, "kind": "withdraw", "reason": "أمر", "at": at}
    assert site.delete(WATER, params=decided).json()["state"] == "withdrawn"
    assert '<time datetime="2024-03-13T01:30:00+03:00">' in site.get(urls["water"]).text


@pytest.mark.parametrize("at", ["yesterday", "2024-03-12T23:30:00", "0001-01-01T00:00:00+05:00"])
def test_a_removal_at_no_moment_is_refused(site: Client, at: str) -> None:
    response = site.delete(WATER, params=f"revision=1&kind=kill&at={quote(at)}")
    assert [error["field"] for error in response.json()["errors"]] == ["at"]
    assert site.get(WATER).status_code == 404


def test_the_read_back_names_the_push_by_its_content_and_enrichment(site: Client) -> None:
    revision = EnrichedRevision.model_validate(pushed())
    site.put(WATER, json=pushed())
    assert site.get(WATER).json()["push_sha256"] == push_sha256(revision)
    site.put(WATER, json=pushed(enrichment={"keyphrases": ["أزمة المياه"]}))
    assert site.get(WATER).json()["push_sha256"] != push_sha256(revision)
