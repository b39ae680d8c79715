"""Finding what stands around an article and is not of it: share buttons, "read also" boxes, syndication notes."""

import re
from typing import Final

from khabar.models import Block, Link
from khabar_ingest.markup import Element, words
from khabar_ingest.sanitise import web_url
from khabar_ingest.tables import tables
from khabar_ingest.text import fold, normalise

_DROPPED: Final = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "form",
        "button",
        "input",
        "select",
        "textarea",
        "svg",
        "canvas",
        "nav",
        "aside",
        "head",
        "object",
        "link",
        "meta",
    ]
)
_BLOCKISH: Final = frozenset(
    [
        "p",
        "div",
        "section",
        "ul",
        "ol",
        "li",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "span",
        "strong",
        "footer",
        "header",
    ]
)
_LONGEST_LABEL: Final = 300
_MOST_OF_A_PAGE: Final = 0.4
_MOSTLY_LINKS: Final = 0.5
_SEPARATORS: Final = ":：.…|-–—»؛*# "
_SPLIT = re.compile(r"[\s_-]+")
_FULL_STOP = re.compile(r"[.!?؟…۔]['\"”»’)\]]*$")
_PROSE_CHARACTERS: Final = 90
_LINK = re.compile(r"<a [^>]*>(.*?)</a>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


def is_prose(text: str) -> bool:
    """Whether a text reads as a sentence and not as a title: it is closed by a stop, or long."""
    return bool(_FULL_STOP.search(text)) or len(text) > _PROSE_CHARACTERS


def drop_machinery(root: Element) -> None:
    """Remove what readers of an article never read: scripts, forms, menus, side columns.

    A form around the page, as ASP.NET makes one, stays.
    """
    for element in [element for element in root.iter() if element.tag in _DROPPED and element.tag != "form"]:
        drop(element)
    whole = len(words(root))
    for form in list(root.iter("form")):
        if len(words(form)) < whole / 2:
            drop(form)


def strip(root: Element, base: str | None) -> list[Link]:
    """Remove the furniture from a tree and return the links of its "read also" boxes."""
    drop_machinery(root)
    whole = len(words(root)) or 1
    found: list[Link] = []
    for element in list(root.iter()):
        if element.tag not in _BLOCKISH or (element.getparent() is None and element is not root):
            continue
        if _is_furniture(element, whole):
            found += _remove(element, base)
    return found


def linked_characters(inline: str) -> int:
    """How many characters of a block's sanitised HTML stand in links."""
    return sum(len(_TAG.sub("", link)) for link in _LINK.findall(inline))


def trim(blocks: list[Block]) -> list[Block]:
    """Remove furniture that only its words give away, and headings with nothing under them."""
    kept: list[Block] = []
    ended = False
    for block in blocks:
        ended = (ended or _ends(block.text)) and not (block.type == "paragraph" and is_prose(block.text))
        if not ended and not is_note(block.text):
            kept.append(block)
    while kept and kept[-1].type == "heading":
        kept.pop()
    return kept


def is_note(text: str) -> bool:
    """Whether a whole text is a "read also" line or a note of syndication."""
    if len(text) > _LONGEST_LABEL:
        return False
    folded = fold(text)
    return bool(tables().sentences.match(folded)) or _related(folded, linked=False)


def is_related_label(element: Element) -> bool:
    """Whether an element is a label such as "read also", perhaps with links behind it."""
    text = words(element)
    return len(text) <= _LONGEST_LABEL and _related(fold(text), linked=True)


def _is_furniture(element: Element, whole: int) -> bool:
    text = words(element)
    if _named(element) and len(text) < _MOST_OF_A_PAGE * whole:
        return True
    if len(text) > _LONGEST_LABEL:
        return False
    folded = fold(text)
    return bool(tables().sentences.match(folded)) or _related(
        folded, linked=_link_share(element, folded) > _MOSTLY_LINKS
    )


def _named(element: Element) -> bool:
    names = f"{element.get('class', '')} {element.get('id', '')}".lower()
    return element.tag != "body" and not tables().classes.isdisjoint(_SPLIT.split(names))


def _related(folded: str, *, linked: bool) -> bool:
    """Whether a folded text is a "read also" label, or one with its links behind it."""
    for label in tables().related:
        if folded.startswith(label):
            rest = folded[len(label) :]
            return not rest.strip(_SEPARATORS) or rest.lstrip()[:1] in {":", "："} or linked
    return False


def _link_share(element: Element, folded: str) -> float:
    links = sum(len(normalise(words(link))) for link in element.iter("a"))
    return links / len(folded) if folded else 0.0


def _ends(text: str) -> bool:
    head, _, rest = fold(text).partition(":")
    return head.strip(_SEPARATORS) in tables().ends and not is_prose(rest)


def _remove(element: Element, base: str | None) -> list[Link]:
    """Remove a piece of furniture, with the list of links that follows a label, and return what it led to."""
    label_only = next(element.iter("a"), None) is None
    related = _related(fold(words(element)[:_LONGEST_LABEL]), linked=True)
    following = element.getnext()
    links = links_of(element, base) if related else []
    if related and label_only and following is not None and following.tag in {"ul", "ol", "p", "div"}:
        text = normalise(words(following))
        if _link_share(following, text) > _MOSTLY_LINKS:
            links += links_of(following, base)
            drop(following)
    drop(element)
    return links


def links_of(element: Element, base: str | None) -> list[Link]:
    """Return where the links in an element lead, with their words."""
    pairs = ((web_url(link.get("href", ""), base), normalise(words(link))) for link in element.iter("a"))
    return [Link(url=url, title=title or None) for url, title in pairs if url]


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
