"""Taking elements out of a tree."""

from typing import Final

from khabar_ingest.markup import Element, words

_MACHINERY: Final = frozenset(
    {"script", "style", "noscript", "template", "button", "input", "select", "textarea"}
    | {"svg", "canvas", "nav", "aside", "head", "object", "link", "meta"}
)


def drop_machinery(root: Element) -> None:
    """Remove what readers of an article never read: scripts, forms, menus, side columns.

    A form around the page, as ASP.NET makes one, stays.
    """
    for element in [each for each in root.iter() if each.tag in _MACHINERY]:
        drop(element)
    forms = list(root.iter("form"))
    whole = len(words(root)) if forms else 0
    for form in forms:
        if len(words(form)) < whole / 2:
            drop(form)


def drop(element: Element) -> None:
    """Take an element out of its tree but leave the text behind it."""
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    left = (parent.text if before is None else before.tail) or ""
    tail = element.tail or ""
    if tail.strip() or (tail and not left[-1:].isspace()):
        if before is None:
            parent.text = left + tail
        else:
            before.tail = left + tail
    parent.remove(element)
