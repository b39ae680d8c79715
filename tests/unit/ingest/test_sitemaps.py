"""What a sitemap lists, whoever made it."""

from datetime import UTC, datetime

import pytest

from khabar.errors import Rejected
from khabar_ingest.document import Document
from khabar_ingest.sitemaps import listing, sitemaps_of

URL = "https://www.agency.example/news-sitemap.xml"
NEWS = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc> https://www.agency.example/ar/1?a=1&amp;b=2 </loc><lastmod>2026-11-20T10:00:00+02:00</lastmod>
<news:news><news:publication><news:name>وكالة</news:name><news:language>ar</news:language></news:publication>
<news:publication_date>2026-11-20T08:00:00+02:00</news:publication_date><news:title>عنوان</news:title></news:news></url>
<url><loc>https://agency.example/ar/2</loc><news:news>
<news:publication_date>2026-11-21</news:publication_date></news:news></url>
<url><loc>https://www.agency.example/ar/2?utm_source=x</loc></url>
<url><loc>https://elsewhere.example/ar/3</loc></url><url><loc>javascript:alert(1)</loc></url><url/>
</urlset>"""


def read(text: str, url: str = URL) -> list[str]:
    return [place.url for place in listing(Document(text.encode(), url)).pages]


def test_a_news_sitemap_lists_pages_with_their_times() -> None:
    found = listing(Document(NEWS.encode(), URL))
    first, second, third = found.pages
    assert (first.url, first.stamp) == ("https://www.agency.example/ar/1?a=1&b=2", "2026-11-20T10:00:00+02:00")
    assert first.published == datetime(2026, 11, 20, 6, tzinfo=UTC)
    assert (second.stamp, second.at) == ("", datetime(2026, 11, 21, tzinfo=UTC))
    assert third.url == "https://www.agency.example/ar/2?utm_source=x"
    assert found.sitemaps == ()


def test_an_index_lists_sitemaps() -> None:
    rows = "".join(f"<s:sitemap><s:loc>https://agency.example/{n}.xml</s:loc></s:sitemap>" for n in range(3))
    found = listing(Document(f"<s:sitemapindex xmlns:s='urn:x'>{rows}</s:sitemapindex>".encode(), URL))
    assert [place.url for place in found.sitemaps] == [f"https://agency.example/{n}.xml" for n in range(3)]
    assert found.pages == ()


def test_a_list_of_addresses_is_a_sitemap_too() -> None:
    assert read("https://agency.example/1\r\nhttps://agency.example/2\n\nnot an address\n") == [
        "https://agency.example/1",
        "https://agency.example/2",
    ]


def test_a_time_that_all_pages_share_says_nothing_about_any() -> None:
    rows = "".join(
        f"<url><loc>https://agency.example/{n}</loc><lastmod>2026-11-22T10:00:00Z</lastmod></url>" for n in range(4)
    )
    last = "<url><loc>https://agency.example/4</loc><lastmod>2026-11-20T10:00:00Z</lastmod></url>"
    found = listing(Document(f"<urlset>{rows}{last}</urlset>".encode(), URL))
    assert [place.stamp for place in found.pages] == ["", "", "", "", "2026-11-20T10:00:00+00:00"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "words",
        "<rss version='2.0'><channel/></rss>",
        "<!doctype html><html><body>404</body></html>",
        '{"version": 1}',
        "\x00\x01",
    ],
)
def test_what_is_no_sitemap_is_refused(text: str) -> None:
    with pytest.raises(Rejected):
        read(text)


def test_an_empty_sitemap_of_a_quiet_day_is_none_the_less_one() -> None:
    assert read("<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'></urlset>") == []


def test_a_sitemap_that_breaks_off_lists_what_is_whole() -> None:
    cut = NEWS.index("/ar/2?utm") + 4
    assert read(NEWS[:cut]) == ["https://www.agency.example/ar/1?a=1&b=2", "https://agency.example/ar/2"]


def test_entities_of_a_hostile_sitemap_are_never_read_or_expanded() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd"><!ENTITY b "bbbb">]>'
    assert read(f"{bomb}<urlset><url><loc>https://agency.example/&a;&b;x</loc></url></urlset>") == [
        "https://agency.example/x"
    ]


def test_a_sitemap_beyond_the_protocol_is_read_in_part() -> None:
    rows = "".join(f"<url><loc>https://agency.example/{n}</loc></url>" for n in range(50_500))
    assert len(read(f"<urlset>{rows}</urlset>")) == 50_000


def test_a_site_names_its_sitemaps_in_its_robots_file() -> None:
    robots = (
        "User-agent: *\r\nDisallow: /admin # Sitemap: /no.xml\r\n\r\n"
        "Sitemap: https://e.example/news.xml\nsitemap :\t/pages.xml # all\nSITEMAP:https://e.example/news.xml\n"
        "Sitemap: javascript:alert(1)\nSitemap:\n"
    )
    found = sitemaps_of(robots.encode(), "https://e.example/robots.txt")
    assert found == ["https://e.example/news.xml", "https://e.example/pages.xml"]
    assert sitemaps_of(b"Sitemap: /s.xml\n" * 9 + b"\xff\0" * 300_000, "https://e.example/") == [
        "https://e.example/s.xml"
    ]
    assert len(sitemaps_of(b"".join(b"Sitemap: /%d\n" % n for n in range(99)), "https://e.example/")) == 10
