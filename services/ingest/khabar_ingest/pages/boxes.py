"""Small boxes set between an article's paragraphs: quizzes, calls to act, other programmes of the house."""

from typing import Final

from khabar_ingest import furniture
from khabar_ingest.markup import Element, words
from khabar_ingest.text import normalise

_BOXES: Final = frozenset({"div", "section", "aside"})
_KEPT: Final = ("img", "amp-img", "picture", "figure", "iframe", "video", "audio", "blockquote", "table", "pre")
_TITLES: Final = ("h2", "h3", "h4", "h5", "h6", "strong", "b")
_LONGEST: Final = 250
_FEWEST_PARAGRAPHS: Final = 3


def remove_boxes(container: Element) -> None:
    """Take such boxes out of an article; one that is labelled as leading elsewhere stays, for its links are data.

    A box is an element with a name of its own among three or more paragraphs: short, with a title and a link.
    """
    for parent in list(container.iter()):
        if sum(child.tag == "p" for child in parent) >= _FEWEST_PARAGRAPHS:
            for box in [child for child in parent if _is_box(child)]:
                furniture.drop(box)


def _is_box(element: Element) -> bool:
    if element.tag not in _BOXES or not (element.get("class") or element.get("id")):
        return False
    text = normalise(words(element))
    if len(text) > _LONGEST or furniture.is_related_label(element) or next(element.iter(*_KEPT), None) is not None:
        return False
    return next(element.iter("a"), None) is not None and next(element.iter(*_TITLES), None) is not None
