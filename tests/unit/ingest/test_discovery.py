"""Finding the feed of a site from whatever address a person gives."""

import pytest

from khabar.errors import Retryable
from khabar.fetching import Fetched
from khabar_ingest import discovery
from khabar_ingest.discovery import Link

RSS = b"<?xml version='1.0'?><rss version='2.0'><channel><title>x</title></channel></rss>"
PAGE = """<!doctype html><html><head><base href="/ar/">
<link rel="alternate" type="application/rss+xml" title="صحيفة المدى » ردود" href="/comments/feed/">
<link rel="alternate" type="application/rss+xml; charset=utf-8" title="صحيفة المدى » الخلاصة" href="feed/">
<link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/2">
<link rel="alternate" hreflang="en" href="/en/"><link rel="stylesheet" type="text/css" href="/feed.css">
<link rel="ALTERNATE" type="application/atom+xml" href="//media.mada.example/atom.xml">
<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">
</head><body><a href="/rss/sport">رياضة</a><a href="https://elsewhere.example/feed">غيرنا</a>
<a href="/feedback">راسلنا</a></body></html>"""


class Site:
    """Answers from a table, as a fetcher does, and notes what it was asked."""

    def __init__(self, pages: dict[str, bytes]) -> None:
        self.pages, self.asked = pages, list[str]()

    async def get(self, url: str) -> Fetched:
        self.asked.append(url)
        if url not in self.pages:
            return Fetched(404, {}, url, b"<html>no</html>")
        if not self.pages[url]:
            msg = "away"
            raise Retryable(msg)
        return Fetched(200, {"content-type": "text/html"}, url, self.pages[url])


def test_a_page_announces_its_feeds_and_comments_come_last() -> None:
    assert discovery.found(PAGE.encode(), "https://www.mada.example/ar/news/1") == [
        Link("https://www.mada.example/ar/feed/", "صحيفة المدى » الخلاصة", "application/rss+xml"),
        Link("https://media.mada.example/atom.xml", "", "application/atom+xml"),
        Link("https://www.mada.example/rss/sport", "رياضة", announced=False),
        Link("https://www.mada.example/comments/feed/", "صحيفة المدى » ردود", "application/rss+xml"),
    ]


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"<html", b"<link" * 1000, b"[" * 1000])
def test_what_is_no_page_leads_nowhere(content: bytes) -> None:
    assert discovery.found(content, "https://e.example/") == []


def test_a_page_full_of_links_leads_to_a_bounded_number() -> None:
    page = "".join(f"<a href='/rss/{n}'>x</a>" for n in range(10_000))
    assert len(discovery.found(page.encode(), "https://e.example/")) == 50


async def test_an_address_that_is_a_feed_is_the_feed() -> None:
    site = Site({"https://e.example/x": RSS})
    found = await discovery.find("https://e.example/x", site.get)
    assert (found.how, site.asked) == ("itself", ["https://e.example/x"])


async def test_the_announced_feed_is_taken_before_any_guess() -> None:
    site = Site({"https://www.mada.example/": PAGE.encode(), "https://www.mada.example/ar/feed/": RSS})
    found = await discovery.find("https://www.mada.example/", site.get)
    assert found.feed is not None
    assert (found.how, found.feed.url) == ("announced", "https://www.mada.example/ar/feed/")
    assert len(site.asked) == 2


async def test_an_announced_feed_that_is_none_gives_way_to_the_next() -> None:
    link = "<link rel=alternate type='application/rss+xml' href='/{}'>"
    page = (link.format("a") + link.format("b")).encode()
    site = Site({"https://e.example/": page, "https://e.example/a": b"<html>moved</html>", "https://e.example/b": RSS})
    found = await discovery.find("https://e.example/", site.get)
    assert found.feed is not None
    assert found.feed.url == "https://e.example/b"


async def test_a_portal_that_only_links_its_feed_is_understood() -> None:
    site = Site({"https://e.example/": b"<a href='rss.php'>RSS</a>", "https://e.example/rss.php": RSS})
    assert (await discovery.find("https://e.example/", site.get)).how == "linked"


async def test_common_places_are_the_last_resort() -> None:
    site = Site({"https://e.example/news/7": b"<p>no links</p>", "https://e.example/rss.xml": RSS})
    found = await discovery.find("https://e.example/news/7", site.get)
    assert found.how == "guessed"
    assert site.asked[0] == "https://e.example/news/7"
    assert site.asked[-1] == "https://e.example/rss.xml"


async def test_a_site_that_announces_a_feed_which_is_away_is_not_guessed_at() -> None:
    page = b"<link rel=alternate type='application/rss+xml' href='/a'>"
    site = Site({"https://e.example/": page, "https://e.example/a": b"", "https://e.example/feed/": RSS})
    found = await discovery.find("https://e.example/", site.get)
    assert (found.how, found.feed) == ("nowhere", None)
    assert [link.url for link in found.links] == ["https://e.example/a"]


async def test_an_address_that_is_away_is_told_as_such() -> None:
    with pytest.raises(Retryable):
        await discovery.find("https://e.example/", Site({"https://e.example/": b""}).get)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://www.e.example/", "http://e.example/x", True),
        ("https://news.e.example/", "https://e.example/", True),
        ("https://e.example/", "https://notе.example/", False),
        ("https://e.example/", "https://evil-e.example/", False),
        ("https://e.example/", "not an address", False),
    ],
)
def test_a_site_is_its_host_and_what_is_under_it(one: str, other: str, *, same: bool) -> None:
    assert discovery.same_site(one, other) is same
    assert discovery.same_site(other, one) is same


def test_a_json_feed_is_a_feed_and_other_json_is_none() -> None:
    assert discovery.is_feed(b'{"version": "https://jsonfeed.org/version/1.1", "items": []}')
    assert not discovery.is_feed(b'{"version": 3}')
