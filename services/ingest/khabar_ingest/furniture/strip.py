"""Furniture that a tree gives away: names of classes, labels and the links behind them."""

import re
from typing import Final

from khabar.models import Link
from khabar_ingest.furniture.links import link_share, links_of
from khabar_ingest.furniture.looks import Look
from khabar_ingest.furniture.phrases import LONGEST_LABEL, said
from khabar_ingest.furniture.removal import drop
from khabar_ingest.markup import Element, words
from khabar_ingest.tables import tables
from khabar_ingest.text import normalise

_HOLDERS: Final = frozenset(
    {"p", "div", "section", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6"}
    | {"blockquote", "span", "strong", "footer", "header"}
)
_LISTS: Final = frozenset({"ul", "ol", "p", "div"})
_FIELD_LABELS: Final = frozenset({"field-label", "field__label"})
_MOST_OF_A_PAGE: Final = 0.4
_MOSTLY_LINKS: Final = 0.5
_SPLIT = re.compile(r"[\s_-]+")


def strip(root: Element, base: str | None, whole: str, look: Look) -> list[Link]:
    """Remove the furniture from a tree and return the links of its "read also" boxes.

    ``whole`` are the words of the tree, and ``look`` is the first look at them; its machinery is gone.
    """
    found: list[Link] = []
    for element in [each for each in root.iter() if each.tag in _HOLDERS]:
        is_left = element.getparent() is not None or element is root
        if is_left and _is_furniture(element, len(whole) or 1, look):
            found += _remove(element, base)
    return found


def _is_furniture(element: Element, whole: int, look: Look) -> bool:
    names = f"{element.get('class') or ''} {element.get('id') or ''}" if element.keys() else " "
    if len(names) > 1 and _is_known(element, names, whole):
        return True
    return look.doubts(element.text or "") and _is_said(element, words(element), look)


def _is_known(element: Element, names: str, whole: int) -> bool:
    """Whether an element's class or id gives it away: by a word that furniture is called by, or as a label of links."""
    parts = _SPLIT.split(names.lower())
    if not tables().classes.isdisjoint(parts) and len(words(element)) < _MOST_OF_A_PAGE * whole:
        return True
    return _is_over_links(element)


def _is_said(element: Element, text: str, look: Look) -> bool:
    """Whether the words of an element give it away."""
    if len(text) > LONGEST_LABEL or not text or not look.doubts(text):
        return False
    found = said(text)
    if found.behind is None:
        return found.is_sentence
    return found.is_sentence or found.is_related(linked=link_share(element, found.folded) > _MOSTLY_LINKS)


def _is_over_links(element: Element) -> bool:
    """Whether an element is the label that Drupal prints over a field, and the field is empty or mostly links."""
    if _FIELD_LABELS.isdisjoint((element.get("class") or "").split()) or not words(element).rstrip().endswith(":"):
        return False
    following = element.getnext()
    return following is None or _is_mostly_links(following)


def _remove(element: Element, base: str | None) -> list[Link]:
    """Remove a piece of furniture, with the list of links that follows a label, and return what it led to."""
    text = words(element)
    if element.getnext() is not None and _is_over_links(element):
        drop(element.getnext())
    if not said(text[:LONGEST_LABEL]).is_related(linked=True):
        drop(element)
        return []
    pieces = [element]
    following = element.getnext()
    label_only = next(element.iter("a"), None) is None
    if label_only and following is not None and following.tag in _LISTS and _is_mostly_links(following):
        pieces.append(following)
    links = [link for piece in pieces for link in links_of(piece, base)]
    for piece in pieces:
        drop(piece)
    return links


def _is_mostly_links(element: Element) -> bool:
    return link_share(element, normalise(words(element))) > _MOSTLY_LINKS
