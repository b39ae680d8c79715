"""Taking from a page what no reader of its article reads: hidden parts, readers' comments, lists of other articles."""

import re
from collections.abc import Iterator
from itertools import chain, groupby, takewhile
from typing import Final

from khabar_ingest import furniture
from khabar_ingest.markup import Element, words
from khabar_ingest.text import fold, normalise

_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_HIDDEN_NAMES: Final = frozenset({"sr-only", "visually-hidden", "screen-reader-text", "hidden", "d-none"})
_ITEMS: Final = frozenset({"li", "div", "article", "section", "a", "figure", "tr", "td", "dd", "dt"})
_TITLES: Final = ("h1", "h2", "h3", "h4", "h5", "h6")
_FEWEST_ALIKE: Final = 3
_LONGEST_TEASER: Final = 600
_MOST_ALIKE: Final = 0.7
_MOSTLY_LINK: Final = 0.4
_LEAST_LEFT: Final = 300
_HEADLINE_WITHIN: Final = 20_000
_VISITORS: Final = frozenset({"comment", "comments", "commentlist", "disqus", "respond"})
_LONGEST_TITLE: Final = 60
_SPLIT = re.compile(r"[\s_-]+")


def clear(body: Element, title: str) -> None:
    """Clear the body of a page about ``title`` in place.

    Lists under a "read also" label stay, for their links are kept as data; so does whatever holds the headline, and
    whatever the page would be next to nothing without.
    """
    for found in list(_contents(body)):
        furniture.drop(found)
    furniture.drop_machinery(body)
    left = len(words(body))
    wanted = fold(title)
    for group in chain(([each] for each in _hidden(body)), ([each] for each in _visitors(body)), _teasers(body)):
        text = "".join(map(words, group))
        if left - len(text) >= _LEAST_LEFT and not (wanted and wanted in fold(text[:_HEADLINE_WITHIN])):
            left -= len(text)
            for each in group:
                furniture.drop(each)


def _visitors(body: Element) -> list[Element]:
    return [element for element in body.iterdescendants() if not _VISITORS.isdisjoint(_names(element))]


def _contents(body: Element) -> Iterator[Element]:
    """Lists of an article's own sub-heads, with their title: nothing but links into the page itself."""
    for found in body.iter("ul", "ol"):
        links = [link.get("href") or "" for link in found.iter("a")]
        if len(links) > 1 and all(link.startswith("#") and len(link) > 1 for link in links):
            yield _with_title(found, body)


def _with_title(found: Element, body: Element) -> Element:
    """The outermost element that holds a list and a short title at most."""
    most = len(words(found)) + _LONGEST_TITLE
    around = takewhile(lambda each: each is not body and len(words(each)) <= most, found.iterancestors())
    return [found, *around][-1]


def _names(element: Element) -> list[str]:
    return _SPLIT.split(f"{element.get('class') or ''} {element.get('id') or ''}".lower())


def _hidden(body: Element) -> list[Element]:
    return [element for element in body.iterdescendants() if _is_hidden(element) and not _goes_on(element)]


def _is_hidden(element: Element) -> bool:
    return (
        element.get("hidden") is not None
        or bool(_HIDDEN_STYLE.search(element.get("style") or ""))
        or not _HIDDEN_NAMES.isdisjoint((element.get("class") or "").split())
    )


def _goes_on(element: Element) -> bool:
    """Whether hidden paragraphs go on where shown ones end, to be opened by a button."""
    before = element.getprevious()
    shown = () if before is None else (before, *before.iterdescendants("p"))
    return any(each.tag == "p" for each in shown) and any(
        furniture.is_prose(words(each)) for each in element.iterdescendants("p")
    )


def _teasers(body: Element) -> Iterator[list[Element]]:
    """Runs of three or more neighbours made alike, each of which leads somewhere else."""
    for parent in list(body.iter()):
        if len(parent) < _FEWEST_ALIKE:
            continue
        for _, run in groupby(parent, _made):
            group = list(run)
            if len(group) >= _FEWEST_ALIKE and group[0].tag in _ITEMS and not _in_text(group):
                leading = [each for each in group if _is_teaser(each)]
                if len(leading) >= max(_FEWEST_ALIKE, _MOST_ALIKE * len(group)) and not _is_labelled(group[0]):
                    yield group


def _in_text(group: list[Element]) -> bool:
    """Whether words stand between the pieces: links in a sentence."""
    return any(len((each.tail or "").strip()) > 1 for each in group[:-1])


def _is_labelled(first: Element) -> bool:
    before = first.getprevious() if first.getprevious() is not None else first.getparent().getprevious()
    return before is not None and furniture.is_related_label(before)


def _made(element: Element) -> tuple[str, str]:
    return str(element.tag), element.get("class") or ""


def _is_teaser(element: Element) -> bool:
    """Whether a piece is a title with a link, perhaps with a picture and a few words under it."""
    text = normalise(words(element))
    if not text or len(text) > _LONGEST_TEASER:
        return False
    if element.tag == "a":
        return True
    titles = element.iter(*_TITLES)
    titled = any(next(each.iter("a"), None) is not None or each.getparent().tag == "a" for each in titles)
    linked = sum(len(normalise(words(link))) for link in element.iter("a"))
    return titled or linked > _MOSTLY_LINK * len(text)
