"""What a changed keyword of one schema node means for readers and events on either side of the change.

Both directions count, because streams and archive hold old events for new readers, and consumers that were not
upgraded read new events. A change that narrows a node lets new readers refuse old events; one that widens it lets new
events carry what old readers refuse. The names are those of Confluent's schema evolution (``FULL`` compatibility,
https://docs.confluent.io/platform/current/schema-registry/fundamentals/schema-evolution.html); what each keyword
asserts is told by JSON Schema 2020-12 (https://json-schema.org/draft/2020-12/json-schema-validation).
"""

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any, Final, NamedTuple

Schema = Mapping[str, Any]


class Side(Enum):
    """Who is hurt by a change."""

    OLD_EVENTS = "new readers refuse or misread old events"
    NEW_EVENTS = "old readers refuse or miss what new events carry"


class Break(NamedTuple):
    """One incompatible change: the place in the payload, what happened there, and who is hurt."""

    where: str
    what: str
    side: Side

    def __str__(self) -> str:
        """The sentence that a failing test shows."""
        return f"{self.where or 'payload'}: {self.what}: {self.side.value}"


_TYPES: Final = frozenset({"string", "number", "integer", "boolean", "object", "array", "null"})
_LOWER: Final = {"minLength": 0.0, "minItems": 0.0, "minProperties": 0.0} | dict.fromkeys(
    ("minimum", "exclusiveMinimum"), float("-inf")
)
_UPPER: Final = dict.fromkeys(("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"), float("inf"))
_WORDS: Final = frozenset({"title", "description", "examples", "deprecated", "$comment"})
_WALKED: Final = frozenset(
    {"$schema", "$id", "$defs", "anyOf", "properties", "required", "items", "additionalProperties"}
)
_JUDGED: Final = _WORDS | _WALKED | {"type", "enum", "const", "default"} | set(_LOWER) | set(_UPPER)


def node_breaks(old: Schema, new: Schema, where: str) -> Iterator[Break]:
    """Find the incompatible changes of one node's own keywords; what lies below it is not looked at."""
    yield from _set_breaks(where, "type", _types(old), _types(new))
    yield from _values(old, new, where)
    yield from _bounds(old, new, where)
    yield from _default(old, new, where)
    for keyword in sorted((set(old) | set(new)) - _JUDGED):
        yield from _any_other(keyword, old, new, where)


def _types(node: Schema) -> frozenset[str]:
    """Every integer is a number too."""
    said = node.get("type", _TYPES)
    types = frozenset([said] if isinstance(said, str) else said)
    return types | {"integer"} if "number" in types else types


def _values(old: Schema, new: Schema, where: str) -> Iterator[Break]:
    before, after = _enum(old), _enum(new)
    if before is None and after is not None:
        yield Break(where, "only some values are left", Side.OLD_EVENTS)
    elif before is not None and after is None:
        yield Break(where, "any value is allowed now", Side.NEW_EVENTS)
    elif before is not None and after is not None:
        yield from _set_breaks(where, "value", before, after)


def _enum(node: Schema) -> frozenset[str] | None:
    if "const" in node:
        return frozenset({repr(node["const"])})
    return frozenset(map(repr, node["enum"])) if "enum" in node else None


def _set_breaks(where: str, noun: str, old: frozenset[str], new: frozenset[str]) -> Iterator[Break]:
    if gone := old - new:
        yield Break(where, f"{noun} {', '.join(sorted(gone))} no longer allowed", Side.OLD_EVENTS)
    if come := new - old:
        yield Break(where, f"{noun} {', '.join(sorted(come))} newly allowed", Side.NEW_EVENTS)


def _bounds(old: Schema, new: Schema, where: str) -> Iterator[Break]:
    for keyword, nothing in (_LOWER | _UPPER).items():
        before, after = old.get(keyword, nothing), new.get(keyword, nothing)
        if before != after:
            narrower = (after > before) == (keyword in _LOWER)
            side = Side.OLD_EVENTS if narrower else Side.NEW_EVENTS
            yield Break(where, f"{keyword} changed from {before} to {after}", side)


def _default(old: Schema, new: Schema, where: str) -> Iterator[Break]:
    """A field that an old event leaves out would be read as something else."""
    if old.get("default") != new.get("default"):
        what = f"default changed from {old.get('default')!r} to {new.get('default')!r}"
        yield Break(where, what, Side.OLD_EVENTS)


def _any_other(keyword: str, old: Schema, new: Schema, where: str) -> Iterator[Break]:
    """Assertions whose change cannot be judged (a pattern, a format): adding one narrows, dropping one widens."""
    if old.get(keyword) == new.get(keyword):
        return
    what = f"{keyword} changed from {old.get(keyword)!r} to {new.get(keyword)!r}"
    if keyword in new:
        yield Break(where, what, Side.OLD_EVENTS)
    if keyword in old:
        yield Break(where, what, Side.NEW_EVENTS)
