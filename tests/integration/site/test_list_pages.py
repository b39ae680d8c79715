"""The lists of the site: how they go on, what stands above them, and what they are in either language."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from httpx import Client

from khabar_site import home, lists
from khabar_site.ask import Ask
from khabar_site.settings import SiteSettings
from khabar_site.site import Site
from tests.integration.site.conftest import serving
from tests.integration.site.told import FIRE, FLOOD, follow, push
from tests.unit.site.articles import pushed, revision_of, uuid_of

_ENGLISH = """
[newsroom]
name = "Euphrates Monitor"
timezone = "Asia/Damascus"
[site]
language = "en"
[site.about]
text = "A newsroom in Raqqa.\\n\\nIt was <b>founded</b> by reporters."
ownership = "Its reporters own it."
email = "desk@news.test"
founded = 2016
[[sections]]
id = "news"
name = "News"
"""


@pytest.fixture
def english(site_settings: SiteSettings) -> Iterator[Client]:
    """A site that speaks English."""
    assert site_settings.config is not None
    site_settings.config.write_text(_ENGLISH, "utf-8")
    with serving(SiteSettings()) as client:
        yield client


def many(site: Client, articles: int, **changes: Any) -> list[str]:  # noqa: ANN401 - any field of an article
    """Push so many articles of one day, a minute apart, and return their headlines, the newest first."""
    start = datetime(2024, 3, 10, 8, tzinfo=UTC)
    told = [
        pushed(f"n{n}", headline=f"خبر رقم {n}", published_at=(start + timedelta(minutes=n)).isoformat(), **changes)
        for n in range(articles)
    ]
    for at in range(0, articles, 50):
        assert site.post("/api/articles:batch", json={"articles": told[at : at + 50]}).status_code == 200
    return [article["headline"] for article in reversed(told)]


def headlines(page: str) -> list[str]:
    return re.findall(r'<h2 lang="ar" dir="rtl"><a[^>]*>(.*?)</a></h2>', page)


def link(page: str, rel: str) -> str:
    found = re.search(rf'<a rel="{rel}" href="([^"]+)"', page)
    return found[1] if found else ""


def signed(site: Client) -> list[str]:
    return many(site, 45, authors=["ريم الحسن"], correction={"note": "صُحّح الرقم"}, revision=2)


@pytest.mark.parametrize(
    "address",
    ["/latest", "/section/news", "/tag/place-raqqa", "/author/ريم-الحسن", "/archive/2024/03/10", "/corrections"],
)
def test_every_list_goes_on_in_the_path_until_its_end(site: Client, address: str) -> None:
    wanted = signed(site)
    found, pages, at = [], 0, address
    while at:
        page = site.get(at)
        assert page.status_code == 200
        found += headlines(page.text)
        robots = page.headers.get("x-robots-tag", "")
        assert robots == ("noindex, follow" if pages else "")
        assert f'<link rel="canonical" href="http://news.test{page.request.url.raw_path.decode()}">' in page.text
        assert bool(link(page.text, "prev")) == bool(pages), "the way back to the beginning"
        at, pages = link(page.text, "next"), pages + 1
    assert pages == 3
    assert sorted(found) == sorted(wanted)
    if address != "/corrections":  # those were all made at one moment
        assert found == wanted


def test_an_old_address_of_a_further_page_leads_to_the_new_one(site: Client) -> None:
    many(site, 25)
    cursor = link(site.get("/latest").text, "next").rpartition("/")[2]
    moved = site.get(f"/latest?before={cursor}")
    assert (moved.status_code, moved.headers["location"]) == (301, f"/latest/before/{cursor}")
    assert site.get("/latest?before=x").status_code == 400
    for wrong in ("x", "1", "1.short", f"{cursor}.x", "-9999999999999.aaaaaaaaaaaa"):
        assert site.get(f"/latest/before/{wrong}").status_code == 404


def test_a_merged_tags_further_pages_lie_at_the_other_tag_whatever_its_name(site: Client) -> None:
    push(site, "مطر", enrichment={"tags": [{"id": "a", "type": "place", "name": "أ", "salience": 0.5}]})
    into = {"id": "place:b", "type": "place", "name": "ب"}
    ruling = {"id": "a", "revision": 1, "type": "place", "name": None, "into": into, "blocked": False}
    assert site.put("/api/tags/a", json=ruling).status_code == 200
    for rest in ("", "/before/1.aaaaaaaaaaaa", "/feed.xml"):
        assert site.get(f"/tag/a{rest}").headers["location"] == f"/tag/place-b{rest}"


def test_an_empty_site_has_all_its_pages(site: Client) -> None:
    for address in ("/", "/latest", "/section/news", "/archive", "/corrections", "/about", "/lite"):
        assert site.get(address).status_code == 200
    assert "لا مواد بعد" in site.get("/").text
    for address in ("/tag/none", "/author/none", "/archive/2024", "/section/none", "/story/none", "/lite/a/none"):
        assert site.get(address).status_code == 404


def test_the_front_page_begins_with_what_is_breaking(site: Client) -> None:
    many(site, 10)
    push(site, "سد ينهار", published_at="2024-03-10T11:02:30+03:00", breaking=True)
    page = site.get("/").text
    assert headlines(page)[0] == "سد ينهار"
    assert page.count('<span class="flash">عاجل</span>') == 1
    assert page.count("سد ينهار") == 1, "it stands in no second place"


def test_the_front_page_names_the_sections_in_the_newsrooms_order_and_then_the_others(site: Client) -> None:
    for name, section in (("a", "sport"), ("b", "news"), ("c", "sport"), ("d", "arts"), ("e", "news"), ("f", "arts")):
        push(site, name, enrichment={"section": {"id": section, "name": section, "reason": "rule"}})
    many(site, 6, enrichment={"section": {"id": "none-of-these", "name": "أخرى", "reason": "rule"}})
    found = re.findall(r'<h2 id="section-\d+" class="rule"><a href="/section/([^"]+)"', site.get("/").text)
    assert found == ["news", "arts", "none-of-these", "sport"]


def test_the_front_page_tells_which_stories_run(site: Client) -> None:
    for place, name in enumerate(("مطر", "فيضان", "إنقاذ", "حريق", "دخان")):
        push(site, name, published_at=f"2024-03-10T{9 + place:02}:00:00+03:00")
    push(site, "قديم", published_at="2024-02-10T09:00:00+03:00")
    follow(site, FLOOD, ("مطر", "2024-03-10"), ("فيضان", "2024-03-10"), ("إنقاذ", "2024-03-10"))
    follow(site, FIRE, ("حريق", "2024-03-10"), ("دخان", "2024-03-10"), ("قديم", "2024-02-10"), name="حريق")
    page = site.get("/").text
    assert page.count('href="/story/') == 1, "two articles do not make a story that runs, nor an old one"
    assert "3 مواد في الأيام الأخيرة" in page
    follow(site, FLOOD, version=2, into=FIRE)
    assert 'href="/story/' not in site.get("/").text


def test_a_tags_page_says_what_it_is_how_much_there_is_and_what_stands_beside_it(site: Client) -> None:
    tags = [("place:raqqa", "الرقة"), ("topic:water", "المياه"), ("person:reem", "ريم")]
    for place in range(4):
        told = [{"id": id_, "type": "place", "name": name, "salience": 0.5} for id_, name in tags[: 2 + place // 3]]
        push(site, f"خبر {place}", enrichment={"tags": told})
    page = site.get("/tag/place-raqqa").text
    assert '<p class="kicker">أماكن</p>' in page
    assert "4 مواد" in page
    beside = page.partition('class="neighbours"')[2].partition("</aside>")[0]
    assert re.findall(r'href="/tag/([^"]+)"', beside) == ["topic-water"], "one article together is not often"


def test_an_author_has_a_page_under_the_name_that_was_signed_last(site: Client) -> None:
    push(site, "مطر", authors=["ريم الحسن", "…"], published_at="2024-03-10T09:00:00+03:00")
    push(site, "فيضان", authors=["ريم  الحَسن"], published_at="2024-03-11T09:00:00+03:00")
    page = site.get("/author/ريم-الحسن").text
    assert headlines(page) == ["فيضان", "مطر"]
    assert "ريم  الحَسن</bdi></h1>" in page
    site.delete(f"/api/articles/{uuid_of('فيضان')}", params={"revision": 1, "kind": "kill"})
    assert headlines(site.get("/author/ريم-الحسن").text) == ["مطر"]
    site.delete(f"/api/articles/{uuid_of('مطر')}", params={"revision": 1, "kind": "withdraw"})
    assert site.get("/author/ريم-الحسن").status_code == 404


def test_the_archive_leads_to_what_comes_before_and_after_and_skips_what_is_empty(site: Client) -> None:
    for day in ("2021-12-31", "2024-03-02", "2024-03-09", "2024-05-01"):
        push(site, day, published_at=f"{day}T10:00:00+03:00")
    for address, before, after in (
        ("/archive/2024", "/archive/2021", ""),
        ("/archive/2024/03", "/archive/2021/12", "/archive/2024/05"),
        ("/archive/2024/03/09", "/archive/2024/03/02", "/archive/2024/05/01"),
        ("/archive/2021/12/31", "", "/archive/2024/03/02"),
    ):
        page = site.get(address).text
        assert (link(page, "prev"), link(page, "next")) == (before, after)
    site.delete(f"/api/articles/{uuid_of('2024-05-01')}", params={"revision": 1, "kind": "kill"})
    assert site.get("/archive/2024/05").status_code == 404
    assert link(site.get("/archive/2024/03").text, "next") == ""


def test_the_ledger_says_how_grave_a_correction_was_and_leads_to_what_changed(site: Client) -> None:
    path = push(site, "مطر", 2, correction={"note": "كان الرقم خطأً", "kind": "major"})
    page = site.get("/corrections").text
    assert "تصويب جوهري" in page
    assert f'href="/a/{path.split("/")[3][:12]}/versions"' in page
    assert site.get(f"/a/{path.split('/')[3][:12]}/versions").status_code == 200


def test_a_long_story_goes_on_from_its_newest_articles_backwards(site: Client) -> None:
    many(site, 70)
    names = [(f"n{n}", f"2024-03-{1 + n // 7:02}") for n in range(70)]
    follow(site, FLOOD, *names)
    last = site.get(f"/story/{FLOOD}").text
    earlier = link(last, "prev")
    assert earlier.startswith(f"/story/{FLOOD}/before/2024-03-02.")
    before = site.get(earlier)
    numbers = [int(n) for n in re.findall(r"خبر رقم (\d+)</a></h3>", before.text + last)]
    assert sorted(numbers) == list(range(70))
    assert (numbers[0] // 7, numbers[-1] // 7) == (0, 9), "in the order of what happened"
    assert before.headers["x-robots-tag"] == "noindex, follow"
    assert site.get(f"/story/{FLOOD}/before/2024-03-01.0.aaaaaaaaaaaa").status_code == 404
    assert site.get(f"/story/{FLOOD}/before/x").status_code == 404


def test_the_page_about_the_newsroom_says_what_the_newsroom_says(english: Client) -> None:
    page = english.get("/about").text
    assert "It was &lt;b&gt;founded&lt;/b&gt; by reporters." in page
    for part in ("Founded in 2016.", "Its reporters own it.", 'href="mailto:desk@news.test"', 'href="/section/news"'):
        assert part in page
    for anchor in ("ethics", "corrections", "ownership", "contact"):
        assert f'id="{anchor}"' in page


def test_without_a_word_from_the_newsroom_the_page_about_it_claims_nothing_for_it(site: Client) -> None:
    page = site.get("/about").text
    for anchor in ("ethics", "corrections"):
        assert f'id="{anchor}"' in page
    for anchor in ("ownership", "contact"):
        assert f'id="{anchor}"' not in page


def test_an_english_newsroom_speaks_english_around_arabic_articles(english: Client) -> None:
    path = push(english, "مطر", authors=["ريم"])
    follow(english, FLOOD, ("مطر", "2024-03-10"), ("فيضان", "2024-03-11"))
    arabic = re.compile(r"[\u0620-\u064a]{2,}")
    own = ("مطر", "عادت المياه، أمس السبت، إلى ثلاثة أحياء غربي الرقة.", "سيول الحسكة", "الرقة", "ريم", "مكتب الفرات")
    for address in (
        *("/", "/latest", "/section/news", "/tag/place-raqqa", "/author/ريم", "/archive", "/archive/2024"),
        *("/archive/2024/03", "/archive/2024/03/10", "/corrections", f"/story/{FLOOD}", "/about", "/lite"),
        f"/lite/a/{path.split('/')[3][:12]}",
    ):
        page = english.get(address)
        assert page.status_code == 200
        assert '<html lang="en" dir="ltr">' in page.text
        text = re.sub(r"<[^>]*>", " ", page.text)
        for told in own:
            text = text.replace(told, "")
        text = text.replace("قال مهندس إن المضخة تعطلت.", "").replace("أسباب الانقطاع", "")
        assert arabic.findall(text) == [], address


async def test_a_list_is_made_anew_when_what_it_says_of_times_becomes_untrue(site_settings: SiteSettings) -> None:
    now = datetime(2024, 3, 10, 9, 5, 30, tzinfo=UTC)
    site = Site(site_settings)
    await site.write(lambda writer: writer.push([revision_of(published_at="2024-03-10T09:00:00Z")]))
    for view in (home.home, lists.latest):
        page = await site.read(lambda reader, view=view: view(reader, site.look, Ask("/", {}, "", "", now)))  # type: ignore[misc]
        assert "قبل 5 دقائق" in page.text
        assert page.until is not None
        assert now < page.until <= now + timedelta(minutes=1)
    site.close()
