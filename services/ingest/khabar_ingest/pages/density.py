"""How much of a page's running text each of its elements holds."""

import re
from dataclasses import dataclass
from typing import Final

from khabar_ingest.markup import Element

_INLINE: Final = frozenset(
    {
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "br",
        "cite",
        "code",
        "data",
        "dfn",
        "em",
        "font",
        "i",
        "img",
        "ins",
    }
    | {
        "kbd",
        "mark",
        "q",
        "s",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
        "amp-img",
    }
)
_STOP = re.compile(r"[.!?؟۔…:]")
_SHORTEST_PROSE: Final = 40
_LONG_ANYWAY: Final = 140
_LONG_FOR_A_HEADING: Final = 120
_MOST_LINKED: Final = 0.4
_MOST_LINKED_SENTENCE: Final = 0.75
_NOT_PROSE: Final = frozenset(
    {"figcaption", "h1", "h2", "h3", "h4", "h5", "h6", "footer", "address", "label", "option"}
)


@dataclass(slots=True)
class Weight:
    """Characters of all text, of links, and of running text inside an element; ``run`` is the line still open in it."""

    text: int = 0
    linked: int = 0
    prose: int = 0
    run: int = 0
    run_linked: int = 0
    stops: bool = False

    @property
    def worth(self) -> float:
        """Running text less all other text: the element around an article, and nothing else, has the most."""
        return self.prose - 0.8 * (self.text - self.prose)


class Weights:
    """The weights of every element of a tree, which must not change while they are used."""

    def __init__(self, root: Element) -> None:
        self.elements = [element for element in root.iter() if isinstance(element.tag, str)]
        self._weights = {element: Weight() for element in self.elements}
        for element in reversed(self.elements):
            self._close(element)

    def __getitem__(self, element: Element) -> Weight:
        return self._weights[element]

    def heaviest(self) -> Element:
        """Return the element of the most worth; of equal ones the innermost."""
        return max(reversed(self.elements), key=lambda element: self._weights[element].worth)

    def _close(self, element: Element) -> None:
        """Add up an element whose children are closed."""
        weight = self._weights[element]
        parts = [element.text or "", *((child.tail or "") for child in element)]
        own = sum(len(part.strip()) for part in parts)
        weight.text += own
        weight.run += own
        weight.stops = weight.stops or any(_STOP.search(part) for part in parts)
        for child in element:
            if child in self._weights:
                self._take(weight, self._weights[child], inline=child.tag in _INLINE)
        if element.tag == "a":
            weight.linked, weight.run_linked = weight.text, weight.run
        if element.tag not in _INLINE and self._is_prose(element, weight):
            weight.prose += weight.run

    @staticmethod
    def _take(weight: Weight, child: Weight, *, inline: bool) -> None:
        weight.text += child.text
        weight.linked += child.linked
        weight.prose += child.prose
        if inline:
            weight.run += child.run
            weight.run_linked += child.run_linked
            weight.stops = weight.stops or child.stops

    @staticmethod
    def _is_prose(element: Element, weight: Weight) -> bool:
        if element.tag in _NOT_PROSE and not (element.tag[0] == "h" and weight.run > _LONG_FOR_A_HEADING):
            return False
        most = _MOST_LINKED_SENTENCE if element.tag == "p" and weight.stops else _MOST_LINKED
        if weight.run < _SHORTEST_PROSE or weight.run_linked > most * weight.run:
            return False
        return weight.stops or weight.run > _LONG_ANYWAY
