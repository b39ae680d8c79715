from typing import Any

import pytest
from httpx import Client

from khabar import EnrichedRevision
from khabar.digests import push_sha256
from khabar_site.intake import MAX_BYTES
from tests.unit.site.articles import pushed, uuid_of

WATER = f"/api/articles/{uuid_of('water')}"


def put(site: Client, article: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    response = site.put(f"/api/articles/{article['id']}", json=article)
    return response.status_code, response.json()


def test_a_new_article_is_created_and_answers_at_its_address(site: Client) -> None:
    status, told = put(site, pushed())
    assert (status, told["state"], told["revision"]) == (201, "created", 1)
    assert told["content_sha256"] == pushed()["content_sha"]
    assert site.get(told["url"]).status_code == 200


def test_a_corrected_headline_replaces_the_old_one(site: Client) -> None:
    put(site, pushed())
    status, told = put(site, pushed(revision=2, headline="عودة الكهرباء", content_sha="2" * 64))
    assert (status, told["state"], told["revision"]) == (200, "updated", 2)
    assert "عودة الكهرباء" in site.get(told["url"]).text
    assert "عودة المياه إلى أحياء" not in site.get("/latest").text


def test_a_push_that_says_nothing_new_is_unchanged(site: Client) -> None:
    put(site, pushed(enrichment={"took_ms": 1.0}))
    status, told = put(site, pushed(enrichment={"took_ms": 2.0}))
    assert (status, told["state"]) == (200, "unchanged")


def test_a_better_analysis_of_the_same_revision_is_an_update(site: Client) -> None:
    put(site, pushed())
    status, told = put(site, pushed(enrichment={"tags": []}))
    assert (status, told["state"]) == (200, "updated")
    assert site.get("/tag/place-raqqa").status_code == 404


def test_a_late_revision_is_stale_and_says_what_the_site_holds(site: Client) -> None:
    put(site, pushed(revision=3))
    status, told = put(site, pushed(revision=2, headline="قديم", content_sha="2" * 64))
    assert (status, told["state"], told["revision"]) == (200, "stale", 3)
    assert "قديم" not in site.get("/").text


def test_the_same_revision_with_another_text_is_refused(site: Client) -> None:
    put(site, pushed())
    status, told = put(site, pushed(headline="غير ذلك", content_sha="f" * 64))
    assert (status, told["state"]) == (409, "conflict")
    assert "غير ذلك" not in site.get("/").text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"headline": ""}, "headline"),
        ({"body": [{"type": "song"}]}, "body.0.type"),
        ({"status": "withheld"}, "status"),
        ({"revision": 2**31}, "revision"),
        ({"revision": 2**63}, "revision"),
        ({"published_at": "0001-01-01T00:00:00Z"}, "published_at"),
        ({"published_at": "9999-12-31T23:59:59-12:00"}, "published_at"),
        ({"published_at": "2024-03-10T09:30:00"}, "published_at"),
        ({"enrichment": {"for_revision": 7}}, "enrichment.for_revision"),
        ({"id": uuid_of("another")}, "id"),
        ({"corrections": [{"revision": 1, "at": "0001-01-01T00:00:00Z", "note": "x"}]}, "corrections.0.at"),
        ({"corrections": [{"revision": 2**63, "at": "2024-03-10T09:30:00Z", "note": "x"}]}, "corrections.0.revision"),
    ],
)
def test_a_wrong_field_is_named(site: Client, changes: dict[str, Any], field: str) -> None:
    response = site.put(WATER, json=pushed(**changes))
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert [error["field"] for error in response.json()["errors"]] == [field]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"id": "\\ud800"}', b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_article_is_refused(site: Client, content: bytes) -> None:
    assert site.put(WATER, content=content).status_code == 422


def test_an_id_that_is_no_uuid_is_refused(site: Client) -> None:
    assert site.put("/api/articles/1", json=pushed(id="1")).json()["errors"][0]["field"] == "id"
    upper = uuid_of("water").upper()
    assert site.put(f"/api/articles/{upper}", json=pushed(id=upper)).status_code == 422


def test_a_body_that_is_too_long_is_refused(site: Client) -> None:
    response = site.put(WATER, content=b" " * (MAX_BYTES + 1))
    assert response.status_code == 413
    assert str(MAX_BYTES) in response.json()["detail"]


def test_nobody_pushes_without_the_token(site: Client) -> None:
    for authorization in ("", "Bearer", "Bearer wrong", "Basic secret", "Bearer سر"):
        response = site.put(WATER, json=pushed(), headers={b"authorization": authorization.encode()})
        assert response.status_code == 401
    assert site.delete(f"{WATER}?revision=1&kind=kill", headers={"authorization": ""}).status_code == 401
    assert site.post("/api/articles:batch", json={}, headers={"authorization": ""}).status_code == 401
    assert site.get(WATER).status_code == 404


def test_a_batch_answers_for_each_article(site: Client) -> None:
    articles = [pushed("a"), pushed("b", headline=""), pushed("c"), "nonsense", pushed("a")]
    results = site.post("/api/articles:batch", json={"articles": articles}).json()["results"]
    assert [result["status"] for result in results] == [201, 422, 201, 422, 200]
    assert results[1]["errors"][0]["field"] == "headline"
    assert results[4]["state"] == "unchanged"


def test_the_site_reads_back_what_it_holds(site: Client) -> None:
    _, told = put(site, pushed())
    digest = push_sha256(EnrichedRevision.model_validate(pushed()))
    assert site.get(WATER).json() == {**told, "state": "live", "push_sha256": digest, "duplicate_of": None}
    assert site.get(f"/api/articles/{uuid_of('unknown')}").status_code == 404


def test_the_analysis_can_be_read(site: Client) -> None:
    fact = {"kind": "killed", "number": 2, "at_least": False, "zone": "body.0", "start": 0, "end": 4, "text": "عادت"}
    put(site, pushed(enrichment={"facts": [fact], "topics": ["medtop:11000000"], "keyphrases": ["عودة المياه"]}))
    told = site.get(f"{WATER}/analysis").json()
    assert told["facts"] == [fact]
    assert told["tags"][0]["id"] == "place:raqqa"
    assert told["dates"] == told["attributions"] == []
    assert told["single_anonymous_source"] is False
    assert (told["topics"], told["keyphrases"]) == (["medtop:11000000"], ["عودة المياه"])
    assert {"id", "name", "reason", "confidence"} == told["section"].keys()
    put(site, pushed("other", rights="excerpt+link", enrichment={"facts": [fact]}))
    assert "facts" not in site.get(f"/api/articles/{uuid_of('other')}/analysis").json()
