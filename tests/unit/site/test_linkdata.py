import json
import re
from datetime import datetime
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from khabar_site.linkdata import short
from khabar_site.store import Kept, Note
from tests.unit.site.pages import linked, look, page

SCHEMA = json.loads((Path(__file__).parents[2] / "data" / "site" / "news-article.schema.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
NOTE = Note(2, datetime.fromisoformat("2024-03-11T10:00:00+03:00"), "كان الرقم خطأً", "minor")
ADDRESS = "https://img.test/a.jpg"
PICTURE = {"url": ADDRESS, "alt": "مضخة", "credit": "ليلى", "width": 800, "height": 600}
TAGS = [
    {"id": f"place:p{number}", "type": "place", "name": f"مكان {number}", "salience": number / 10}
    for number in range(5)
]


@pytest.mark.parametrize(
    "html",
    [
        page(),
        page(authors=["ليلى الحسن"], dateline="الرقة", credit="شارك: سعد", canonical_url="https://source.test/1"),
        page(notes=(NOTE,), revision=2, updated_at="2024-03-11T10:00:00+03:00"),
        page(enrichment={"tags": TAGS}),
        page(look(pictures="link"), media=[PICTURE]),
        page(media=[PICTURE], pictures={ADDRESS: Kept("/p/a-320.webp", "/p/a-320.webp 320w", 320, 240)}),
        page(headline="كلمة طويلة " * 40, rights="excerpt+link", language="en", direction="ltr"),
        page(look(about={"ethics": "نصدق", "corrections": "نصوّب", "ownership": "لنا"})),
    ],
)
def test_what_machines_are_told_of_an_article_fits_the_schema(html: str) -> None:
    told = linked(html)[0]
    assert [error.message for error in VALIDATOR.iter_errors(told)] == []


def test_a_correction_is_told_with_its_date() -> None:
    (told,) = linked(page(notes=(NOTE,)))[0]["correction"]
    assert (told["@type"], told["text"]) == ("CorrectionComment", NOTE.note)


def test_a_kept_picture_is_told_with_the_size_of_its_widest_file() -> None:
    kept = Kept("/p/a-960.webp", "/p/a-320.webp 320w, /p/a-1600.webp 1600w", 1600, 900)
    html = page(media=[PICTURE], pictures={ADDRESS: kept})
    (image,) = linked(html)[0]["image"]
    assert (image["url"], image["width"], image["height"]) == ("https://news.test/p/a-1600.webp", 1600, 900)
    assert '<meta property="og:image" content="https://news.test/p/a-1600.webp">' in html
    assert '<meta name="twitter:card" content="summary_large_image">' in html
    assert "image" not in linked(page(media=[PICTURE]))[0], "the page shows none"


def test_the_most_salient_tags_are_the_subjects_and_the_rest_are_mentioned() -> None:
    told = linked(page(enrichment={"tags": TAGS}))[0]
    assert [thing["name"] for thing in told["about"]] == ["مكان 4", "مكان 3", "مكان 2"]
    assert [thing["name"] for thing in told["mentions"]] == ["مكان 1", "مكان 0"]
    assert told["about"][0]["url"] == "https://news.test/tag/place-p4"


def test_the_newsroom_is_told_with_its_principles() -> None:
    of = look(about={"ethics": "نصدق", "corrections": "نصوّب", "ownership": "لنا"})
    publisher = linked(page(of))[0]["publisher"]
    assert publisher["ethicsPolicy"] == "https://news.test/about#ethics"
    assert publisher["correctionsPolicy"] == "https://news.test/about#corrections"
    assert linked(page())[0]["publisher"]["correctionsPolicy"] == "https://news.test/corrections"


def test_the_way_to_the_article_is_told() -> None:
    _, crumbs = linked(page())
    steps = [(step["position"], step["item"].rpartition("/")[0]) for step in crumbs["itemListElement"]]
    assert crumbs["@type"] == "BreadcrumbList"
    assert steps[:2] == [(1, "https://news.test"), (2, "https://news.test/section")]
    assert steps[2][1] == "https://news.test/2024/03"


def test_the_page_is_told_to_networks_where_it_is_shared() -> None:
    html = page(revision=2, updated_at="2024-03-11T10:00:00+03:00", authors=["ليلى"])
    told = dict(re.findall(r'<meta property="((?:og|article):[^"]+)" content="([^"]*)">', html))
    assert told["og:type"] == "article"
    assert told["article:published_time"] == "2024-03-10T09:30:00+03:00"
    assert told["article:modified_time"] == "2024-03-11T10:00:00+03:00"
    assert told["article:tag"] == "الرقة"
    assert told["article:author"].startswith("https://news.test/author/")
    assert '<meta name="twitter:card" content="summary">' in html


@pytest.mark.parametrize("headline", ["كلمة " * 60, "ط" * 300, "قصير", " بفراغات \n كثيرة "])
def test_a_headline_for_machines_has_at_most_110_letters(headline: str) -> None:
    assert 0 < len(short(headline)) <= 110
    assert "\n" not in short(headline)


def test_the_schema_can_be_missed() -> None:
    told = linked(page())[0]
    assert list(VALIDATOR.iter_errors({**told, "headline": "ط" * 111}))
    assert list(VALIDATOR.iter_errors({**told, "correction": "نص"}))
