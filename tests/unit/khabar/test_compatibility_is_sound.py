"""The checker against a real validator: where it finds no break, no event may be refused on either side."""

from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from khabar.schemas import breaks

_NAMES = ("lead", "tags")
_ABSENT = object()
_VALUES = [_ABSENT, None, True, -1, 0, 1, 2, "", "a", "bb", [0], ["a"], 1.5]
_Node = dict[str, Any]

_bounds = st.fixed_dictionaries({}, optional={"minimum": st.integers(-2, 1), "exclusiveMaximum": st.integers(0, 3)})
_sizes = st.fixed_dictionaries({}, optional={"minLength": st.integers(0, 2), "pattern": st.sampled_from(["a", "b"])})
_types = st.sampled_from(["string", "integer", "number", "null", "boolean"])
_scalars: st.SearchStrategy[_Node] = st.one_of(
    _sizes.map(lambda rules: {"type": "string"} | rules),
    _bounds.map(lambda rules: {"type": "integer"} | rules),
    st.lists(_types, min_size=1, max_size=3, unique=True).map(lambda types: {"type": types}),
    st.lists(st.sampled_from(["", "a", 1, None]), min_size=1, unique=True).map(lambda values: {"enum": values}),
    st.just({}),
)
_lists = _scalars.map(lambda items: {"type": "array", "items": items})
_nodes = st.one_of(_scalars, _lists, st.lists(_scalars, min_size=1, max_size=3).map(lambda each: {"anyOf": each}))


@st.composite
def _schemas(draw: st.DrawFn) -> _Node:
    properties = draw(st.dictionaries(st.sampled_from(_NAMES), _nodes))
    required = [name for name in properties if draw(st.booleans())]
    rest = draw(st.sampled_from([True, True, False, {"type": "string"}]))
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": rest}


@st.composite
def _successors(draw: st.DrawFn) -> tuple[_Node, _Node]:
    """A schema and one that differs from it in few places, so that many pairs are compatible."""
    old, other = draw(_schemas()), draw(_schemas())
    changed = draw(st.sets(st.sampled_from(_NAMES), max_size=1))
    kept = {name: node for name, node in old["properties"].items() if name not in changed}
    come = {name: node for name, node in other["properties"].items() if name in changed}
    return old, draw(
        st.sampled_from([old | {"properties": kept | come}, old | {"properties": old["properties"] | come}])
    )


_EVENTS = [
    {name: value for name, value in zip(_NAMES, values, strict=True) if value is not _ABSENT}
    for values in product(_VALUES, repeat=len(_NAMES))
]


def _refused(pair: tuple[_Node, _Node]) -> list[_Node]:
    """Events of one side that the other refuses; what old events never held is left out of them."""
    before, after = map(Draft202012Validator, pair)
    added = set(pair[1]["properties"]) - set(pair[0]["properties"])
    old = [{name: value for name, value in event.items() if name not in added} for event in _EVENTS]
    by_new = [event for event in old if before.is_valid(event) and not after.is_valid(event)]
    return by_new + [event for event in _EVENTS if after.is_valid(event) and not before.is_valid(event)]


@given(pair=_successors())
@settings(max_examples=80)
def test_a_change_that_makes_a_reader_refuse_an_event_is_found(pair: tuple[_Node, _Node]) -> None:
    refused = _refused(pair)
    assert breaks(*pair) or not refused


@given(schema=_schemas())
@settings(max_examples=100)
def test_nothing_changed_is_no_break(schema: _Node) -> None:
    assert breaks(schema, schema) == []
