"""Programs find what they look for at the addresses where they look."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from xml.etree.ElementTree import fromstring

import pytest
from httpx import Client

from khabar_site.settings import SiteSettings
from tests.integration.site.conftest import serving

_KEY = "0123456789abcdef"


@pytest.fixture
def told(site_settings: SiteSettings) -> Iterator[Client]:
    assert site_settings.config
    with site_settings.config.open("a", encoding="utf-8") as file:
        file.write(f'[site]\nindexnow_key = "{_KEY}"\nindexnow_url = "http://127.0.0.1:1/"\n')
        file.write('[site.about]\nemail = "desk@news.test"\n')
    with serving(SiteSettings()) as client:
        yield client


def test_crawlers_are_kept_out_of_what_is_not_for_them(site: Client) -> None:
    lines = site.get("/robots.txt").text.splitlines()
    assert lines[0] == "User-agent: *"
    for path in ("/api/", "/search", "/draft/", "/a/*/versions"):
        assert f"Disallow: {path}" in lines
    for name in ("sitemap.xml", "sitemap-news.xml"):
        assert f"Sitemap: http://news.test/{name}" in lines


def test_a_newsroom_without_an_address_names_nobody_to_write_to(site: Client) -> None:
    assert site.get("/.well-known/security.txt").status_code == 404


def test_the_address_for_weaknesses_does_not_go_out_of_date(told: Client) -> None:
    response = told.get("/.well-known/security.txt")
    fields = dict(line.split(": ", 1) for line in response.text.splitlines())
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert fields["Contact"] == "mailto:desk@news.test"
    assert fields["Canonical"] == "http://news.test/.well-known/security.txt"
    left = datetime.fromisoformat(fields["Expires"]) - datetime.now(UTC)
    assert timedelta(days=140) < left < timedelta(days=365)


def test_search_engines_find_the_key_and_nobody_else_s(told: Client) -> None:
    assert told.get(f"/{_KEY}.txt").text == _KEY
    assert told.get("/anothersite1.txt").status_code == 404


def test_without_a_key_there_is_no_key_file(site: Client) -> None:
    assert site.get(f"/{_KEY}.txt").status_code == 404
    assert site.get("/None.txt").status_code == 404


def test_a_browser_learns_how_to_search(site: Client) -> None:
    response = site.get("/opensearch.xml")
    assert response.headers["content-type"].startswith("application/opensearchdescription+xml")
    tree = fromstring(response.content)  # noqa: S314 - the site's own
    assert len(tree.findtext("{*}ShortName") or "") in range(1, 17)
    template = next(url.get("template") for url in tree.findall("{*}Url") if url.get("type") == "text/html")
    assert template
    assert site.get(template.replace("{searchTerms}", "water")).status_code == 200


def test_the_icon_is_found_where_browsers_look_for_it(site: Client) -> None:
    response = site.get("/favicon.ico", follow_redirects=True)
    assert (response.status_code, response.headers["content-type"]) == (200, "image/svg+xml")
