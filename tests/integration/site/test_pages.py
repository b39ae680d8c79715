import re
from typing import Any
from urllib.parse import unquote
from xml.etree.ElementTree import fromstring

import feedparser
import pytest
from httpx import Client

from tests.unit.site.articles import pushed, uuid_of

CSP = (
    "default-src 'none'; style-src 'self'; font-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; img-src 'self'"
)
FOLLOWED = f"{CSP}; script-src 'self'; connect-src 'self'"


def put(site: Client, name: str = "water", **changes: Any) -> str:  # noqa: ANN401 - any field of an article
    article = pushed(name, **changes)
    url: str = site.put(f"/api/articles/{article['id']}", json=article).json()["url"]
    return url


def locations(sitemap: bytes) -> list[str]:
    tree = fromstring(sitemap)  # noqa: S314 - the site's own
    return [element.text or "" for element in tree.findall(".//{*}loc")]


@pytest.fixture
def month(site: Client) -> list[str]:
    """Thirty articles of one month, an hour apart, the newest last."""
    articles = [
        pushed(
            f"n{hour}",
            headline=f"خبر رقم {hour}",
            published_at=f"2024-03-{1 + hour // 10:02}T{hour % 10:02}:00:00+03:00",
        )
        for hour in range(30)
    ]
    results = site.post("/api/articles:batch", json={"articles": articles}).json()["results"]
    return [result["url"] for result in results]


def test_the_sid_alone_decides_and_other_addresses_lead_to_the_right_one(site: Client) -> None:
    url = put(site)
    path = url.removeprefix("http://news.test")
    sid = path.split("/")[3][:12]
    for other in (f"/a/{sid}", f"/2024/03/{sid}", f"/1999/01/{sid}-another", f"/2024/03/{sid}-%3Cscript%3E"):
        response = site.get(other)
        assert (response.status_code, response.headers["location"]) == (301, path)
    assert site.get(path).status_code == 200
    assert unquote(path).startswith(f"/2024/03/{sid}-عودة-المياه")


def test_month_and_day_are_those_of_the_newsroom(site: Client) -> None:
    url = put(site, published_at="2024-02-29T22:30:00Z")
    assert url.startswith("http://news.test/2024/03/")
    assert site.get("/archive/2024/03/01").status_code == 200


def test_an_article_without_a_date_counts_from_its_admission(site: Client) -> None:
    assert put(site, published_at=None).startswith("http://news.test/2024/03/")


def test_every_page_carries_the_policy(site: Client) -> None:
    url = put(site)
    for address in ("/", url, "/nothing-here", "/feed.xml", f"/api/articles/{uuid_of('water')}", "/livez"):
        headers = site.get(address).headers
        assert headers["content-security-policy"] == (FOLLOWED if address == "/" else CSP)
        assert headers["x-content-type-options"] == "nosniff"


def test_a_browser_that_knows_the_page_gets_304_until_it_changes(site: Client) -> None:
    url = put(site)
    for address in ("/", url, "/feed.xml"):
        known = {"if-none-match": site.get(address).headers["etag"]}
        unchanged = site.get(address, headers=known)
        assert (unchanged.status_code, unchanged.content) == (304, b"")
        put(site, revision=int(site.get(f"/api/articles/{uuid_of('water')}").json()["revision"]) + 1, lead=address)
        assert site.get(address, headers=known).status_code == 200


def test_static_files_are_named_by_their_content_and_last(site: Client) -> None:
    style = re.search(r'href="(/static/site\.[0-9a-f]{12}\.css)"', site.get("/").text)
    assert style
    response = site.get(style[1])
    assert "immutable" in response.headers["cache-control"]
    fonts = re.findall(r'url\("([^"]+)"\)', response.text)
    assert len(fonts) == 3
    assert sum(len(site.get(f"/static/{font}").content) for font in fonts) <= 150 * 1024
    assert site.get("/static/../app.py").status_code == 404


def test_lists_sort_by_first_publication_and_go_on(site: Client, month: list[str]) -> None:
    put(site, "n0", revision=2, headline="خبر رقم 0 محدّث", published_at="2024-03-01T00:00:00+03:00")
    first = site.get("/latest").text
    numbers = [int(number) for number in re.findall(r"خبر رقم (\d+)", first)]
    assert numbers == list(range(29, 9, -1))
    following = re.search(r'<a rel="next" href="(/latest/before/[^"]+)"', first)
    assert following
    rest = [int(number) for number in re.findall(r"خبر رقم (\d+)", site.get(following[1]).text)]
    assert rest == list(range(9, -1, -1))
    assert site.get("/latest?before=x").status_code == 400


def test_the_archive_counts_years_months_and_days(site: Client, month: list[str]) -> None:
    put(site, "old", published_at="2021-12-31T10:00:00+03:00")
    assert re.findall(r"<span>(.*?)</span>", site.get("/archive").text) == ["30 مادة", "مادة واحدة"]
    assert "آذار/مارس</a> <span>30 مادة" in site.get("/archive/2024").text
    assert site.get("/archive/2024/03").text.count("<span>10 مواد</span>") == 3
    assert site.get("/archive/2024/03/02").text.count('<article class="card') == 10
    for missing in ("/archive/2020", "/archive/2024/13", "/archive/2024/3", "/archive/2024/02/30", "/archive/٢٠٢٤"):
        assert site.get(missing).status_code == 404


def test_first_publication_stays_when_a_source_bumps_its_date(site: Client) -> None:
    first = put(site)
    assert put(site, revision=2, published_at="2024-05-01T09:00:00+03:00") == first


def test_sections_the_newsroom_does_not_name_still_have_a_page(site: Client) -> None:
    put(site, enrichment={"section": {"id": "sport", "name": "رياضة", "reason": "hint"}})
    assert "رياضة" in site.get("/section/sport").text
    assert "رياضة" in site.get("/").text
    assert site.get("/section/news").status_code == 200
    assert site.get("/section/none").status_code == 404


def test_related_blocks_link_both_ways_and_only_to_what_is_shown(site: Client) -> None:
    related = [{"article_id": uuid_of("power"), "score": 0.9}, {"article_id": uuid_of("unknown"), "score": 0.8}]
    water = put(site, enrichment={"related": related})
    assert "مقالات ذات صلة" not in site.get(water).text
    power = put(site, "power", headline="انقطاع الكهرباء")
    assert "انقطاع الكهرباء" in site.get(water).text.split("مقالات ذات صلة")[1]
    assert "عودة المياه" in site.get(power).text.split("مقالات ذات صلة")[1]
    put(site, "power", revision=2, headline="عودة الكهرباء")
    assert "عودة الكهرباء" in site.get(water).text


def test_corrections_stand_in_the_public_ledger_and_stay_on_the_article(site: Client) -> None:
    put(site, revision=2, correction={"note": "كان الرقم خطأً"}, updated_at="2024-03-11T10:00:00+03:00")
    url = put(site, revision=3, lead="نص أحدث")
    assert "كان الرقم خطأً" in site.get(url).text
    assert "كان الرقم خطأً" in site.get("/corrections").text


def test_feeds_parse_and_tell_the_same_articles(site: Client, month: list[str]) -> None:
    put(site, "evil", headline="</title>]]><script>alert(1)</script>\x0b", published_at="2024-03-20T10:00:00+03:00")
    for address in ("/feed.xml", "/section/news/feed.xml", "/tag/place-raqqa/feed.xml"):
        feed = feedparser.parse(site.get(address).content)
        assert not feed.bozo
        assert feed.feed.language == "ar"
        assert feed.entries[0].title == "</title>]]><script>alert(1)</script>"
        assert feed.entries[1].link == month[-1]
        assert feed.entries[1].published_parsed[:5] == (2024, 3, 3, 6, 0)
    items = site.get("/feed.json").json()["items"]
    assert [item["url"] for item in items[1:4]] == month[:-4:-1]


def test_sitemaps_are_xml_and_name_every_article(site: Client, month: list[str]) -> None:
    maps = locations(site.get("/sitemap.xml").content)
    assert "http://news.test/sitemap/2024-03.xml" in maps
    assert set(locations(site.get("/sitemap/2024-03.xml").content)) == set(month)
    assert "http://news.test/sitemap.xml" in site.get("/robots.txt").text


def test_what_is_not_there_is_said_in_arabic_with_a_search_box(site: Client) -> None:
    for address in ("/nothing", "/2024/03/aaaaaaaaaaaa-x", "/tag/none", "/a/short", "/section/a/b/c"):
        page = site.get(address)
        assert page.status_code == 404
        assert "الصفحة غير موجودة" in page.text
        assert 'action="/search"' in page.text
    assert site.post("/latest").status_code == 405
    assert site.get("/api/articles:batch").json()["status"] == 405


def test_the_site_says_that_it_is_ready(site: Client) -> None:
    assert site.get("/readyz").json()["status"] == "ready"
    put(site)
    assert "khabar_site_writes_total" in site.get("/metrics").text
