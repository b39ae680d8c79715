"""What readers are told when a page cannot be shown: in the language of the interface, and with a way on."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx import Client
from structlog.testing import capture_logs

from khabar_site.settings import SiteSettings
from tests.integration.site.conftest import serving
from tests.unit.site.articles import pushed, uuid_of

WATER = f"/api/articles/{uuid_of('water')}"


@pytest.fixture
def english(site_settings: SiteSettings, tmp_path: Path) -> Iterator[Client]:
    """A site whose interface is English."""
    file = tmp_path / "newsroom.toml"
    file.write_text(f'{file.read_text("utf-8")}\n[site]\nlanguage = "en"\n', "utf-8")
    with serving(SiteSettings()) as client:
        yield client


def gone(site: Client, kind: str, reason: str) -> str:
    """Publish an article, take it back, and return its address."""
    url: str = site.put(WATER, json=pushed()).json()["url"]
    assert site.delete(WATER, params={"revision": 1, "kind": kind, "reason": reason}).status_code == 200
    return url


@pytest.mark.parametrize(
    ("method", "path", "status", "said"),
    [
        ("GET", "/nowhere", 404, "الصفحة غير موجودة"),
        ("GET", "/2024/03/aaaaaaaaaaaa-x", 404, "الصفحة غير موجودة"),
        ("POST", "/latest", 405, "طلب غير مقبول"),
    ],
)
def test_a_notice_says_what_is_wrong_and_offers_a_way_on(
    site: Client, method: str, path: str, status: int, said: str
) -> None:
    page = site.request(method, path)
    assert page.status_code == status
    assert '<html lang="ar" dir="rtl">' in page.text
    assert f"<title>{said} – مرصد الفرات</title>" in page.text
    assert '<form class="find wide" action="/search"' in page.text
    assert page.headers["x-robots-tag"] == "noindex"
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "content-security-policy" in page.headers


def test_a_killed_article_says_in_english_too_that_it_is_gone_and_why(english: Client) -> None:
    page = english.get(gone(english, "kill", "court order"))
    assert page.status_code == 410
    assert '<html lang="en" dir="ltr">' in page.text
    assert "This article was withdrawn" in page.text
    assert "Reason: <bdi>court order</bdi>" in page.text


def test_a_withdrawn_article_keeps_its_headline_beside_the_reason_and_the_day(site: Client) -> None:
    page = site.get(gone(site, "withdraw", "لم يؤكَّد الخبر <b>"))
    assert page.status_code == 200
    assert '<p class="of" dir="auto">' in page.text
    assert "السبب: <bdi>لم يؤكَّد الخبر &lt;b&gt;</bdi>" in page.text
    assert '<p class="when"><time datetime=' in page.text


def damage(file: Path) -> None:
    """Overwrite a file with nothing, and keep its size."""
    with file.open("r+b") as broken:
        broken.write(b"\0" * file.stat().st_size)


def test_a_site_whose_file_cannot_be_read_says_when_to_come_back(site: Client, site_settings: SiteSettings) -> None:
    file = site_settings.site_database
    with capture_logs() as logs:  # the works in the background find it broken, too, and say so at length
        damage(file)
        damage(file.with_name(f"{file.name}-wal"))
        page = site.get("/section/news")
    assert [line["path"] for line in logs if line["event"] == "site.unreadable"] == ["/section/news"]
    assert page.status_code == 503
    assert "الموقع غير متاح الآن" in page.text
    assert int(page.headers["retry-after"]) > 0
    assert page.headers["cache-control"] == "no-cache"
    assert site.get("/static/none").status_code == 404
    assert site.get("/livez").status_code == 200
