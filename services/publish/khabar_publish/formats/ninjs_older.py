"""An item of ninjs 3.1 in the words of 2.1 and 1.4 (https://www.iptc.org/std/ninjs)."""

from typing import Any, Final

Item = dict[str, Any]
_CONCEPTS: Final = {
    "people": "person",
    "organisations": "organisation",
    "places": "place",
    "subjects": "subject",
    "events": "event",
    "infosources": "infosource",
}
_LISTS: Final = frozenset(
    [*_CONCEPTS, "headlines", "bodies", "descriptions", "renditions", "associations", "altids", "standard", "by"]
)
_SUFFIXES: Final = {"summary": "text", "caption": "text", "main": "html", "plain": "text"}


def as_2_1(item: Item) -> Item:
    """The same in ninjs 2.1: names in small letters, and associations that do not tell what they are for."""
    older: Item = _small(item)
    for associated in older.get("associations", []):
        associated.pop("rel", None)
    return older


def as_1_4(item: Item) -> Item:
    """The same in ninjs 1.4: properties in place of roles, and objects in place of lists with names."""
    newer = as_2_1(item)
    older = {name: value for name, value in newer.items() if name not in _LISTS | {"name"}}
    if "representationtype" in older:
        older["representationtype"] = "complete" if older["representationtype"] == "full" else "incomplete"
    if "standard" in newer:
        older["$standard"] = newer["standard"]
    if "by" in newer:
        older["byline"] = newer["by"]
    for concepts, concept in _CONCEPTS.items():
        if concepts in newer:
            older[concept] = [_concept(told) for told in newer[concepts]]
    return older | _texts(newer) | _named(newer)


def _small(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    if isinstance(value, dict):
        return {name.lower(): _small(inner) for name, inner in value.items()}
    return [_small(inner) for inner in value] if isinstance(value, list) else value


def _concept(told: Item) -> Item:
    """A concept by its scheme and code; its address, parted at the last slash, is both."""
    concept = {name: told[name] for name in ("name", "rel") if name in told}
    if "role" in told:
        concept["rel"] = told["role"]
    if "literal" in told:
        return concept | {"code": told["literal"]}
    scheme, _, code = told.get("uri", "").rpartition("/")
    return concept | ({"scheme": f"{scheme}/", "code": code} if scheme else {})


def _texts(newer: Item) -> Item:
    texts: Item = {}
    for text in newer.get("headlines", []):
        texts["headline"] = text["value"]
    for text in newer.get("descriptions", []):
        texts[f"description_{_SUFFIXES.get(text['role'], text['role'])}"] = text["value"]
    for text in newer.get("bodies", []):
        texts[f"body_{_SUFFIXES[text['role']]}"] = text["value"]
        texts |= {name: text[name] for name in ("charcount", "wordcount") if name in text}
    return texts


def _named(newer: Item) -> Item:
    named: Item = {}
    if "altids" in newer:
        named["altids"] = {other["role"]: other["value"] for other in newer["altids"]}
    if "renditions" in newer:
        named["renditions"] = {shown["name"]: _rendition(shown) for shown in newer["renditions"]}
    if "associations" in newer:
        named["associations"] = {other["name"]: as_1_4(other) for other in newer["associations"]}
    return named


def _rendition(shown: Item) -> Item:
    return {"mimetype" if name == "contenttype" else name: value for name, value in shown.items() if name != "name"}
