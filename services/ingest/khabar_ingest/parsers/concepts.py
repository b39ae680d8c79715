"""The names of NewsML-G2's concepts, in the language of the text where they come in several."""

from typing import Final

from khabar_ingest.markup import Element, words
from khabar_ingest.parsers.tree import below

_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"


def language(item: Element, content: Element) -> str:
    """Return the language of an item's text, or nothing."""
    said = [one.get("tag", "") for one in below(content, "language")]
    return next((tag for tag in [*said, item.get(_LANG, "")] if tag), "")


def names(content: Element, tongue: str, wanted: str = "subject") -> list[str]:
    """Return the names of all concepts of a kind; those that are only a code have none."""
    return [name for concept in below(content, wanted) if (name := _name(concept, tongue))]


def label(element: Element, wanted: str, tongue: str) -> str:
    """Return the name of the first concept of a kind, or what stands for a name."""
    found = next(iter(below(element, wanted)), None)
    if found is None:
        return ""
    return _name(found, tongue) or found.get("literal", "") or found.get("qcode", "").rpartition(":")[2]


def _name(concept: Element, tongue: str) -> str:
    said = [(one.get(_LANG, ""), words(one).strip()) for one in below(concept, "name")]
    fitting = (name for tag, name in said if name and tag.split("-")[0] == tongue.split("-", maxsplit=1)[0])
    return next(fitting, "") or next((name for _, name in said if name), "")
