"""Drafts: seen by whoever has the address, for so long as it lasts, and by nobody else."""

import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from httpx import Client

from khabar_site.settings import SiteSettings
from tests.integration.site.conftest import serving
from tests.unit.site.articles import HEADLINE, pushed, uuid_of

DRAFT, WATER = f"/api/drafts/{uuid_of('water')}", f"/api/articles/{uuid_of('water')}"
BANNER = "مسودة – غير منشورة"


def put(site: Client, **changes: Any) -> str:  # noqa: ANN401 - any field of an article
    answer = site.put(DRAFT, json=pushed(**changes))
    assert answer.status_code == 201
    url: str = answer.json()["url"]
    return url


def kept(database: Path) -> int:
    with closing(sqlite3.connect(database)) as db:
        count: int = db.execute("SELECT count(*) FROM draft").fetchone()[0]
    return count


@pytest.mark.parametrize("status", ["usable", "withheld"])
def test_a_draft_is_seen_at_its_address_with_a_banner_and_told_to_nobody(site: Client, status: str) -> None:
    page = site.get(put(site, status=status), headers={"authorization": ""})
    assert page.status_code == 200
    assert BANNER in page.text
    assert HEADLINE in page.text
    told = {name: page.headers[name] for name in ("cache-control", "referrer-policy", "x-robots-tag")}
    assert told == {"cache-control": "no-store", "referrer-policy": "no-referrer", "x-robots-tag": "noindex"}
    assert not {"etag", "surrogate-key"} & page.headers.keys()


def test_a_draft_is_in_no_list(site: Client) -> None:
    put(site, correction={"note": "تصويب"})
    for address in ("/", "/latest", "/section/news", "/feed.xml", "/sitemap.xml", "/corrections", "/search?q=المياه"):
        assert HEADLINE not in site.get(address).text, address
    assert site.get(WATER).status_code == 404
    assert site.get("/tag/place-raqqa").status_code == 404
    assert site.get("/api/changes").json()["changes"] == []


def test_an_address_works_until_its_time_is_over(site_settings: SiteSettings) -> None:
    now = datetime(2024, 3, 10, 12, tzinfo=UTC)
    passed = [timedelta()]
    with serving(site_settings, lambda: now + passed[0]) as site:
        answer = site.put(f"{DRAFT}?hours=2", json=pushed()).json()
        assert answer["expires"] == "2024-03-10T14:00:00+00:00"
        passed[0] = timedelta(hours=2) - timedelta(seconds=1)
        assert site.get(answer["url"]).status_code == 200
        passed[0] = timedelta(hours=2)
        over = site.get(answer["url"])
        assert (over.status_code, HEADLINE in over.text) == (410, False)
    with serving(site_settings, lambda: now + passed[0]):  # what is over is forgotten at the start, and every minute
        deadline = time.monotonic() + 10
        while kept(site_settings.site_database) and time.monotonic() < deadline:
            time.sleep(0.05)
    assert kept(site_settings.site_database) == 0


def test_a_changed_draft_has_another_address(site: Client) -> None:
    first, second = put(site), put(site, headline="عنوان آخر")
    assert first != second
    assert site.get(first).status_code == 410
    assert "عنوان آخر" in site.get(second).text


@pytest.mark.parametrize("end", ["published", "killed", "dropped"])
def test_a_draft_goes_when_its_article_is_published_or_killed_or_when_it_is_dropped(site: Client, end: str) -> None:
    url = put(site)
    match end:
        case "published":
            site.put(WATER, json=pushed())
        case "killed":
            site.delete(f"{WATER}?revision=1&kind=kill&reason=x")
        case _:
            assert site.delete(DRAFT).status_code == 200
    assert site.get(url).status_code == 410


def test_a_killed_article_has_no_drafts(site: Client) -> None:
    site.delete(f"{WATER}?revision=1&kind=kill")
    assert site.put(DRAFT, json=pushed(revision=2)).status_code == 410


@pytest.mark.parametrize("change", ["a letter", "another draft's", "no letters", "nothing"])
def test_an_address_that_was_not_given_out_is_not_found(site: Client, change: str) -> None:
    url = put(site)
    wrong = {
        "a letter": url[:-1] + ("A" if url[-1] != "A" else "B"),
        "another draft's": url[:40] + "x" + url[41:],
        "no letters": "/draft/%00%ff",
        "nothing": "/draft/x",
    }
    assert site.get(wrong[change]).status_code == 404


@pytest.mark.parametrize("hours", ["0", "169", "x", "1.5"])
def test_a_draft_lasts_an_hour_to_a_week(site: Client, hours: str) -> None:
    assert site.put(f"{DRAFT}?hours={hours}", json=pushed()).json()["errors"][0]["field"] == "hours"


def test_nobody_puts_drafts_without_the_token(site: Client) -> None:
    for ask in (site.put, site.delete):
        assert ask(DRAFT, headers={"authorization": ""}).status_code == 401
    assert site.put(DRAFT, json=pushed("power")).status_code == 422
    assert site.put(DRAFT, json=pushed(headline="")).status_code == 422
