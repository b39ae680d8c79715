"""A picture that the site holds is told by feeds and maps from where the site serves it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from zoneinfo import ZoneInfo

import feedparser
import pytest
from httpx import Client

from khabar_site.pictures.shelf import Shelf
from khabar_site.settings import SiteSettings
from tests.integration.site.conftest import serving
from tests.integration.site.test_pages import put
from tests.integration.site.test_sitemaps import valid

_NOW = datetime.now(ZoneInfo("Asia/Damascus"))
_FROM = "https://pictures.example/a.jpg"
_HERE = "http://news.test/pictures/abc-960.webp"


@pytest.fixture
def illustrated(site_settings: SiteSettings) -> Iterator[Client]:
    """A site with one article, whose picture it holds."""
    with serving(site_settings) as site:
        put(site, media=[{"url": _FROM, "type": "picture", "alt": "مضخة"}], published_at=_NOW.isoformat())
    with closing(sqlite3.connect(site_settings.site_database)) as db:
        db.execute("UPDATE picture SET state = 'kept', name = 'abc', height = 900, widths = '320,960,1600'")
        db.commit()
    shelf = Shelf.beside(site_settings.site_database)
    for width in (320, 960, 1600):
        file = shelf.path("abc", width)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"RIFF")
    with serving(site_settings) as site:
        yield site


def test_feeds_tell_the_picture_that_the_site_serves(illustrated: Client) -> None:
    rss = feedparser.parse(illustrated.get("/feed.xml").content).entries[0]
    assert rss.media_content == [
        {"url": _HERE, "medium": "image", "type": "image/webp", "width": "1600", "height": "900"}
    ]
    atom = feedparser.parse(illustrated.get("/feed.atom").content).entries[0]
    assert [(link.href, link.type) for link in atom.enclosures] == [(_HERE, "image/webp")]
    item = illustrated.get("/feed.json").json()["items"][0]
    assert (item["image"], item["attachments"]) == (_HERE, [{"url": _HERE, "mime_type": "image/webp"}])
    for text in (rss.content[0].value, item["content_html"]):
        assert f'<img alt="مضخة" src="{_HERE}"' in text or f'<img src="{_HERE}" alt="مضخة"' in text
    assert "pictures.example" not in str((rss, atom, item))


@pytest.mark.parametrize("address", ["/sitemap-news.xml", f"/sitemap/{_NOW:%Y-%m}.xml"])
def test_maps_tell_the_picture_that_the_site_serves(illustrated: Client, address: str) -> None:
    tree = valid(illustrated, address)
    assert [image.text for image in tree.iterfind(".//{*}image/{*}loc")] == [_HERE]
