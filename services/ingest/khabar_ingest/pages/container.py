"""Which element of a page holds its article: two readings, of which the more plausible is taken."""

from copy import deepcopy
from dataclasses import dataclass
from typing import Final

import trafilatura

from khabar_ingest.markup import Element, words
from khabar_ingest.pages.density import Weights
from khabar_ingest.text import fold

_HOLDS_MOST: Final = 0.85
_SHORTEST_LINE: Final = 25
_NEARLY: Final = 0.75
_NAMED: Final = (
    './/*[@itemprop="articleBody"] | .//*[@property="articleBody"] | .//*[contains(@property, "content:encoded")]'
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an article is: the element around it, and its lines, folded, as trafilatura has them."""

    element: Element
    lines: list[str]


def find(tree: Element, body: Element, told: str) -> Place:
    """Find the article in the cleared ``body`` of ``tree``; ``told`` is what the metadata say stands in it."""
    lines = _lines(tree)
    weights = Weights(body)
    said = _said(body, weights)
    ours = weights.heaviest() if said is None else said
    if not lines:
        return Place(ours, [])
    theirs = _smallest(body, [line for line in lines if len(line) >= _SHORTEST_LINE] or lines)
    return Place(_better(ours, theirs, weights, fold(told)), lines)


def _lines(tree: Element) -> list[str]:
    """Trafilatura in its precise mode works on a copy: it takes apart what it reads."""
    text = trafilatura.extract(deepcopy(tree), favor_precision=True, include_comments=False, include_tables=True)
    return [folded for line in (text or "").split("\n") if (folded := fold(line.lstrip("- ")))]


def _said(body: Element, weights: Weights) -> Element | None:
    """The element that the page marks as its article's body, if most of the page's running text is in it."""
    found = [element for element in body.xpath(_NAMED) if weights[element].prose > 0]
    best = max(found, key=lambda element: weights[element].prose, default=None)
    return best if best is not None and weights[best].prose > weights[body].prose / 3 else None


def _better(ours: Element, theirs: Element, weights: Weights, told: str) -> Element:
    """Of one inside the other, ours unless theirs holds clearly more; of two apart, what the metadata speak of."""
    if theirs is ours:
        return ours
    if theirs in ours.iterancestors():
        return theirs if weights[ours].prose < _NEARLY * weights[theirs].prose else ours
    if ours in theirs.iterancestors():
        return ours if weights[theirs].prose < _NEARLY * weights[ours].prose or not weights[theirs].prose else theirs
    if told:
        spoken = [told in fold(words(element)) for element in (ours, theirs)]
        if spoken[0] != spoken[1]:
            return ours if spoken[0] else theirs
    return max((theirs, ours), key=lambda element: weights[element].worth)


def _smallest(body: Element, lines: list[str]) -> Element:
    """Go down from the body as long as one child still holds most of the lines."""
    whole = sum(map(len, lines))
    element = body
    while True:
        holding = (child for child in element if _held(child, lines) >= _HOLDS_MOST * whole)
        child = next(holding, None)
        if child is None or child.tag == "p":
            return element
        element = child


def _held(element: Element, lines: list[str]) -> int:
    text = fold(" ".join(str(part) for part in element.itertext())) if isinstance(element.tag, str) else ""
    return sum(len(line) for line in lines if line in text)
