from typing import Any

import pytest

from khabar.schemas import breaks
from khabar.schemas.rules import Side

_OLD_EVENTS, _NEW_EVENTS = Side.OLD_EVENTS.value, Side.NEW_EVENTS.value
_TEXT = {"type": "string"}
_TEXT_OR_NULL = {"anyOf": [_TEXT, {"type": "null"}]}


def _with(
    field: dict[str, Any] | None, rest: dict[str, Any] | None = None, *, required: bool = False
) -> dict[str, Any]:
    return {
        "$id": "urn:khabar:article:created:v1",
        "type": "object",
        "additionalProperties": True,
        "properties": {"id": _TEXT} | ({"field": field} if field is not None else {}),
        "required": ["id", "field"] if required else ["id"],
    } | (rest or {})


_NARROWED = [
    pytest.param({"type": ["string", "null"]}, _TEXT, id="a type less"),
    pytest.param(_TEXT_OR_NULL, _TEXT, id="null no longer"),
    pytest.param({"type": "number"}, {"type": "integer"}, id="a number becomes whole"),
    pytest.param({}, _TEXT, id="anything becomes text"),
    pytest.param({"enum": ["a", "b"]}, {"enum": ["a"]}, id="a value less"),
    pytest.param(_TEXT, {"type": "string", "enum": ["a"]}, id="only some values"),
    pytest.param({"enum": ["a", "b"]}, {"const": "a"}, id="one value"),
    pytest.param({"type": "integer", "minimum": 1}, {"type": "integer", "minimum": 2}, id="a higher minimum"),
    pytest.param({"type": "integer"}, {"type": "integer", "exclusiveMaximum": 9}, id="a maximum"),
    pytest.param(_TEXT, {"type": "string", "minLength": 1}, id="not empty"),
    pytest.param({"type": "string", "maxLength": 64}, {"type": "string", "maxLength": 32}, id="shorter"),
    pytest.param({"type": "array"}, {"type": "array", "maxItems": 3}, id="fewer items"),
    pytest.param({"type": "array", "items": {}}, {"type": "array", "items": _TEXT}, id="items of one type"),
    pytest.param({"type": "object"}, {"type": "object", "additionalProperties": False}, id="a closed object"),
    pytest.param({"type": "object"}, {"type": "object", "additionalProperties": _TEXT}, id="values of one type"),
    pytest.param(_TEXT, {"type": "string", "pattern": "^a"}, id="a pattern"),
    pytest.param(_TEXT, {"type": "string", "format": "date-time"}, id="a format"),
    pytest.param({"type": "array"}, {"type": "array", "uniqueItems": True}, id="a keyword it knows nothing of"),
]


@pytest.mark.parametrize(("wide", "narrow"), _NARROWED)
def test_a_narrowed_field_hurts_the_reader_of_old_events(wide: dict[str, Any], narrow: dict[str, Any]) -> None:
    found = breaks(_with(wide), _with(narrow))
    assert found
    assert all(each.startswith("field") and each.endswith(_OLD_EVENTS) for each in found)


@pytest.mark.parametrize(("wide", "narrow"), _NARROWED)
def test_a_widened_field_hurts_the_reader_that_was_not_upgraded(wide: dict[str, Any], narrow: dict[str, Any]) -> None:
    found = breaks(_with(narrow), _with(wide))
    assert found
    assert all(each.startswith("field") and each.endswith(_NEW_EVENTS) for each in found)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(_TEXT, {"type": "integer"}, id="another type"),
        pytest.param(_TEXT_OR_NULL, {"anyOf": [{"type": "integer"}, {"type": "null"}]}, id="another type or null"),
        pytest.param({"pattern": "^a"}, {"pattern": "^b"}, id="another pattern"),
        pytest.param({"format": "date"}, {"format": "date-time"}, id="another format"),
        pytest.param({"enum": ["a"]}, {"enum": ["b"]}, id="another value"),
        pytest.param({"allOf": [_TEXT]}, {"allOf": [{"minLength": 1}]}, id="a keyword it knows nothing of"),
    ],
)
def test_another_meaning_hurts_both(before: dict[str, Any], after: dict[str, Any]) -> None:
    found = " ".join(breaks(_with(before), _with(after)))
    assert _OLD_EVENTS in found
    assert _NEW_EVENTS in found


def test_a_field_that_is_gone_hurts_old_readers() -> None:
    assert breaks(_with(_TEXT), _with(None)) == [f"field: the field is gone: {_NEW_EVENTS}"]
    assert breaks(_with(_TEXT, required=True), _with(None)) == [f"field: the field is gone: {_NEW_EVENTS}"]


def test_a_field_that_is_newly_required_hurts_old_events() -> None:
    wanted = [f"field: the field is required now: {_OLD_EVENTS}"]
    assert breaks(_with(_TEXT), _with(_TEXT, required=True)) == wanted
    assert breaks(_with(None), _with(_TEXT, required=True)) == wanted


def test_a_field_that_may_now_be_left_out_hurts_old_readers() -> None:
    assert breaks(_with(_TEXT, required=True), _with(_TEXT)) == [
        f"field: the field is no longer required: {_NEW_EVENTS}"
    ]


def test_another_id_is_another_contract() -> None:
    found = breaks(_with(_TEXT), _with(_TEXT, {"$id": "urn:khabar:article:created:v2"}))
    assert [each.rpartition(": ")[2] for each in found] == [_OLD_EVENTS, _NEW_EVENTS]
    assert "$id changed from urn:khabar:article:created:v1 to urn:khabar:article:created:v2" in found[0]


def test_another_default_gives_old_events_another_meaning() -> None:
    [found] = breaks(_with({"type": "string", "default": "ar"}), _with({"type": "string", "default": "en"}))
    assert found == f"field: default changed from 'ar' to 'en': {_OLD_EVENTS}"


@pytest.mark.parametrize(
    "field", [_TEXT, _TEXT_OR_NULL | {"default": None}, {"type": "array", "items": _TEXT, "default": []}]
)
def test_an_optional_field_more_passes(field: dict[str, Any]) -> None:
    assert breaks(_with(None), _with(field)) == []


def test_an_optional_field_more_must_fit_what_old_readers_let_pass() -> None:
    closed, texts = {"additionalProperties": False}, {"additionalProperties": _TEXT}
    assert breaks(_with(None, texts), _with({"type": "string", "minLength": 1}, texts)) == []
    assert breaks(_with(None, closed), _with(_TEXT, closed))
    assert breaks(_with(None, texts), _with({"type": "integer"}, texts))


def test_other_words_pass() -> None:
    before = _with({"type": "string", "title": "Lead", "description": "The first words."})
    assert breaks(before, _with({"type": "string", "description": "الكلمات الأولى", "deprecated": True})) == []


def test_alternatives_may_stand_in_another_order() -> None:
    assert breaks(_with(_TEXT_OR_NULL), _with({"anyOf": [{"type": "null"}, _TEXT]})) == []


def test_an_alternative_more_or_less_is_a_break() -> None:
    more = {"anyOf": [_TEXT, {"type": "null"}, {"type": "integer"}]}
    assert breaks(_with(_TEXT_OR_NULL), _with(more)) == [f"field: integer newly allowed: {_NEW_EVENTS}"]
    assert breaks(_with(more), _with(_TEXT_OR_NULL)) == [f"field: integer no longer allowed: {_OLD_EVENTS}"]


def test_a_change_behind_a_reference_is_found_with_its_place() -> None:
    body = {"type": "array", "items": {"$ref": "#/$defs/Block"}}
    before = _with(body, {"$defs": {"Block": {"properties": {"level": {"type": "integer", "maximum": 6}}}}})
    after = _with(body, {"$defs": {"Block": {"properties": {"level": {"type": "integer", "maximum": 5}}}}})
    assert breaks(before, after) == [f"field[].level: maximum changed from 6 to 5: {_OLD_EVENTS}"]


def test_a_definition_may_be_moved_and_renamed() -> None:
    before = _with({"$ref": "#/$defs/A", "default": None}, {"$defs": {"A": _TEXT}})
    after = _with({"$ref": "#/$defs/B~1b", "default": None}, {"$defs": {"B/b": _TEXT}})
    assert breaks(before, after) == []
    assert breaks(before, _with(_TEXT | {"default": None})) == []


def test_a_thread_of_comments_that_holds_itself_ends() -> None:
    def thread(words: dict[str, Any]) -> dict[str, Any]:
        comment = {"properties": {"words": words, "answers": {"items": {"$ref": "#/$defs/Comment"}}}}
        return _with({"$ref": "#/$defs/Comment"}, {"$defs": {"Comment": comment}})

    assert breaks(thread(_TEXT), thread(_TEXT)) == []
    assert breaks(thread(_TEXT), thread({"type": "string", "minLength": 1})) == [
        f"field.words: minLength changed from 0.0 to 1: {_OLD_EVENTS}"
    ]
