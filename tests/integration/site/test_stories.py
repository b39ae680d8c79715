"""A running story has a page: its articles in the order in which things happened."""

import re

import feedparser
import pytest
from httpx import Client

from tests.integration.site.told import FIRE, FLOOD, NEWS, copy, follow, following, push, relate, related
from tests.unit.site.articles import uuid_of

RAIN, RIVER, RESCUE, RELIEF, REPORT = "مطر", "فيضان النهر", "إنقاذ", "إغاثة", "تقرير"
NAMES = (RAIN, RIVER, RESCUE, RELIEF, REPORT)
TOLD = list(zip(NAMES, ("2024-03-08", "2024-03-09", "2024-03-09", "2024-03-10", "2024-03-08"), strict=True))
STORY = f"/story/{FLOOD}"


@pytest.fixture
def paths(site: Client) -> dict[str, str]:
    """Five articles of one story, an hour apart; the newest tells what happened on the first day."""
    paths = {
        name: push(site, name, published_at=f"2024-03-10T{9 + hour:02}:00:00+03:00") for hour, name in enumerate(NAMES)
    }
    follow(site, FLOOD, *TOLD)
    return paths


def remove(site: Client, name: str, kind: str = "kill") -> None:
    site.delete(f"/api/articles/{uuid_of(name)}", params={"revision": 1, "kind": kind})


def timeline(page: str) -> list[tuple[str, list[str]]]:
    """The days of a story's page with their headlines."""
    days = page.partition('<ol class="timeline">')[2].split("<h2>")[1:]
    return [(day.split('"')[1], re.findall(r"<h3[^>]*><a[^>]*>(.*?)</a>", day)) for day in days]


def test_a_storys_page_tells_its_articles_in_the_order_in_which_things_happened(
    site: Client, paths: dict[str, str]
) -> None:
    page = site.get(STORY).text
    assert timeline(page) == [
        ("2024-03-08", [RAIN, REPORT]),
        ("2024-03-09", [RIVER, RESCUE]),
        ("2024-03-10", [RELIEF]),
    ]
    assert '<h1 class="page" lang="ar" dir="rtl">سيول الحسكة</h1>' in page
    assert "5 مواد" in page
    assert "(3 أيام)" in page
    assert '<time datetime="2024-03-08">الجمعة، 8 آذار/مارس 2024</time>' in page
    assert f'<link rel="canonical" href="{NEWS}{STORY}">' in page
    assert page.count("<bdi>مكتب الفرات</bdi>") == 5


def test_a_storys_feeds_tell_its_newest_articles_first(site: Client, paths: dict[str, str]) -> None:
    feed = feedparser.parse(site.get(f"{STORY}/feed.xml").content)
    assert (feed.bozo, [entry.title for entry in feed.entries]) == (False, list(reversed(NAMES)))
    told = site.get(f"{STORY}/feed.json").json()
    assert (told["title"], told["home_page_url"]) == ("مرصد الفرات – سيول الحسكة", f"{NEWS}{STORY}")
    assert [item["title"] for item in told["items"]] == list(reversed(NAMES))


def test_an_article_leads_to_its_story_and_to_the_newest_of_it(site: Client, paths: dict[str, str]) -> None:
    page = site.get(paths[RELIEF]).text
    assert following(page) == [REPORT, RESCUE, RIVER]
    assert page.count(f'href="{STORY}"') == 2
    relate(site, RELIEF, RESCUE)
    page = site.get(paths[RELIEF]).text
    assert (following(page), related(page)) == ([REPORT, RIVER, RAIN], [RESCUE])
    analysis = site.get(f"/api/articles/{uuid_of(RELIEF)}/analysis").json()
    assert analysis["story"] == {"id": FLOOD, "name": "سيول الحسكة"}


def test_a_story_whose_others_are_all_related_is_named_in_a_line_and_leaves_no_empty_block(site: Client) -> None:
    path = push(site, RAIN)
    push(site, RIVER)
    follow(site, FLOOD, *TOLD[:2])
    relate(site, RAIN, RIVER)
    page = site.get(path).text
    assert (following(page), related(page)) == ([], [RIVER])
    assert f'<p class="block related">ضمن متابعة: <a href="{STORY}">' in page
    assert 'id="following"' not in page


def test_editors_are_not_told_of_a_story_that_the_other_article_has_left(site: Client, paths: dict[str, str]) -> None:
    link = {"article_id": uuid_of(RAIN), "score": 0.5, "reasons": ["story سيول الحسكة", "tag الحسكة"]}
    relate(site, RELIEF, related=[link])
    analysis = f"/api/articles/{uuid_of(RELIEF)}/analysis"
    assert site.get(analysis).json()["related"][0]["reasons"] == ["story سيول الحسكة", "tag الحسكة"]
    follow(site, FLOOD, *TOLD[1:], version=2)
    assert site.get(analysis).json()["related"][0]["reasons"] == ["tag الحسكة"]
    follow(site, FIRE, TOLD[0], name="حريق")
    assert site.get(analysis).json()["related"][0]["reasons"] == ["tag الحسكة"]


def test_an_article_alone_in_its_story_says_nothing_of_it(site: Client) -> None:
    path = push(site, RAIN)
    follow(site, FLOOD, (RAIN, "2024-03-08"), ("unknown", "2024-03-08"))
    assert STORY not in site.get(path).text
    assert timeline(site.get(STORY).text) == [("2024-03-08", [RAIN])]


def test_a_removed_article_leaves_its_story_at_once(site: Client, paths: dict[str, str]) -> None:
    remove(site, RIVER)
    assert RIVER not in site.get(STORY).text
    assert RIVER not in site.get(paths[RELIEF]).text
    assert RIVER not in site.get(f"{STORY}/feed.xml").text


def test_a_story_is_not_called_by_the_headline_of_an_article_that_was_removed(
    site: Client, paths: dict[str, str]
) -> None:
    follow(site, FLOOD, *TOLD, version=2, name=RIVER)
    link = {"article_id": uuid_of(RAIN), "score": 0.5, "reasons": [f"story {RIVER}"], "headline": RIVER}
    relate(site, RELIEF, related=[link])
    analysis = f"/api/articles/{uuid_of(RELIEF)}/analysis"
    assert site.get(analysis).json()["related"][0]["reasons"] == [f"story {RIVER}"]
    assert f">{RIVER}</h1>" in site.get(STORY).text
    remove(site, RIVER, "withdraw")
    for address in (STORY, f"{STORY}/feed.xml", paths[RELIEF], analysis, f"/api/articles/{uuid_of(RELIEF)}/related"):
        assert RIVER not in site.get(address).text
    assert f">{RAIN}</h1>" in site.get(STORY).text


def test_a_story_is_not_called_by_a_headline_that_a_killed_article_once_had(
    site: Client, paths: dict[str, str]
) -> None:
    follow(site, FLOOD, *TOLD, version=2, name=RIVER)
    push(site, RIVER, 2, headline="عنوان مصحح")
    site.delete(f"/api/articles/{uuid_of(RIVER)}", params={"revision": 2, "kind": "kill"})
    assert RIVER not in site.get(STORY).text
    assert RIVER not in site.get(paths[RELIEF]).text


@pytest.mark.parametrize("kind", ["kill", "withdraw", "unpublish"])
def test_a_story_that_is_told_late_is_not_called_by_what_was_removed(
    site: Client, paths: dict[str, str], kind: str
) -> None:
    push(site, RIVER, 2, headline="عنوان مصحح")
    site.delete(f"/api/articles/{uuid_of(RIVER)}", params={"revision": 2, "kind": kind})
    follow(site, FLOOD, *TOLD, version=3, name=RIVER)
    assert RIVER not in site.get(STORY).text
    assert RIVER not in site.get(f"/api/stories/{FLOOD}").text
    assert f">{RAIN}</h1>" in site.get(STORY).text


def test_a_copy_counts_as_the_article_that_stands_for_it(site: Client, paths: dict[str, str]) -> None:
    copy(site, RIVER, of=RAIN)
    outside = push(site, "outside")
    copy(site, RELIEF, of="outside")
    page = site.get(STORY).text
    assert timeline(page) == [
        ("2024-03-08", [RAIN, REPORT]),
        ("2024-03-09", [RESCUE]),
        ("2024-03-10", ["outside"]),
    ]
    assert "4 مواد" in page
    assert following(site.get(outside).text) == [REPORT, RESCUE, RAIN]


def test_a_story_whose_articles_went_to_another_leads_there(site: Client, paths: dict[str, str]) -> None:
    follow(site, FIRE, *TOLD, name="الحسكة بعد السيول")
    told = follow(site, FLOOD, version=2, name="", into=FIRE)
    assert told.json() == {"state": "updated", "url": f"{NEWS}/story/{FIRE}"}
    for rest in ("", "/feed.xml", "/feed.json"):
        answer = site.get(STORY + rest)
        assert (answer.status_code, answer.headers["location"]) == (301, f"/story/{FIRE}{rest}")
    assert f"/story/{FIRE}" in site.get(paths[RAIN]).text


def test_stories_that_lead_to_each_other_are_not_found(site: Client) -> None:
    follow(site, FLOOD, into=FIRE)
    follow(site, FIRE, into=FLOOD)
    assert [site.get(f"/story/{story}").status_code for story in (FLOOD, FIRE)] == [404, 404]


def test_a_story_without_live_articles_is_not_found(site: Client, paths: dict[str, str]) -> None:
    for name in NAMES:
        remove(site, name, "unpublish")
    for address in (STORY, "/story/cccccccccccc", "/story/cccccccccccc/feed.xml", "/story/x"):
        assert site.get(address).status_code == 404
    assert site.get(f"{STORY}/feed.json").json()["items"] == []


def test_the_newest_word_about_a_story_stands(site: Client, paths: dict[str, str]) -> None:
    follow(site, FLOOD, TOLD[0], version=4, name="أول المطر")
    assert follow(site, FLOOD, *TOLD, version=3).json()["state"] == "stale"
    assert follow(site, FLOOD, *TOLD, version=4).json()["state"] == "unchanged"
    assert timeline(site.get(STORY).text) == [("2024-03-08", [RAIN])]
    assert STORY not in site.get(paths[RIVER]).text
    follow(site, FLOOD, version=5, name="")
    assert site.get(STORY).status_code == 404


def test_an_article_that_two_stories_claim_is_in_the_one_told_last(site: Client, paths: dict[str, str]) -> None:
    follow(site, FIRE, (RAIN, "2024-03-08"), (RIVER, "2024-03-09"), version=9)
    assert f"/story/{FIRE}" in site.get(paths[RAIN]).text
    assert STORY in site.get(paths[RESCUE]).text


def test_hostile_words_are_inert_on_a_storys_page(site: Client, paths: dict[str, str]) -> None:
    evil = '</title><script>alert(1)</script>"><img src=x onerror=alert(1)>'
    follow(site, FLOOD, *TOLD, version=2, name=evil)
    for address in (STORY, paths[RAIN]):
        assert "<script>" not in site.get(address).text
        assert "<img" not in site.get(address).text
