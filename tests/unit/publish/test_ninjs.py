"""What others read as ninjs: valid in the schemas of IPTC, and nothing of it invented."""

import json
import re
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft4Validator, Draft202012Validator, FormatChecker
from jsonschema.protocols import Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from khabar import EnrichedRevision, Event
from khabar_publish.formats import make_format
from khabar_publish.formats.ninjs_item import uri, urn
from khabar_publish.rights import allowed
from khabar_publish.settings import PublishSettings

from .articles import REMOVALS, any_event, hostile, samples, whole
from .inert import inert
from .stories import ARTICLE, removal, told

VERSIONS = ["1.4", "2.1", "3.1"]
_SCHEMAS = Path(__file__).parents[2] / "data/ninjs"
_URI = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9\-._~:/?@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*(#[^#\[\]\s<>\"]*)?", re.ASCII
)
_FORMATS = FormatChecker(())


@_FORMATS.checks("uri")
def _is_uri(value: object) -> bool:
    """RFC 3986 without the brackets of IPv6, which no address of an article here has."""
    return not isinstance(value, str) or bool(_URI.fullmatch(value) and value.isascii())


@_FORMATS.checks("date-time", ValueError)
def _is_moment(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


@cache
def schema(version: str) -> Validator:
    """The schema of a version; places have no outlines here, so that GeoJSON's own is left open."""
    text = json.loads((_SCHEMAS / f"ninjs-schema_{version}.json").read_text("utf-8"))
    if version == "1.4":
        return Draft4Validator(text, format_checker=_FORMATS)
    geo = DRAFT202012.create_resource({})
    registry: Registry[Any] = Registry().with_resource("https://geojson.org/schema/GeoJSON.json", geo)
    return Draft202012Validator(text, registry=registry, format_checker=_FORMATS)


def item(version: str, event: Event) -> dict[str, Any]:
    body = make_format(f"ninjs-{version}", PublishSettings()).render(event)
    assert body
    said: dict[str, Any] = json.loads(body)
    schema(version).validate(said)
    return said


def article(version: str, revision: EnrichedRevision) -> dict[str, Any]:
    return item(version, told("article.enriched", revision))


@pytest.mark.parametrize("version", VERSIONS)
def test_the_schemas_that_items_are_held_against_refuse_what_is_wrong(version: str) -> None:
    right = article(version, whole())
    name = "versionCreated" if version == "3.1" else "versioncreated"
    for wrong in ({name: "yesterday"}, {"uri": "no uri"}, {"unheard_of": 1}, {"type": "poem"}):
        assert not schema(version).is_valid(right | wrong), wrong


@pytest.mark.parametrize("version", VERSIONS)
def test_every_article_of_the_sample_newsroom_is_valid(version: str) -> None:
    for revision in samples():
        assert article(version, revision)["language"] == revision.language


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("rights", ["full", "excerpt+link", "index-only"])
def test_what_rights_leave_of_an_article_is_valid_and_says_that_it_is_not_all(version: str, rights: str) -> None:
    said = article(version, allowed(whole(rights=rights)))
    parts = {"1.4": ("complete", "incomplete")}.get(version, ("full", "partial"))
    name = "representationType" if version == "3.1" else "representationtype"
    assert said[name] == parts[rights != "full"]


@given(any_event)
@settings(max_examples=50)
def test_whatever_an_article_holds_its_item_is_valid(event: Event) -> None:
    for version in VERSIONS:
        item(version, event)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", REMOVALS)
def test_a_removal_is_the_same_item_canceled(version: str, name: str) -> None:
    said, before = item(version, told(name, removal(2))), article(version, whole())
    assert said["uri"] == before["uri"] == f"urn:uuid:{ARTICLE}"
    assert (said["pubStatus" if version == "3.1" else "pubstatus"], said["version"]) == ("canceled", "2")
    assert not {"headline", "headlines", "bodies", "body_html", "associations", "by"} & said.keys()


def test_version_3_1_says_all_of_the_article() -> None:
    said = article("3.1", whole())
    assert said["headlines"][0]["value"] == whole().headline
    assert [body["contentType"] for body in said["bodies"]] == ["text/html", "text/plain"]
    assert said["descriptions"] == [{"role": "summary", "contentType": "text/plain", "value": whole().lead}]
    assert (said["by"], said["located"], said["slugline"]) == ("ليلى الحداد؛ سامر يوسف", "الرقة", "عودة-المياه")
    assert (said["urgency"], said["usageTerms"], said["copyrightHolder"]) == (2, "للصحف اليومية", "وكالة الفرات")
    assert said["firstCreated"] == said["contentCreated"] == "2024-03-10T09:40:00+00:00"
    assert said["infoSources"][0] == {
        "name": "وكالة الفرات", "role": "origin", "uri": "https://furat.example/", "literal": "furat"
    }  # fmt: skip
    assert {name["role"]: name["value"] for name in said["altIds"]} == {
        "khabar": ARTICLE, "source": "f/1", "evolves": "f/0", "content_sha256": f"{1:064x}"
    }  # fmt: skip


def test_topics_have_the_addresses_of_iptc_and_tags_our_ids() -> None:
    said = article("3.1", whole())
    topic, own, section, tag = said["subjects"]
    assert topic == {
        "name": "نزاعات",
        "confidence": 83,
        "rel": "about",
        "uri": "http://cv.iptc.org/newscodes/mediatopic/16000000",
    }
    assert own == {"rel": "about", "literal": "desk:water"}
    assert section == {"name": "محليات", "rel": "section", "literal": "local"}
    assert (tag["literal"], tag["relevance"]) == ("topic:raqqa", 50)
    assert said["people"] == [{"name": "الرقة", "rel": "about", "literal": "person:raqqa"}]
    assert {"places", "organisations", "events"} <= said.keys()
    older = article("1.4", whole())["subject"][0]
    assert older == {
        "name": "نزاعات", "rel": "about", "scheme": "http://cv.iptc.org/newscodes/mediatopic/", "code": "16000000"
    }  # fmt: skip


@pytest.mark.parametrize("version", VERSIONS)
def test_a_tag_that_awaits_an_editors_word_is_told_to_nobody(version: str) -> None:
    assert "لم يُقرّ بعد" not in json.dumps(article(version, whole()), ensure_ascii=False)


def test_pictures_and_related_articles_are_associated() -> None:
    said = {found["name"]: found for found in article("3.1", whole())["associations"]}
    picture, film, related = said["featuremedia"], said["media1"], said["related0"]
    assert picture["renditions"] == [
        {"name": "original", "href": "https://pictures.example/%D9%85%D8%A7%D8%A1.jpg", "contentType": "image/jpeg"}
    ]
    assert picture["descriptions"] == [{"role": "alternative", "contentType": "text/plain", "value": "مضخة"}]
    assert (picture["by"], film["type"], film["renditions"][0]["width"]) == ("تصوير: رنا", "video", 1280)
    assert (related["rel"], related["headlines"][0]["value"]) == ("related", "مقطوعة منذ عام")
    older = article("1.4", whole())["associations"]
    assert older["featuremedia"]["renditions"]["original"]["mimetype"] == "image/jpeg"
    assert older["media1"]["description_text"] == "المحطة"


@pytest.mark.parametrize("version", VERSIONS)
def test_the_text_of_a_hostile_article_is_inert(version: str) -> None:
    said = article(version, hostile())
    html = said["body_html"] if version == "1.4" else said["bodies"][0]["value"]
    inert(html)
    assert "\u202e" not in json.dumps(said, ensure_ascii=False)
    assert "javascript:" not in json.dumps([said.get("renditions"), said.get("associations")])


@pytest.mark.parametrize(
    ("url", "escaped"),
    [
        ("https://x.y/أ", "https://x.y/%D8%A3"),
        ("https://x.y/a?b=[1]#c#d", "https://x.y/a?b=%5B1%5D#c%23d"),
        ("https://x.y/100%", "https://x.y/100%25"),
        ("https://x.y/%D8%A3", "https://x.y/%D8%A3"),
        ("ftp://x.y/", ""),
    ],
)
def test_an_address_has_only_the_characters_that_addresses_have(url: str, escaped: str) -> None:
    assert uri(url) == escaped


def test_an_article_whose_id_is_no_uuid_has_a_name_too() -> None:
    assert urn("خبر 1") == "urn:khabar:%D8%AE%D8%A8%D8%B1%201"
