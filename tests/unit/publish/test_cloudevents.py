"""An event as others get it."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from khabar.events import REPLAY
from khabar_publish.formats.cloudevents import CloudEvents
from khabar_publish.settings import PublishSettings

from .stories import ARTICLE, enriched, removal, told

_FORMAT = CloudEvents(PublishSettings())


def test_the_attributes_stand_beside_the_payload() -> None:
    event = told("article.enriched", enriched(3))
    said = json.loads(_FORMAT.render(event))
    assert said["specversion"] == "1.0"
    assert (said["id"], said["type"], said["subject"]) == (event.id, "khabar.article.enriched.v1", ARTICLE)
    assert (said["time"], said["revision"]) == ("2024-03-10T09:40:00.000Z", 3)
    assert said["data"] == json.loads(enriched(3).to_json())


def test_arabic_stays_readable() -> None:
    assert enriched().headline.encode() in _FORMAT.render(told("article.enriched", enriched()))


@pytest.mark.parametrize("name", ["article.killed", "article.withdrawn", "article.merged"])
def test_a_removal_is_told_with_its_reason(name: str) -> None:
    assert json.loads(_FORMAT.render(told(name, removal())))["data"]["reason"] == removal().reason


def test_a_replay_says_that_it_is_one_and_no_attribute_is_empty() -> None:
    event = replace(told("article.enriched", enriched()), extra={REPLAY: "run-7", "attempt": "3"}, causationid="")
    said = json.loads(_FORMAT.render(event))
    assert said["replay"] == "run-7"
    assert "" not in said.values()
    assert "attempt" not in said


@given(some.text(min_size=1, max_size=80), some.text(max_size=40))
def test_whatever_an_entry_holds_the_body_is_one_json_object(headline: str, source: str) -> None:
    event = replace(told("article.enriched", enriched(headline=headline)), source=source)
    said = json.loads(_FORMAT.render(event))
    assert said["data"]["headline"] == headline
    assert _FORMAT.render(event) == _FORMAT.render(event)
