import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from khabar.blobs import BlobStore
from khabar.events import TYPES
from khabar.schemas import documents, write
from khabar.schemas.files import text
from khabar.wire import Wire
from tests.contract.stories import entry, payload, story

_PUBLISHED = Path(__file__).resolve().parents[2] / "docs" / "schemas"
_SCHEMAS = {name: schema for name, schema in documents().items() if name != "asyncapi.json"}


def _errors(schema: dict[str, Any], value: object) -> list[str]:
    validator = Draft202012Validator(schema)
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]


def test_the_published_contracts_are_those_of_the_code() -> None:
    published = {path.name: path.read_text("utf-8") for path in _PUBLISHED.iterdir()}
    made = {name: text(document) for name, document in documents().items()}
    stale = sorted(name for name in published | made if published.get(name) != made.get(name))
    assert stale == [], "docs/schemas is stale: run `make schemas`, and remove what is not made any more"


def test_the_same_code_writes_the_same_bytes(tmp_path: Path) -> None:
    first, second = write(tmp_path / "a"), write(tmp_path / "b")
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
    assert all(path.read_bytes().endswith(b"}\n") for path in first)


@pytest.mark.parametrize("name", _SCHEMAS)
def test_a_schema_keeps_the_rules_of_its_draft(name: str) -> None:
    schema = _SCHEMAS[name]
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("type_", TYPES)
def test_an_entry_names_the_schema_of_its_payload(type_: str) -> None:
    schema = _SCHEMAS[f"{type_}.json"]
    assert Wire().encode(story(type_))["dataschema"] == schema["$id"]
    assert schema["title"] == type_
    assert schema["description"].startswith(TYPES[type_].meaning)


@pytest.mark.parametrize("type_", TYPES)
def test_what_we_write_and_what_others_write_fits_the_schema(type_: str) -> None:
    written = Wire().encode(story(type_))["data"]
    assert _errors(_SCHEMAS[f"{type_}.json"], json.loads(written)) == []
    assert _errors(_SCHEMAS[f"{type_}.json"], payload(type_)) == []


@pytest.mark.parametrize("type_", TYPES)
def test_a_payload_without_a_required_field_does_not_fit(type_: str) -> None:
    schema = _SCHEMAS[f"{type_}.json"]
    for name in schema["required"]:
        missing = {field: value for field, value in payload(type_).items() if field != name}
        assert _errors(schema, missing) == [f"$: '{name}' is a required property"]


@pytest.mark.parametrize("type_", TYPES)
def test_every_entry_fits_the_schema_of_entries(type_: str) -> None:
    fields = {name: _text(value) for name, value in Wire().encode(story(type_)).items()}
    assert _errors(_SCHEMAS["entry.json"], fields) == []
    assert _errors(_SCHEMAS["entry.json"], entry(type_)) == []


def test_a_claim_check_fits_the_schema_of_entries(tmp_path: Path) -> None:
    event = story("khabar.dead.letter.v1")
    large = replace(event, data=event.data.model_copy(update={"error": "ن" * 300 * 1024}))
    fields = Wire(BlobStore(tmp_path)).encode(large)
    assert "data" not in fields
    assert _errors(_SCHEMAS["entry.json"], {name: _text(value) for name, value in fields.items()}) == []


def test_the_schema_of_entries_knows_every_field_we_write(tmp_path: Path) -> None:
    known = set(_SCHEMAS["entry.json"]["properties"])
    written = set(Wire().encode(story("khabar.source.silent.v1"))) - {"ملاحظة"}
    assert known == written | {"dataref", "sha256"}


@pytest.mark.parametrize(
    ("field", "value"),
    [("lane", "express"), ("revision", "-1"), ("type", "com.example.other"), ("data", 7)],
)
def test_an_entry_with_a_wrong_field_does_not_fit(field: str, value: object) -> None:
    wrong = dict[str, object](entry("khabar.source.silent.v1")) | {field: value}
    assert any(field in error for error in _errors(_SCHEMAS["entry.json"], wrong))


def test_arabic_is_written_as_it_is() -> None:
    assert text({"ب": "خبر", "أ": 1}) == '{\n  "أ": 1,\n  "ب": "خبر"\n}\n'


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value
