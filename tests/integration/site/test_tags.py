"""What editors decide about tags, as the site shows it: at once, and without an article being written anew."""

import sqlite3
from contextlib import closing
from typing import Any

from httpx import Client, Response

from khabar_site.settings import SiteSettings
from tests.integration.site.conftest import serving
from tests.unit.site.articles import HEADLINE, pushed, uuid_of

RAQQA, PLACE, SYRIA = "place:raqqa", "/tag/place-raqqa", "place:syria"


def push(site: Client, name: str, *tags: tuple[str, str], headline: str = HEADLINE, revision: int = 1) -> str:
    """Push an article with tags and return its path."""
    found = [{"id": id_, "type": "place", "name": shown, "salience": 0.5} for id_, shown in tags]
    article = pushed(name, revision, headline=headline, enrichment={"tags": found})
    url: str = site.put(f"/api/articles/{uuid_of(name)}", json=article).json()["url"]
    return url.removeprefix("http://news.test")


def rule(site: Client, id_: str, revision: int, **decided: Any) -> Response:  # noqa: ANN401 - any field of a ruling
    return site.put(f"/api/tags/{id_}", json={"id": id_, "revision": revision, "type": "place", **decided})


def merge(site: Client, one: str, into: str, revision: int, name: str) -> Response:
    return rule(site, one, revision, into={"id": into, "type": "place", "name": name})


def test_a_new_name_stands_on_pages_lists_feeds_and_machines_pages(site: Client) -> None:
    path = push(site, "water", (RAQQA, "الرقة"))
    assert "<bdi>الرقة</bdi>" in site.get(path).text
    stored = site.get(path).text

    assert rule(site, RAQQA, 3, name="مدينة الرقة").json()["state"] == "updated"

    page = site.get(path).text
    assert "<bdi>مدينة الرقة</bdi>" in page
    assert '"name": "مدينة الرقة"' in page
    for told in ("<bdi>{}</bdi>", '"name": "{}"', 'content="{}"', '"keywords": ["{}"]'):
        stored = stored.replace(told.format("الرقة"), told.format("مدينة الرقة"))
    assert page == stored
    assert "مدينة الرقة" in site.get(PLACE).text
    assert "مدينة الرقة" in site.get(f"{PLACE}/feed.xml").text
    feed = site.get(f"{PLACE}/feed.json").json()
    assert (feed["title"].endswith("مدينة الرقة"), len(feed["items"])) == (True, 1)
    [tag] = site.get(f"/api/articles/{uuid_of('water')}/analysis").json()["tags"]
    assert tag["name"] == "مدينة الرقة"


def test_a_merged_tags_page_leads_to_the_other_which_lists_the_articles_of_both(site: Client) -> None:
    both = push(site, "both", (RAQQA, "الرقة"), (SYRIA, "سوريا"), headline="خبر من المكانين")
    push(site, "one", (RAQQA, "الرقة"), headline="خبر من الرقة")
    merge(site, RAQQA, SYRIA, 1, "سوريا")

    answer = site.get(PLACE)
    assert (answer.status_code, answer.headers["location"]) == (301, "/tag/place-syria")
    listed = site.get("/tag/place-syria").text
    assert (listed.count(">خبر من المكانين<"), listed.count(">خبر من الرقة<")) == (1, 1)
    assert site.get(both).text.count('rel="tag"') == 1
    assert site.get(f"{PLACE}/feed.json").headers["location"] == "/tag/place-syria/feed.json"


def test_a_tag_that_others_were_merged_into_has_its_own_kind_and_the_mentions_of_all(site: Client) -> None:
    found = [
        {"id": id_, "type": "place", "name": shown, "salience": salience, "mentions": [mention(start, shown)]}
        for id_, shown, salience, start in ((SYRIA, "سوريا", 0.4, 9), (RAQQA, "الرقة", 0.6, 0))
    ]
    site.put(f"/api/articles/{uuid_of('both')}", json=pushed("both", enrichment={"tags": found}))
    for revision, one in enumerate((RAQQA, SYRIA), 1):
        rule(site, one, revision, into={"id": "organisation:council", "type": "organisation", "name": "المجلس"})
    [tag] = site.get(f"/api/articles/{uuid_of('both')}/analysis").json()["tags"]
    assert (tag["id"], tag["type"], tag["name"]) == ("organisation:council", "organisation", "المجلس")
    assert (tag["salience"], [told["text"] for told in tag["mentions"]]) == (0.6, ["سوريا", "الرقة"])
    assert '<p class="kicker">جهات</p>' in site.get("/tag/organisation-council").text


def mention(start: int, text: str) -> dict[str, str | int]:
    return {"zone": "headline", "start": start, "end": start + len(text), "text": text}


def test_the_other_tag_needs_no_article_of_its_own(site: Client) -> None:
    path = push(site, "one", (RAQQA, "الرقة"))
    merge(site, RAQQA, SYRIA, 1, "سوريا")
    assert ">سوريا<" in site.get("/tag/place-syria").text
    assert "/tag/place-syria" in site.get(path).text
    merge(site, SYRIA, "place:levant", 2, "المشرق")
    assert site.get(PLACE).headers["location"] == "/tag/place-levant"
    assert ">المشرق<" in site.get("/tag/place-levant").text
    rule(site, "place:levant", 3, name="بلاد الشام")
    assert ">بلاد الشام<" in site.get("/tag/place-levant").text
    assert "<bdi>بلاد الشام</bdi>" in site.get(path).text


def test_a_blocked_tag_is_shown_nowhere_until_it_is_unblocked(site: Client) -> None:
    path = push(site, "water", (RAQQA, "الرقة"), (SYRIA, "سوريا"))
    rule(site, RAQQA, 1, blocked=True)
    assert (site.get(PLACE).status_code, site.get(f"{PLACE}/feed.xml").status_code) == (404, 404)
    assert PLACE not in site.get(path).text
    again = push(site, "water", (RAQQA, "الرقة"), (SYRIA, "سوريا"), revision=2)
    assert PLACE not in site.get(again).text
    rule(site, RAQQA, 2)
    assert site.get(PLACE).status_code == 200
    assert PLACE in site.get(again).text


def test_an_older_decision_changes_nothing(site: Client) -> None:
    push(site, "water", (RAQQA, "الرقة"))
    rule(site, RAQQA, 5, name="مدينة الرقة")
    assert rule(site, RAQQA, 4, blocked=True).json()["state"] == "stale"
    assert rule(site, RAQQA, 5, name="مدينة الرقة").json()["state"] == "unchanged"
    assert site.get(PLACE).status_code == 200
    held = site.get(f"/api/tags/{RAQQA}").json()
    assert (held["revision"], held["name"], held["blocked"]) == (5, "مدينة الرقة", False)


def test_a_ruling_needs_the_token_and_the_right_address(site: Client) -> None:
    wrong = site.put(f"/api/tags/{RAQQA}", json={"id": SYRIA, "revision": 1, "type": "place"})
    assert wrong.status_code == 422
    assert site.put(f"/api/tags/{RAQQA}", json={"id": RAQQA}).status_code == 422
    stranger = site.put(f"/api/tags/{RAQQA}", json={}, headers={"authorization": "Bearer none"})
    assert stranger.status_code == 401
    assert site.get("/api/tags/place:nowhere").status_code == 404
    assert "/tag/place-nowhere" not in site.get("/latest").text


def test_a_suggested_tag_is_shown_to_no_reader(site: Client) -> None:
    tag = {"id": RAQQA, "type": "place", "name": "الرقة", "suggested": True}
    article = pushed("water", enrichment={"tags": [tag]})
    url = site.put(f"/api/articles/{uuid_of('water')}", json=article).json()["url"]
    assert PLACE not in site.get(url).text
    assert site.get(PLACE).status_code == 404


def test_decisions_outlast_a_restart_and_articles_keep_what_was_pushed(site_settings: SiteSettings) -> None:
    with serving(site_settings) as site:
        path = push(site, "water", (RAQQA, "الرقة"))
        merge(site, RAQQA, SYRIA, 1, "سوريا")
    with serving(site_settings) as site:
        assert site.get(PLACE).status_code == 301
        assert "/tag/place-syria" in site.get(path).text
    with closing(sqlite3.connect(site_settings.site_database)) as db:
        assert db.execute("SELECT slug FROM tagging").fetchall() == [("place-raqqa",)]
