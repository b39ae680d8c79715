"""What the names and addresses that a page gives its elements say: who wrote, and in which section."""

import re
from itertools import islice
from typing import Final

from khabar_ingest.markup import Element, words
from khabar_ingest.pages.byline import labelled, named
from khabar_ingest.pages.links import known
from khabar_ingest.text import fold, normalise

_LONGEST_SECTION: Final = 40
_SEVERAL: Final = 2
_SPLIT = re.compile(r"[\s_-]+|(?<=[a-z])(?=[A-Z])")
_AUTHORS: Final = frozenset({"author", "authors", "byline", "writer", "writers", "journalist", "reporter"})
_AUTHOR_PATHS: Final = _AUTHORS | {"auteur", "auteurs", "autor", "katib", "kuttab", "yazar", "yazarlar"}
_VISITORS: Final = frozenset({"comment", "comments", "reply", "disqus", "respond"})
_SECTIONS: Final = frozenset({"category", "cat", "section", "kicker", "rubric", "taxonomy"})


def author(element: Element) -> str:
    """Return the name in a line with a label, or one marked as the author's by its own or its parents' names."""
    inside = (element, *element.iterdescendants())
    marked = next((each for each in inside if _is_marked(each, _AUTHORS) or _leads_to_author(each)), None)
    if marked is None and not any(_is_marked(each, _AUTHORS) for each in islice(element.iterancestors(), 2)):
        return named(words(element)) if _is_pictured(element) else labelled(words(element))
    if any(_is_marked(each, _VISITORS) for each in (element, *islice(element.iterancestors(), 4))):
        return ""
    inner = element if marked is None else marked
    links = [each for each in inner.iter() if each.tag == "a" or each.get("itemprop") == "name"]
    return named(words(links[-1] if links and normalise(words(links[-1])) else inner))


def _is_pictured(element: Element) -> bool:
    """Whether a line without figures stands first beside the small picture of whoever wrote."""
    box = element.getparent()
    before = None if box is None or element.getprevious() is not None else box.getprevious()
    if before is None or before.tag != "img" or any(char.isdecimal() for char in words(element)):
        return False
    return any("avatar" in (before.get(key) or "").lower() for key in ("class", "src", "alt"))


def section(element: Element) -> str:
    """Return the section that a line near the headline names, the first of several that it links, or nothing."""
    near = (element, *element.iterdescendants(), *islice(element.iterancestors(), 1))
    linked = [normalise(words(link)) for link in element.iter("a")]
    text = normalise(words(element)) if len(linked) < _SEVERAL else linked[0]
    name = text.rpartition(":")[2].strip()
    told = any(_is_marked(each, _SECTIONS) for each in near) and fold(name) not in known("unfiled")
    return name if told and len(name) <= _LONGEST_SECTION else ""


def _leads_to_author(element: Element) -> bool:
    """Whether an element is a link to an author's page."""
    path = (element.get("href") or "").partition("?")[0].lower() if element.tag == "a" else ""
    return not _AUTHOR_PATHS.isdisjoint(path.split("/"))


def _is_marked(element: Element, wanted: frozenset[str]) -> bool:
    said = " ".join(element.get(key) or "" for key in ("class", "id", "itemprop", "rel"))
    return not wanted.isdisjoint(part.lower() for part in _SPLIT.split(said))
