"""What stands right over a headline: the path that leads to the article, or one link to its section."""

import re
from collections.abc import Callable, Iterator
from itertools import islice, takewhile
from typing import Final

from khabar_ingest.markup import Element, words
from khabar_ingest.pages.links import Link, is_listing, known
from khabar_ingest.text import fold, normalise

_BETWEEN_STEPS = re.compile(r"[›»>/\\←→«‹<⟩〉❯]")
_LETTERS = re.compile(r"\w+")
_BARS: Final = frozenset({"nav", "header", "footer", "aside", "form"})
_UNSEEN: Final = frozenset({"script", "style", "template", "noscript", "svg"})
_MOST_LINES: Final = 3
_MOST_PARENTS: Final = 5
_MOST_STEPS: Final = 6
_LONGEST_LINE: Final = 160
_LONGEST_LABEL: Final = 15


def named_over(headline: Element, links: list[Link], is_repeated: Callable[[Link], bool]) -> str:
    """Return the section that the line over a headline names, or nothing.

    Args:
        headline: the element that prints it.
        links: all of the page, in their order.
        is_repeated: tells whether the page's menu has the same link.
    """
    linked = {link.element: link for link in links}
    row = _row(_box(headline, linked))
    steps = [linked[each] for box in row for each in box.iter("a") if each in linked]
    rest = _rest(row).replace(normalise(words(headline)), "")
    if not steps or len("".join(_LETTERS.findall(rest))) > _LONGEST_LABEL:
        return ""
    return _label(row, steps[0], is_repeated) if len(steps) == 1 else _last(steps, rest, headline, is_repeated)


def _label(row: list[Element], link: Link, is_repeated: Callable[[Link], bool]) -> str:
    inside = {str(each.tag) for box in row for each in box.iter()}
    plain = [step for step in link.address.folders if step not in known("leading")]
    is_sure = is_repeated(link) or (len(plain) == 1 and not link.address.query)
    return link.name if is_sure and is_listing(link) and _BARS.isdisjoint(inside) else ""


def _last(steps: list[Link], rest: str, headline: Element, is_repeated: Callable[[Link], bool]) -> str:
    """The last step of a path from the front page that is not the article; bars of other links have no such marks."""
    first, title = steps[0], fold(words(headline))
    if len(steps) > _MOST_STEPS or not (first.address.is_front_page or fold(first.name) in known("home")):
        return ""
    last = next((step for step in reversed(steps[1:]) if fold(step.name) != title), first)
    is_sure = last is not first and is_listing(last) and (_BETWEEN_STEPS.search(rest) or is_repeated(last))
    return last.name if is_sure else ""


def _box(headline: Element, linked: dict[Element, Link]) -> Element | None:
    """The nearest element before a headline that holds links; a few short lines without any may stand between."""
    lines = 0
    for element in _before(headline):
        if any(each in linked for each in element.iter("a")):
            return element
        text = normalise(words(element))
        lines += bool(text)
        if len(text) > _LONGEST_LINE or lines > _MOST_LINES:
            return None
    return None


def _before(headline: Element) -> Iterator[Element]:
    """The elements before a headline, the nearest first, within its nearest parents."""
    for each in (headline, *islice(headline.iterancestors(), _MOST_PARENTS)):
        if each.tag == "body":
            return
        before = each.itersiblings(preceding=True)
        yield from (element for element in before if isinstance(element.tag, str) and element.tag not in _UNSEEN)


def _row(box: Element | None) -> list[Element]:
    """An element with links; a bare link with those before it that stand in one line with it, first to last."""
    if box is None or box.tag != "a":
        return [] if box is None else [box]
    before = takewhile(lambda each: each.tag == "a", box.itersiblings(preceding=True))
    return [*reversed([*before]), box]


def _rest(row: list[Element]) -> str:
    """The words of a row outside its links, those between its elements included."""
    texts = [str(text) for box in row for text in box.xpath(".//text()[not(ancestor::a)]")]
    return normalise(" ".join([*texts, *(box.tail or "" for box in row[:-1])]))
