"""What an article's page tells of other articles: its neighbours in the section, and itself in other languages."""

import json
import re
import sqlite3
from contextlib import closing
from typing import Any
from unicodedata import normalize
from urllib.parse import quote, unquote

import pytest
from httpx import Client

from khabar_site.settings import SiteSettings
from tests.integration.site.conftest import serving
from tests.unit.site.articles import pushed, uuid_of


def put(site: Client, name: str, **changes: Any) -> str:  # noqa: ANN401 - any field of an article
    article = pushed(name, **changes)
    url: str = site.put(f"/api/articles/{article['id']}", json=article).json()["url"]
    return url


def remove(site: Client, name: str, kind: str = "kill") -> None:
    params = {"revision": "1", "kind": kind, "reason": "طلب"}
    assert site.delete(f"/api/articles/{uuid_of(name)}", params=params).status_code == 200


def neighbours(page: str) -> list[str]:
    found = page.partition('<nav class="nextto"')[2].partition("</nav>")[0]
    return re.findall(r"<bdi lang[^>]*>([^<]*)</bdi>", found)


def alternates(page: str) -> dict[str, str]:
    return dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', page))


def linked(page: str) -> list[dict[str, Any]]:
    return [json.loads(found) for found in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)]


def english(site: Client, name: str = "english", **changes: Any) -> str:  # noqa: ANN401 - any field of an article
    told = {"language": "en", "direction": "ltr", "headline": "Water is back", "translation_of": uuid_of("water")}
    return put(site, name, **{**told, **changes})


def test_the_neighbours_are_those_of_the_section_by_publication(site: Client) -> None:
    urls = [
        put(site, f"n{hour}", headline=f"خبر {hour}", published_at=f"2024-03-10T0{hour}:00:00+03:00")
        for hour in range(3)
    ]
    sport = {"section": {"id": "sport", "name": "رياضة", "reason": "hint"}}
    put(site, "sport", headline="مباراة", published_at="2024-03-10T01:30:00+03:00", enrichment=sport)
    assert [neighbours(site.get(url).text) for url in urls] == [["خبر 1"], ["خبر 0", "خبر 2"], ["خبر 1"]]
    remove(site, "n1")
    assert neighbours(site.get(urls[0]).text) == ["خبر 2"]


def test_an_article_without_a_section_or_alone_in_it_has_no_neighbours(site: Client) -> None:
    alone = put(site, "water")
    none = put(site, "loose", enrichment={"section": None})
    put(site, "loose2", enrichment={"section": None})
    assert neighbours(site.get(alone).text) == []
    assert neighbours(site.get(none).text) == []


def test_articles_in_two_languages_lead_to_each_other_while_both_are_live(site: Client) -> None:
    arabic = put(site, "water")
    assert alternates(site.get(arabic).text) == {}
    other = english(site)
    told = {"ar": arabic, "en": other, "x-default": arabic}
    assert alternates(site.get(arabic).text) == alternates(site.get(other).text) == told
    assert 'hreflang="en" lang="en"' in site.get(arabic).text.partition('class="translations"')[2]
    remove(site, "english", "withdraw")
    assert alternates(site.get(arabic).text) == {}


def test_translations_are_told_to_machines_in_both_directions(site: Client) -> None:
    arabic, other = put(site, "water"), english(site)
    assert linked(site.get(arabic).text)[-1]["workTranslation"][0]["url"] == other
    nodes = {node.get("@id") for node in linked(site.get(other).text)}
    told = next(node for node in linked(site.get(other).text) if "translationOfWork" in node)
    assert told["translationOfWork"]["url"] == arabic
    assert told["@id"] in nodes
    assert told["@id"] == f"{other}#article"


def test_two_translations_of_an_original_that_is_not_here_lead_to_each_other(site: Client) -> None:
    one = english(site)
    two = english(site, "kurdish", language="ku", headline="Av vegeriya")
    assert alternates(site.get(one).text)["ku"] == two
    assert "workTranslation" in linked(site.get(two).text)[-1]


def test_of_two_in_one_language_the_first_stands_for_it(site: Client) -> None:
    arabic = put(site, "water")
    english(site, "late", published_at="2024-03-12T09:30:00+03:00")
    first = english(site, "early", published_at="2024-03-11T09:30:00+03:00")
    assert alternates(site.get(arabic).text)["en"] == first


def test_what_a_source_calls_the_original_by_a_name_of_its_own_ties_nothing(site: Client) -> None:
    url = english(site, translation_of="urn:source:1")
    assert alternates(site.get(url).text) == {}
    assert site.get(url).status_code == 200


OTHER_FORMS = [
    "/a/{sid}",
    "/a/{sid}/",
    "/a/{loud_sid}",
    "{path}/",
    "/2024/03/{loud_sid}",
    "/2024/03/{sid}-",
    "/2024/3/{sid}",
    "/0/0/{sid}-x",
    "{decomposed}",
    "{path}%20",
    "{path}%00",
    "/2024/03/{sid}-%F0%9F%93%B0%ff",
]


@pytest.mark.parametrize("form", OTHER_FORMS)
def test_every_other_form_of_an_address_leads_to_the_right_one(site: Client, form: str) -> None:
    url = put(site, "water", headline="أُعيد فتح المعبر Reopened")
    path = url.removeprefix("http://news.test")
    sid = path.split("/")[3][:12]
    decomposed = quote(normalize("NFD", unquote(path)))
    answer = site.get(form.format(sid=sid, loud_sid=sid.upper(), path=path, decomposed=decomposed))
    assert (answer.status_code, answer.headers["location"]) == (301, path)
    assert site.get(path).status_code == 200


@pytest.mark.parametrize(
    "address", ["/2024/03/", "/2024/03/-", "/a/-", "/a/abcdefghijk1", "/a/abcdefghijkl%2Fx", "/a/ "]
)
def test_what_holds_no_sid_is_not_found(site: Client, address: str) -> None:
    assert site.get(address).status_code == 404


def test_the_canonical_address_is_found_in_small_percent_letters_too(site: Client) -> None:
    path = put(site, "water").removeprefix("http://news.test")
    assert site.get(re.sub("%..", lambda found: found[0].lower(), path)).status_code == 200


def test_a_headline_without_letters_stands_at_its_bare_sid(site: Client) -> None:
    path = put(site, "marks", headline="؟!… «»").removeprefix("http://news.test")
    assert re.fullmatch(r"/2024/03/[a-z2-7]{12}", path)
    assert site.get(path).status_code == 200


def test_the_queries_beside_an_article_read_no_whole_table(site_settings: SiteSettings) -> None:
    with serving(site_settings) as site:
        put(site, "water")
    queries = [
        "SELECT number FROM listing WHERE section = 's' AND (first_at, sid) < (1, '') ORDER BY first_at DESC, sid DESC",
        "SELECT number FROM listing WHERE section = 's' AND (first_at, sid) > (1, '') ORDER BY first_at ASC, sid ASC",
        (
            "SELECT number FROM listing LEFT JOIN translation USING (number) WHERE listing.id = 'x'"
            " OR number IN (SELECT number FROM translation WHERE root = 'x')"
        ),
    ]
    with closing(sqlite3.connect(site_settings.site_database)) as db:
        for query in queries:
            plan = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {query}")]
            assert not [step for step in plan if step.startswith("SCAN")], plan
