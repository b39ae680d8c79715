"""What a newsroom chooses for its interface changes the interface, and nothing of what it publishes."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from httpx import Client

from khabar_site.settings import SiteSettings
from tests.integration.site.conftest import serving
from tests.unit.site.articles import pushed, uuid_of

_TEXT = "وصلت 120 شاحنة في 10 آذار 2024 إلى لغة C++"


@pytest.fixture
def chosen(site_settings: SiteSettings, tmp_path: Path) -> Iterator[Client]:
    """A site with Arabic-Indic digits, the months of the Levant and moments told as such."""
    file = tmp_path / "newsroom.toml"
    choices = 'digits = "arabic-indic"\nmonths = "ar_SY"\ntimes = "absolute"'
    file.write_text(f"{file.read_text('utf-8')}\n[site]\n{choices}\n", "utf-8")
    with serving(SiteSettings()) as client:
        yield client


def publish(site: Client, published_at: str = "2024-03-10T09:30:00+03:00") -> str:
    """Publish an article with numbers in its text, and return its address."""
    article = pushed(body=[{"type": "paragraph", "text": _TEXT}], published_at=published_at)
    return str(site.put(f"/api/articles/{uuid_of('water')}", json=article).json()["url"])


def before(minutes: int) -> str:
    """A moment not long ago."""
    return (datetime.now(UTC) - timedelta(minutes=minutes, seconds=5)).isoformat()


def test_the_interfaces_numbers_are_arabic_indic_and_its_months_those_of_the_levant(chosen: Client) -> None:
    page = chosen.get(publish(chosen)).text
    assert re.search(r"نُشر: <time datetime=\"2024-03-10T[^\"]+\">١٠ آذار ٢٠٢٤، [٠-٩]{2}:[٠-٩]{2}</time>", page)
    assert "مارس" not in page


def test_an_articles_own_numbers_and_what_machines_read_stay_as_they_are(chosen: Client) -> None:
    url = publish(chosen)
    page = chosen.get(url).text
    assert "وصلت 120 شاحنة في 10 آذار 2024 إلى لغة <bdi>C++</bdi>" in page
    machines = re.findall(r'(?:datetime|href|content|src)="([^"]*)"', page)
    assert [value for value in machines if re.search("[٠-٩]", value)] == []
    assert not re.search("[٠-٩]", chosen.get("/feed.xml").text)


def test_lists_tell_how_long_ago_something_was(site: Client) -> None:
    publish(site, before(3))
    page = site.get("/latest").text
    assert re.search(r'<time datetime="[^"]+" title="[^"]+، \d\d:\d\d">قبل 3 دقائق</time>', page)


def test_lists_tell_moments_where_the_newsroom_wants_no_distances(chosen: Client) -> None:
    publish(chosen, before(3))
    assert "قبل " not in chosen.get("/latest").text
