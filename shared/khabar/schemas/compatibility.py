"""Whether one version of a schema may follow another without a new version of the event type.

The rule is the design's: an existing type only ever gains optional fields. So a removed field, a newly required or no
longer required one, a narrowed *or* widened type, range or list of values, a changed pattern, format, default or
``$id`` are breaks; an optional field more, and other words in descriptions, are not. That a new field's name was free
before is taken for granted: unknown fields are kept, but our own writers never made one up.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

from khabar.schemas.rules import Break, Schema, Side, node_breaks

_Pair = tuple[str, str]


def breaks(old: Schema, new: Schema) -> list[str]:
    """List every incompatible change between two JSON Schemas, a sentence each; empty if there is none."""
    found = [*_renamed(old, new), *_Comparison(old, new).compare(old, new)]
    return [str(each) for each in found]


def contract_breaks(old: Mapping[str, Schema], new: Mapping[str, Schema]) -> list[str]:
    """List every incompatible change between two sets of schemas by file name; a schema more is none."""
    gone = [f"{name}: the schema is gone: {Side.NEW_EVENTS.value}" for name in sorted(old.keys() - new.keys())]
    both = sorted(old.keys() & new.keys())
    return gone + [f"{name}: {each}" for name in both for each in breaks(old[name], new[name])]


def channel_breaks(old: Schema, new: Schema) -> list[str]:
    """List every stream that was renamed, and every event that left its stream, between two AsyncAPI documents."""
    return [each for name, channel in old["channels"].items() for each in _moved(name, channel, new["channels"])]


def _moved(name: str, old: Schema, channels: Mapping[str, Schema]) -> Iterator[str]:
    new = channels.get(name, {"address": None, "messages": {}})
    if old["address"] != new["address"]:
        yield f"{name}: the address changed from {old['address']} to {new['address']}: {Side.NEW_EVENTS.value}"
    for message in sorted(old["messages"].keys() - new["messages"].keys()):
        yield f"{name}: {message} left the stream: {Side.NEW_EVENTS.value}"


def _renamed(old: Schema, new: Schema) -> Iterator[Break]:
    """Entries name their schema in ``dataschema``: another name is another contract."""
    if old.get("$id") != new.get("$id"):
        what = f"$id changed from {old.get('$id')} to {new.get('$id')}"
        yield from (Break("", what, side) for side in Side)


@dataclass(frozen=True, slots=True)
class _Comparison:
    """Walks two schemas side by side; ``around`` are the references it is inside of, so that a circle ends."""

    old_root: Schema
    new_root: Schema
    around: frozenset[_Pair] = frozenset()

    def compare(self, old: Schema, new: Schema, where: str = "") -> Iterator[Break]:
        pair = (old.get("$ref", ""), new.get("$ref", ""))
        if all(pair):
            if pair in self.around:
                return
            inside = _Comparison(self.old_root, self.new_root, self.around | {pair})
            yield from inside._nodes(old, new, where)
        else:
            yield from self._nodes(old, new, where)

    def _nodes(self, old: Schema, new: Schema, where: str) -> Iterator[Break]:
        old, new = _resolve(self.old_root, old), _resolve(self.new_root, new)
        if "anyOf" in old or "anyOf" in new:
            yield from self._alternatives(_branches(old), _branches(new), where)
            old, new = _beside(old), _beside(new)
        yield from node_breaks(old, new, where)
        yield from self._properties(old, new, where)
        yield from self._below(old, new, where, "items", "[]")
        yield from self._below(old, new, where, "additionalProperties", ".*")

    def _alternatives(self, old: list[Schema], new: list[Schema], where: str) -> Iterator[Break]:
        gone = [each for each in old if not any(self._same(each, other) for other in new)]
        come = [each for each in new if not any(self._same(other, each) for other in old)]
        if len(gone) == len(come) == 1:
            yield from self.compare(gone[0], come[0], where)
            return
        yield from (Break(where, f"{_name(each)} no longer allowed", Side.OLD_EVENTS) for each in gone)
        yield from (Break(where, f"{_name(each)} newly allowed", Side.NEW_EVENTS) for each in come)

    def _same(self, old: Schema, new: Schema) -> bool:
        return next(self.compare(old, new), None) is None

    def _properties(self, old: Schema, new: Schema, where: str) -> Iterator[Break]:
        before, after = old.get("properties", {}), new.get("properties", {})
        for name in sorted(before.keys() - after.keys()):
            yield Break(_join(where, name), "the field is gone", Side.NEW_EVENTS)
        for name in sorted(after.keys() - before.keys()):
            yield from self._added(old, after[name], _join(where, name))
        for name in sorted(before.keys() & after.keys()):
            yield from self.compare(before[name], after[name], _join(where, name))
        yield from _required(old, new, where)

    def _added(self, parent: Schema, field: Schema, where: str) -> Iterator[Break]:
        """A field more must be one that the old parent would let pass as unknown."""
        rest = _schema(parent, "additionalProperties")
        changes = self.compare(rest, field, where) if rest else iter(())
        yield from (each for each in changes if each.side is Side.NEW_EVENTS)

    def _below(self, old: Schema, new: Schema, where: str, keyword: str, mark: str) -> Iterator[Break]:
        if keyword in old or keyword in new:
            yield from self.compare(_schema(old, keyword), _schema(new, keyword), where + mark)


def _required(old: Schema, new: Schema, where: str) -> Iterator[Break]:
    before, after = set(old.get("required", ())), set(new.get("required", ()))
    for name in sorted(after - before):
        yield Break(_join(where, name), "the field is required now", Side.OLD_EVENTS)
    for name in sorted((before - after) & set(new.get("properties", {}))):
        yield Break(_join(where, name), "the field is no longer required", Side.NEW_EVENTS)


def _schema(node: Schema, keyword: str) -> Schema:
    """The schema below a node; ``true`` and nothing allow everything, ``false`` allows no value at all."""
    below: Any = node.get(keyword, True)
    if isinstance(below, bool):
        return {} if below else {"type": []}
    return dict(below)


def _resolve(root: Schema, node: Schema) -> Schema:
    """Put what a local reference leads to in its place; words and default beside the reference stay."""
    if "$ref" not in node:
        return node
    steps = node["$ref"].removeprefix("#/").split("/")
    target = reduce(lambda at, step: at[step.replace("~1", "/").replace("~0", "~")], steps, root)
    return {**_resolve(root, target), **_without(node, "$ref")}


def _branches(node: Schema) -> list[Schema]:
    """The alternatives; a node without any is its own only one, but for the default, which belongs to the field."""
    return list(node["anyOf"]) if "anyOf" in node else [_without(node, "default")]


def _beside(node: Schema) -> Schema:
    if "anyOf" in node:
        return _without(node, "anyOf")
    return {"default": node["default"]} if "default" in node else {}


def _without(node: Schema, without: str) -> Schema:
    return {keyword: value for keyword, value in node.items() if keyword != without}


def _name(node: Schema) -> str:
    return str(node.get("$ref") or node.get("type") or node.get("const") or dict(node))


def _join(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name
