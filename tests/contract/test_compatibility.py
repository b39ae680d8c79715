"""The contracts of this tree beside those of the last release, which lie in ``baseline``."""

import json
from pathlib import Path
from typing import Any

from khabar.schemas import documents
from khabar.schemas.compatibility import channel_breaks, contract_breaks

_ADVICE = "an event type only ever gains optional fields: make a new version of it (…v2) beside the old one"
_RELEASED: dict[str, dict[str, Any]] = {
    path.name: json.loads(path.read_text("utf-8")) for path in (Path(__file__).parent / "baseline").glob("*.json")
}
_RELEASED_STREAMS = _RELEASED.pop("asyncapi.json")


def test_consumers_of_the_last_release_understand_this_one() -> None:
    assert len(_RELEASED) > 40
    assert contract_breaks(_RELEASED, documents()) == [], _ADVICE


def test_every_event_stays_on_its_stream() -> None:
    assert channel_breaks(_RELEASED_STREAMS, documents()["asyncapi.json"]) == [], _ADVICE


def test_an_article_that_loses_its_lead_would_fail() -> None:
    changed = documents()
    del changed["khabar.article.created.v1.json"]["properties"]["lead"]
    assert contract_breaks(documents(), changed) == [
        "khabar.article.created.v1.json: lead: the field is gone: old readers refuse or miss what new events carry"
    ]


def test_an_article_that_must_name_its_authors_would_fail() -> None:
    changed = documents()
    changed["khabar.article.enriched.v1.json"]["required"].append("authors")
    [found] = contract_breaks(documents(), changed)
    assert "authors: the field is required now: new readers refuse" in found


def test_a_new_kind_of_block_would_fail_deep_inside_the_body() -> None:
    changed = documents()
    changed["khabar.article.updated.v1.json"]["$defs"]["Block"]["properties"]["type"]["enum"].append("poll")
    [found] = contract_breaks(documents(), changed)
    assert "updated.v1.json: body[].type: value 'poll' newly allowed" in found


def test_a_stream_that_loses_an_event_would_fail() -> None:
    streams = documents()["asyncapi.json"]
    del streams["channels"]["articles"]["messages"]["khabar.article.killed.v1"]
    assert channel_breaks(documents()["asyncapi.json"], streams) == [
        "articles: khabar.article.killed.v1 left the stream: old readers refuse or miss what new events carry"
    ]


def test_a_stream_with_another_key_would_fail() -> None:
    streams = documents()["asyncapi.json"]
    streams["channels"]["enriched"]["address"] = "khabar:enriched"
    [found] = channel_breaks(documents()["asyncapi.json"], streams)
    assert "the address changed from khabar:{newsroom}:enriched to khabar:enriched" in found


def test_an_event_that_is_no_longer_there_would_fail() -> None:
    changed = documents()
    del changed["khabar.article.killed.v1.json"]
    [found] = contract_breaks(documents(), changed)
    assert found.startswith("khabar.article.killed.v1.json: the schema is gone")


def test_an_optional_field_and_a_new_event_pass() -> None:
    grown = documents()
    article = grown["khabar.article.created.v1.json"]
    article["properties"]["audio_url"] = {"anyOf": [{"type": "string"}, {"type": "null"}], "default": None}
    article["$defs"]["Block"]["properties"]["caption"] = {"type": "string", "default": ""}
    grown["khabar.article.recorded.v1.json"] = article
    assert contract_breaks(documents(), grown) == []
