"""Which articles stand beside one: as was told last, and only those with a live page of their own."""

import pytest
from httpx import Client

from tests.integration.site.told import copy, push, relate, related
from tests.unit.site.articles import uuid_of

OTHERS = [f"خبر {number}" for number in range(8)]


@pytest.fixture
def path(site: Client) -> str:
    """An article at its path, with eight others to link to."""
    for name in OTHERS:
        push(site, name)
    return push(site, "water")


def test_links_stand_in_the_order_in_which_they_were_told_and_are_six_at_most(site: Client, path: str) -> None:
    assert relate(site, "water", *reversed(OTHERS)).json() == {"state": "updated", "url": f"http://news.test{path}"}
    assert related(site.get(path).text) == OTHERS[:1:-1]


def test_the_newest_word_about_links_stands_whichever_way_it_came(site: Client, path: str) -> None:
    relate(site, "water", OTHERS[0], version=5)
    assert relate(site, "water", OTHERS[1], version=4).json()["state"] == "stale"
    assert relate(site, "water", OTHERS[1], version=5).json()["state"] == "unchanged"
    link = {"article_id": uuid_of(OTHERS[2]), "score": 0.9}
    push(site, "water", revision=2, enrichment={"linked_version": 3, "related": [link]})
    assert related(site.get(path).text) == [OTHERS[0]]
    push(site, "water", revision=3, enrichment={"linked_version": 6, "related": [link]})
    assert related(site.get(path).text) == [OTHERS[2]]
    push(site, "water", revision=2, enrichment={"linked_version": 7, "related": []})
    assert related(site.get(path).text) == [], "a late revision with a newer word about links"


def test_links_that_came_before_their_article_are_kept(site: Client) -> None:
    assert relate(site, "water", "power").json() == {"state": "updated", "url": None}
    path = push(site, "water")
    push(site, "power")
    assert related(site.get(path).text) == ["power"]


def test_a_link_with_a_version_leads_one_way_and_ends_what_was_pushed_without(site: Client) -> None:
    link = {"article_id": uuid_of("power"), "score": 0.9}
    water = push(site, "water", enrichment={"related": [link]})
    power = push(site, "power")
    assert (related(site.get(water).text), related(site.get(power).text)) == (["power"], ["water"])
    relate(site, "power", version=2)
    assert (related(site.get(water).text), related(site.get(power).text)) == (["power"], [])
    relate(site, "water", version=3)
    push(site, "water", revision=2, enrichment={"related": [link]})
    assert (related(site.get(water).text), related(site.get(power).text)) == ([], [])


@pytest.mark.parametrize("kind", ["kill", "withdraw", "unpublish"])
def test_links_to_a_removed_article_vanish_with_it(site: Client, path: str, kind: str) -> None:
    relate(site, "water", *OTHERS[:2])
    site.delete(f"/api/articles/{uuid_of(OTHERS[0])}", params={"revision": 1, "kind": kind})
    assert related(site.get(path).text) == [OTHERS[1]]


def test_a_link_to_a_copy_leads_to_the_page_that_stands_for_it_and_never_twice(site: Client, path: str) -> None:
    copy(site, OTHERS[0], of=OTHERS[1])
    copy(site, OTHERS[2], of="water")
    relate(site, "water", OTHERS[0], OTHERS[1], OTHERS[2], "water", OTHERS[3])
    assert related(site.get(path).text) == [OTHERS[1], OTHERS[3]]
    site.delete(f"/api/articles/{uuid_of(OTHERS[1])}", params={"revision": 1, "kind": "unpublish"})
    assert related(site.get(path).text) == [OTHERS[3]]


def test_a_browser_is_told_that_its_related_block_is_old(site: Client, path: str) -> None:
    known = {"if-none-match": site.get(path).headers["etag"]}
    assert site.get(path, headers=known).status_code == 304
    relate(site, "water", OTHERS[0])
    assert site.get(path, headers=known).status_code == 200


def test_editors_read_why_an_article_stands_beside_another(site: Client, path: str) -> None:
    pinned = {"article_id": uuid_of(OTHERS[3]), "score": 1.0, "pinned": True, "headline": "قديم"}
    words = {"article_id": uuid_of(OTHERS[1]), "score": 0.4, "reasons": ["tag الرقة", "word مياه"]}
    relate(site, "water", related=[pinned, words, {"article_id": uuid_of("unknown"), "score": 0.3}])
    told = site.get(f"/api/articles/{uuid_of('water')}/analysis").json()
    assert [(link["headline"], link["pinned"], link["reasons"]) for link in told["related"]] == [
        (OTHERS[3], True, []),
        (OTHERS[1], False, ["tag الرقة", "word مياه"]),
    ]
    assert (told["story"], told["duplicate_of"], told["also_reported_by"]) == (None, None, [])
    push(site, "water", revision=2, rights="excerpt+link")
    told = site.get(f"/api/articles/{uuid_of('water')}/analysis").json()
    assert told["related"][1]["reasons"] == ["tag الرقة"], "no words of a text that may not be shown"
