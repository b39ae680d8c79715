"""The push API for what ties articles together: who may use it, what it refuses, and what it reads back."""

from typing import Any

import pytest
from httpx import Client

from tests.integration.site.told import FIRE, FLOOD, copy, follow, push, relate, reporter
from tests.unit.site.articles import pushed, uuid_of

WATER = f"/api/articles/{uuid_of('water')}"
STORY = f"/api/stories/{FLOOD}"
LINK = {"article_id": uuid_of("power"), "score": 0.5}
MEMBER = {"article_id": uuid_of("water"), "published_at": "2024-03-10T09:00:00Z", "happened": "2024-03-09"}


def related_change(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 - any field of a change
    return {"id": uuid_of("water"), "revision": 1, "version": 1, **changes}


def story_change(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 - any field of a change
    return {"id": FLOOD, "revision": 1, "name": "سيول", **changes}


@pytest.mark.parametrize("address", [f"{WATER}/related", f"{WATER}/copies", STORY])
def test_nobody_ties_articles_without_the_token(site: Client, address: str) -> None:
    change = related_change() if "articles" in address else story_change()
    stranger = site.put(address, json=change, headers={"authorization": "Bearer none"})
    assert (stranger.status_code, site.get(address).status_code) == (401, 404)
    assert site.put(address, json=change).status_code == 200
    assert {*site.get(address, headers={"authorization": ""}).json()} == {"id", "version"}
    assert site.put(address, content=b"[]").status_code == 422


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"id": uuid_of("another")}, "id"),
        ({"version": None}, "version"),
        ({"version": 2**63}, "version"),
        ({"revision": 0}, "revision"),
        ({"related": [{"article_id": "1", "score": 0.5}]}, "related.0.article_id"),
        ({"related": [LINK | {"score": 2}]}, "related.0.score"),
        ({"related": [LINK | {"reasons": ["x" * 501]}]}, "related.0.reasons.0"),
        ({"related": [LINK] * 101}, "related"),
    ],
)
def test_links_that_make_no_sense_are_refused(site: Client, change: dict[str, Any], field: str) -> None:
    answer = site.put(f"{WATER}/related", json=related_change(**change))
    assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (422, [field])


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"id": uuid_of("another")}, "id"),
        ({"duplicate_of": uuid_of("water")}, "duplicate_of"),
        ({"duplicate_of": "water"}, "duplicate_of"),
        ({"also_reported_by": [{"article_id": uuid_of("x"), "source": ""}]}, "also_reported_by.0.source"),
        ({"copies": ["x"]}, "copies.0"),
        ({"copies": [uuid_of("x")] * 1001}, "copies"),
    ],
)
def test_copies_that_make_no_sense_are_refused(site: Client, change: dict[str, Any], field: str) -> None:
    answer = site.put(f"{WATER}/copies", json=related_change(**change))
    assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (422, [field])


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"id": FIRE}, "id"),
        ({"revision": 2**63}, "revision"),
        ({"into": "elsewhere"}, "into"),
        ({"articles": [MEMBER | {"happened": "yesterday"}]}, "articles.0.happened"),
        ({"articles": [MEMBER | {"happened": "2024-02-30"}]}, "articles.0.happened"),
        ({"articles": [MEMBER | {"happened": "20240309"}]}, "articles.0.happened"),
        ({"articles": [MEMBER | {"published_at": "0001-01-01T00:00:00Z"}]}, "articles.0.published_at"),
        ({"articles": [MEMBER] * 501}, "articles"),
    ],
)
def test_a_story_that_makes_no_sense_is_refused(site: Client, change: dict[str, Any], field: str) -> None:
    answer = site.put(STORY, json=story_change(**change))
    assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (422, [field])


@pytest.mark.parametrize("id_", ["aaaa", "AAAAAAAAAAAA", "aaaaaaaaaaa1", "aaaaaaaaaaaa%0A"])
def test_a_story_needs_an_id_of_twelve_letters(site: Client, id_: str) -> None:
    assert site.put(f"/api/stories/{id_}", json=story_change(id=id_)).status_code == 422
    assert site.put("/api/articles/water/related", json=related_change(id="water")).status_code == 422


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"linked_version": 2**63}, "enrichment.linked_version"),
        ({"related": [{"article_id": "1", "score": 0.5}]}, "enrichment.related.0.article_id"),
        ({"duplicate_of": uuid_of("water")}, "enrichment.duplicate_of"),
    ],
)
def test_an_article_whose_ties_make_no_sense_is_refused(site: Client, told: dict[str, Any], field: str) -> None:
    answer = site.put(WATER, json=pushed(enrichment={"linked_version": 1, **told}))
    assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (422, [field])


def test_the_site_reads_back_what_was_told_with_its_version(site: Client) -> None:
    relate(site, "water", "power", version=7)
    link = {**LINK, "reasons": ["tag الرقة"], "pinned": False}
    assert site.get(f"{WATER}/related").json() == {"id": uuid_of("water"), "version": 7, "related": [link]}
    copy(
        site, "water", of=None, version=8, reporters=[reporter("power", "paper", "الصحيفة")], copies=[uuid_of("power")]
    )
    assert site.get(f"{WATER}/copies").json() == {
        "id": uuid_of("water"),
        "version": 8,
        "duplicate_of": None,
        "also_reported_by": [reporter("power", "paper", "الصحيفة")],
        "copies": [uuid_of("power")],
    }
    follow(site, FLOOD, ("water", "2024-03-09"), version=9, into=FIRE)
    held = site.get(STORY).json()
    assert (held["id"], held["version"], held["name"], held["into"]) == (FLOOD, 9, "سيول الحسكة", FIRE)
    assert held["articles"][0]["happened"] == "2024-03-09"
    push(site, "water", enrichment={"linked_version": 10, "duplicate_of": uuid_of("power")})
    assert site.get(f"{WATER}/related").json()["version"] == 10
    assert site.get(f"{WATER}/copies").json()["duplicate_of"] == uuid_of("power")
