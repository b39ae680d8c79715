"""How pages travel: packed or plain, by their tags, with their keys, and without a body where none is asked for."""

import gzip
import re
from pathlib import Path

import httpx
import pytest
from httpx import Client

from khabar_site.settings import SiteSettings
from tests.integration.site.conftest import serving
from tests.unit.site.articles import pushed, uuid_of

WATER = f"/api/articles/{uuid_of('water')}"


@pytest.fixture
def path(site: Client) -> str:
    """An article at its path."""
    url: str = site.put(WATER, json=pushed()).json()["url"]
    return url.removeprefix("http://news.test")


def raw(site: Client, path: str, **headers: str) -> tuple[httpx.Response, bytes]:
    """An answer and its body as it travelled."""
    with site.stream("GET", path, headers={"accept-encoding": "identity", **headers}) as answer:
        return answer, b"".join(answer.iter_raw())


@pytest.mark.parametrize("turn", ["made", "kept"])
def test_a_page_is_packed_for_those_who_take_it_so(site: Client, path: str, turn: str) -> None:
    if turn == "kept":
        site.get(path)
    plain, body = raw(site, path)
    packed, sent = raw(site, path, **{"accept-encoding": "br, gzip;q=0.8"})
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(sent) == body
    assert len(sent) < len(body) / 2
    assert "content-encoding" not in plain.headers
    assert plain.headers["vary"] == packed.headers["vary"] == "Accept-Encoding"
    assert plain.headers["etag"] != packed.headers["etag"]


@pytest.mark.parametrize("accepted", ["gzip;q=0", "br", "*;q=0, identity", "gzip;q=x"])
def test_a_page_stays_plain_for_those_who_do_not(site: Client, path: str, accepted: str) -> None:
    answer, body = raw(site, path, **{"accept-encoding": accepted})
    assert "content-encoding" not in answer.headers
    assert body.startswith(b"<!doctype html>")


@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_whoever_knows_the_page_is_told_so_in_any_coding(site: Client, path: str, coding: str) -> None:
    known = raw(site, path, **{"accept-encoding": coding})[0].headers
    for told in (known["etag"], f'"x", W/{known["etag"]}', "*"):
        answer, body = raw(site, path, **{"if-none-match": told, "accept-encoding": "gzip"})
        assert (answer.status_code, body) == (304, b"")
        assert {"etag", "cache-control", "vary", "content-security-policy"} <= answer.headers.keys()
        assert "content-type" not in answer.headers
    assert raw(site, path, **{"if-none-match": '"x"'})[0].status_code == 200


def test_the_tag_of_a_page_changes_with_the_page(site: Client, path: str) -> None:
    tag = site.get(path).headers["etag"]
    site.put(WATER, json=pushed(revision=2, headline="غير ذلك", enrichment={"slug": "water"}))
    again = site.get(site.get(WATER).json()["url"], headers={"if-none-match": tag})
    assert again.status_code == 200
    assert "غير ذلك" in again.text


@pytest.mark.parametrize("address", ["/", "/feed.xml", "/nothing-here", None])
def test_a_question_without_a_body_has_the_same_answer_but_for_the_body(
    site: Client, path: str, address: str | None
) -> None:
    for _ in range(2):
        whole, head = site.get(address or path), site.head(address or path)
        assert (head.status_code, head.content) == (whole.status_code, b"")
        assert {**head.headers, "date": ""} == {**whole.headers, "date": ""}


def test_a_page_names_what_it_shows_to_content_networks(site: Client, path: str) -> None:
    site.put(
        WATER, json=pushed(revision=2, enrichment={"tags": [{"id": "place:الرقة", "type": "place", "name": "الرقة"}]})
    )
    keys = site.get("/tag/place-الرقة").headers["surrogate-key"].split()
    assert {"site", "tag:place-%D8%A7%D9%84%D8%B1%D9%82%D8%A9"} <= set(keys)
    article = site.get(site.get(WATER).json()["url"]).headers
    assert f"article:{path.rsplit('/', maxsplit=1)[-1][:12]}" in article["surrogate-key"].split()
    assert article["cache-control"] == "public, max-age=0, stale-while-revalidate=60"


def test_a_content_network_that_is_purged_may_keep_a_page(site_settings: SiteSettings, tmp_path: Path) -> None:
    newsroom = tmp_path / "newsroom.toml"
    newsroom.write_text(f'{newsroom.read_text("utf-8")}\n[site]\npurge_url = "http://127.0.0.1:9/purge"\n', "utf-8")
    with serving(SiteSettings()) as site:
        url = site.put(WATER, json=pushed()).json()["url"]
        policy = site.get(url).headers["cache-control"]
        assert re.fullmatch(r"public, max-age=0, s-maxage=(60|3600), stale-while-revalidate=60", policy)
        site.delete(f"{WATER}?revision=1&kind=kill")
        assert site.get(url).headers["cache-control"] == "no-cache"


def test_words_after_a_question_mark_lead_to_the_page_itself(site: Client, path: str) -> None:
    assert site.get(f"{path}?utm_source=x").content == site.get(path).content
