"""Hostile articles, on everything that the site tells of them; another page is another line in a table."""

import json
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from httpx import Client

from khabar_site import addresses
from khabar_site.settings import SiteSettings
from tests.integration.site.conftest import serving
from tests.integration.site.told import copy, follow, reporter
from tests.unit.site import hostile
from tests.unit.site.articles import pushed, uuid_of

OF_THE_SITE = [
    "/",
    "/latest",
    "/section/news",
    "/tag/place-raqqa",
    "/archive/2024/03/10",
    "/corrections",
    "/search?q=alert",
    "/search?q=" + quote(hostile.ATTACKS["script"]),
    "/search?q=" + quote(hostile.ATTACKS["control"][:40]),
    "/lite",
    "/lite/section/news",
    "/about",
    "/404" + quote(hostile.ATTACKS["script"]),
]
FEEDS = [f"{place}/feed.{kind}" for place in ("", "/section/news", "/tag/place-raqqa") for kind in ("xml", "atom")]
JSON = ["/feed.json", "/section/news/feed.json", "/tag/place-raqqa/feed.json"]
STORY = "storystory22"
VERSIONS = {name: place for place, name in enumerate(hostile.ATTACKS, 1)}
MAPS = ["/sitemap.xml", "/sitemap/2024-03.xml", "/sitemap/tags.xml", "/sitemap-news.xml"]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A site that was pushed every attack, twice."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "newsroom.toml").write_text(
        '[newsroom]\nname = "مرصد"\ntimezone = "Asia/Damascus"\n[site]\npictures = "link"\n', "utf-8"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KHABAR_CONFIG", str(folder / "newsroom.toml"))
        patch.setenv("KHABAR_SITE_DATABASE", str(folder / "site.db"))
        patch.setenv("KHABAR_SITE_TOKEN", "secret")
        patch.setenv("KHABAR_SITE_URL", "http://news.test")
        with serving(SiteSettings()) as client:
            for name in hostile.ATTACKS:
                for revision in (1, 2):
                    assert push(client, hostile.article(name, revision)) in {200, 201}, name
            yield client


def push(site: Client, article: dict[str, object]) -> int:
    content = json.dumps(article).encode()
    return site.put(f"/api/articles/{article['id']}", content=content).status_code


@pytest.mark.parametrize("address", OF_THE_SITE)
def test_no_list_and_no_search_runs_what_was_pushed(site: Client, address: str) -> None:
    page = site.get(address)
    assert page.status_code == (404 if address.startswith("/404") else 200)
    hostile.assert_inert_html(page.content.decode())


@pytest.mark.parametrize("name", hostile.ATTACKS)
def test_no_page_of_a_hostile_article_runs_it(site: Client, name: str) -> None:
    stands = site.get(f"/api/articles/{hostile.identity(name)}").json()
    sid = site.get(stands["url"]).url.path.split("/")[3][:12]
    author = f"/author/{addresses.slug(hostile.ATTACKS[name])}"
    pages = [stands["url"], f"/a/{sid}/versions", f"/a/{sid}/versions/1", f"/a/{sid}/versions/2", f"/lite/a/{sid}"]
    for address in (*pages, *([author] if len(author) > len("/author/") else [])):
        page = site.get(quote(address, safe="/:%"))
        assert page.status_code == 200, address
        hostile.assert_inert_html(page.content.decode())


@pytest.mark.parametrize("name", hostile.ATTACKS)
def test_no_draft_runs_what_was_written(site: Client, name: str) -> None:
    draft = {**hostile.article(name), "id": uuid_of(f"draft-{name}")}
    answer = site.put(f"/api/drafts/{draft['id']}", content=json.dumps(draft).encode())
    assert answer.status_code == 201
    hostile.assert_inert_html(site.get(answer.json()["url"]).content.decode())


@pytest.mark.parametrize("address", [*FEEDS, *MAPS])
def test_no_feed_and_no_map_is_broken_by_what_was_pushed(site: Client, address: str) -> None:
    answer = site.get(address)
    assert answer.status_code == 200
    hostile.assert_inert_xml(answer.content)


@pytest.mark.parametrize("address", JSON)
def test_no_feed_for_programs_is_broken_by_what_was_pushed(site: Client, address: str) -> None:
    hostile.assert_inert_json(site.get(address).text)


@pytest.mark.parametrize("name", hostile.ATTACKS)
def test_no_name_of_a_story_and_of_a_source_runs(site: Client, name: str) -> None:
    attack, kept = hostile.ATTACKS[name][:500], f"kept-{name}"
    push(site, pushed(kept))
    follow(site, STORY, (kept, "2024-03-09"), (f"hostile-{name}", "2024-03-10"), version=VERSIONS[name], name=attack)
    reporters = [reporter("nobody", "paper", attack)]
    copy(site, kept, of=None, reporters=reporters)
    article = site.get(site.get(f"/api/articles/{uuid_of(kept)}").json()["url"])
    for page in (article, site.get(f"/story/{STORY}"), site.get("/")):
        assert page.status_code == 200
        hostile.assert_inert_html(page.content.decode())
    assert 'class="reporters"' in article.text
    assert f'href="/story/{STORY}"' in article.text
    hostile.assert_inert_xml(site.get(f"/story/{STORY}/feed.atom").content)
    hostile.assert_inert_json(site.get(f"/story/{STORY}/feed.json").text)


@pytest.mark.parametrize("name", hostile.ATTACKS)
def test_no_finding_for_programs_holds_unruly_characters_that_json_does_not_escape(site: Client, name: str) -> None:
    answer = site.get(f"/api/articles/{hostile.identity(name)}/analysis")
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.json()["revision"] == 2


def test_no_header_is_made_of_what_was_pushed(site: Client) -> None:
    for name in hostile.ATTACKS:
        headers = site.get(f"/api/articles/{hostile.identity(name)}").headers
        assert "set-cookie" not in headers
        page = site.get(site.get(f"/api/articles/{hostile.identity(name)}").json()["url"])
        assert "set-cookie" not in page.headers
        assert page.headers["content-type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize("field", ["headline", "lead", "dateline"])
def test_half_a_character_is_refused_or_shown_as_none(site: Client, field: str) -> None:
    article = {**pushed(f"half-{field}"), field: "نصف \ud83d حرف"}
    if push(site, article) == 422:
        return
    page = site.get(site.get(f"/api/articles/{article['id']}").json()["url"])
    hostile.assert_inert_html(page.content.decode())


@pytest.mark.parametrize("name", ["megabyte", "tags", "table", "heads"])
def test_too_much_of_anything_is_shown_as_well_as_it_can_be(site: Client, name: str) -> None:
    article = next(each for each in hostile.giants() if each["id"] == uuid_of(name))
    site.timeout = 60
    assert push(site, article) == 201
    page = site.get(site.get(f"/api/articles/{article['id']}").json()["url"])
    hostile.assert_inert_html(page.content.decode())
    assert name != "tags" or len(page.content) < 40 * 1024
