"""An item as Superdesk Web Publisher takes it; the checks are its own, told in `superdesk.py`."""

import json
from typing import Any

import pytest
from hypothesis import given, settings

from khabar import Event
from khabar_publish.formats import make_format
from khabar_publish.settings import PublishSettings

from .articles import any_event, hostile, whole
from .inert import inert
from .stories import ARTICLE, enriched, removal, told

_STATES = {"usable", "withheld", "canceled", "unpublished"}
_KEYS = {
    "subject": {"name", "code", "scheme"},
    "service": {"name", "code"},
    "place": {"name", "rel", "qcode"},
    "organisation": {"name", "rel"},
}


def item(event: Event) -> dict[str, Any]:
    body = make_format("superdesk", PublishSettings()).render(event)
    assert body
    said: dict[str, Any] = json.loads(body)
    accepted(said)
    return said


def accepted(said: dict[str, Any]) -> None:
    """Whether the publisher would take it."""
    assert said["guid"]
    assert said["language"] is not None
    assert said["pubstatus"] in _STATES
    assert len(said.get("byline", "")) <= 255
    assert said["type"] != "text" or said["headline"]
    for name, keys in _KEYS.items():
        assert all(concept.keys() <= keys for concept in said.get(name, []))
    for rendition in said.get("renditions", {}).values():
        assert rendition["media"]
        assert rendition["href"].isascii()
    for associated in said.get("associations", {}).values():
        accepted(associated)


def test_an_article_has_its_section_as_service_and_its_tags_as_keywords() -> None:
    said = item(told("article.enriched", whole()))
    assert said["guid"] == f"urn:uuid:{ARTICLE}"
    assert said["service"] == [{"code": "local", "name": "محليات"}]
    assert said["subject"][0] == {
        "name": "نزاعات", "code": "16000000", "scheme": "http://cv.iptc.org/newscodes/mediatopic/"
    }  # fmt: skip
    assert said["place"] == [{"name": "الرقة", "rel": "about", "qcode": "place:raqqa"}]
    assert said["keywords"] == ["الرقة"]
    assert said["authors"][0] == {"name": "ليلى الحداد", "role": "writer"}
    assert (said["pubstatus"], said["version"], said["priority"]) == ("usable", "1", 2)
    assert said["evolvedfrom"] == "urn:khabar:f%2F0"
    assert said["extra"] == {"original": "https://furat.example/%D8%AE%D8%A8%D8%B1?id=%5B1%5D#%D8%A3%D8%B9%D9%84%D9%89"}


def test_a_picture_is_the_feature_media_and_the_same_one_in_every_revision() -> None:
    first, later = (item(told("article.enriched", whole(revision=number))) for number in (1, 2))
    picture = first["associations"]["featuremedia"]
    assert picture["type"] == "picture"
    assert picture["renditions"] == later["associations"]["featuremedia"]["renditions"]
    assert picture["renditions"]["original"]["href"].startswith("https://pictures.example/")
    assert "related0" not in first["associations"]


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("article.unpublished", "unpublished"),
        ("article.killed", "canceled"),
        ("article.withdrawn", "canceled"),
        ("article.merged", "canceled"),
    ],
)
def test_a_removal_is_the_item_without_its_words(name: str, state: str) -> None:
    said = item(told(name, removal(3)))
    assert (said["guid"], said["pubstatus"], said["version"]) == (f"urn:uuid:{ARTICLE}", state, "3")
    assert not {"body_html", "body_text", "description_text", "associations"} & said.keys()
    assert enriched().headline not in said.values()


def test_a_byline_of_a_whole_newsroom_is_cut() -> None:
    said = item(told("article.enriched", whole(authors=[f"محرر {number}" for number in range(99)])))
    assert len(said["byline"]) == 255


def test_the_text_of_a_hostile_article_is_inert() -> None:
    said = item(told("article.enriched", hostile()))
    inert(said["body_html"])
    inert(said["description_html"])


@given(any_event)
@settings(max_examples=40)
def test_whatever_an_article_holds_the_publisher_takes_it(event: Event) -> None:
    item(event)
