import re
from collections.abc import Iterator
from functools import reduce
from typing import Any

import pytest
from faststream.specification.asyncapi.v3_0_0.schema import ApplicationSchema
from jsonschema import Draft7Validator, Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from khabar.events import REMOVALS, TYPES, full_type
from khabar.keys import STREAMS, Keys
from khabar.schemas.asyncapi import document
from khabar.wire import Wire
from tests.contract.stories import entry, payload, story

_DOCUMENT = document()
_ID = re.compile(r"[A-Za-z0-9._-]+")
_SERVICES = {"ingest", "enrich", "publish", "control", "consumer"}


def _references(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        yield from [node["$ref"]] if isinstance(node.get("$ref"), str) else []
        node = list(node.values())
    if isinstance(node, list):
        yield from (reference for each in node for reference in _references(each))


def _resolve(reference: str) -> Any:  # noqa: ANN401 - a reference may lead to anything
    assert reference.startswith("#/"), f"{reference} leads out of the document"
    return reduce(lambda at, step: at[step], reference[2:].split("/"), _DOCUMENT)


def _validator(schema: dict[str, Any]) -> Draft202012Validator:
    """A validator of one schema inside the document."""
    whole = DRAFT202012.create_resource(_DOCUMENT)
    inside = {"$ref": "urn:document" + schema["$ref"]} if "$ref" in schema else schema
    return Draft202012Validator(inside, registry=Registry().with_resource("urn:document", whole))


def test_every_reference_leads_somewhere() -> None:
    references = set(_references(_DOCUMENT))
    assert len(references) > 2 * len(TYPES)
    assert all(_resolve(reference) for reference in references)


def test_the_document_has_what_asyncapi_3_asks_for() -> None:
    assert _DOCUMENT["asyncapi"] == "3.0.0"
    assert {"title", "version"} <= set(_DOCUMENT["info"])
    assert all({"host", "protocol"} <= set(server) for server in _DOCUMENT["servers"].values())
    assert all({"address", "messages"} <= set(channel) for channel in _DOCUMENT["channels"].values())
    assert all({"action", "channel"} <= set(operation) for operation in _DOCUMENT["operations"].values())
    parts = [_DOCUMENT["channels"], _DOCUMENT["operations"], *_DOCUMENT["components"].values()]
    assert all(_ID.fullmatch(name) for part in parts for name in part)


def test_the_framework_reads_the_document() -> None:
    read = ApplicationSchema.model_validate(_DOCUMENT)
    assert set(read.channels) == set(STREAMS)
    assert {operation.action.value for operation in read.operations.values()} == {"send", "receive"}


@pytest.mark.parametrize("stream", STREAMS)
def test_a_channel_has_the_key_that_the_server_knows(stream: str) -> None:
    channel = _DOCUMENT["channels"][stream]
    newsroom = _resolve(channel["parameters"]["newsroom"]["$ref"])
    assert channel["address"] == f"khabar:{{newsroom}}:{stream}"
    assert channel["address"].replace("{newsroom}", newsroom["default"]) == Keys("main").stream(stream)


@pytest.mark.parametrize("type_", TYPES)
def test_an_event_is_a_message_of_its_stream_and_a_removal_of_enriched_too(type_: str) -> None:
    where = [name for name, channel in _DOCUMENT["channels"].items() if type_ in channel["messages"]]
    passed_on = type_ in map(full_type, REMOVALS)
    assert where == ([TYPES[type_].stream, "enriched"] if passed_on else [TYPES[type_].stream])


@pytest.mark.parametrize("type_", TYPES)
def test_a_message_describes_what_is_on_the_stream(type_: str) -> None:
    message = _DOCUMENT["components"]["messages"][type_]
    _validator(message["payload"]).validate(payload(type_))
    own = message["headers"]["allOf"][1]
    _validator(message["headers"]["allOf"][0]).validate(entry(type_))
    Draft202012Validator(own).validate(Wire().encode(story(type_)))
    other = next(each for each in TYPES if each != type_)
    assert not Draft202012Validator(own).is_valid(entry(other))


def test_an_operation_takes_its_messages_from_its_own_channel() -> None:
    for name, operation in _DOCUMENT["operations"].items():
        service, action, stream = name.split(".")
        assert (service in _SERVICES, action) == (True, operation["action"])
        assert operation["channel"]["$ref"] == f"#/channels/{stream}"
        assert {each["$ref"] for each in operation["messages"]} == {
            f"#/channels/{stream}/messages/{type_}" for type_ in _DOCUMENT["channels"][stream]["messages"]
        }


def test_every_stream_has_a_writer_and_consumers_may_read_all() -> None:
    operations = _DOCUMENT["operations"]
    assert {name.split(".")[2] for name in operations if ".send." in name} == set(STREAMS)
    assert {name.split(".")[2] for name in operations if name.startswith("consumer.receive.")} == set(STREAMS)


@pytest.mark.parametrize("draft", [Draft7Validator, Draft202012Validator])
def test_the_payloads_read_the_same_in_asyncapis_own_draft(draft: type[Draft7Validator | Draft202012Validator]) -> None:
    for schema in _DOCUMENT["components"]["schemas"].values():
        draft.check_schema(schema)


def test_the_document_names_no_real_address() -> None:
    assert [server["host"] for server in _DOCUMENT["servers"].values()] == ["{host}:{port}"]
