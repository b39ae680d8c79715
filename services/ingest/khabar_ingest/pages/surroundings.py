"""The lines of print around an article: above its headline, between headline and first sentence, and below."""

from collections.abc import Iterator
from functools import cached_property
from itertools import islice, takewhile
from typing import Final

from khabar_ingest.furniture import is_prose
from khabar_ingest.markup import Element, words
from khabar_ingest.text import fold, normalise

LONGEST_LINE: Final = 160
"""Characters of what is looked at as a date, a byline or a section."""

_PROSE: Final = 100
_MOST_LINES: Final = 60
_MOST_BELOW: Final = 20
_MOST_HEADINGS: Final = 200
_MOST_ALIKE: Final = 5
_HEADINGS: Final = ("h1", "h2", "h3")
_INSIDE_A_LINE: Final = frozenset(
    {"a", "abbr", "b", "bdi", "br", "em", "i", "img", "small", "span", "strong", "sub", "sup", "svg", "time", "u"}
)


class Surroundings:
    """What stands near the article in ``container`` on a page whose cleared body is ``body``."""

    def __init__(self, body: Element, container: Element, title: str) -> None:
        self.body = body
        self.container = container
        self._title = fold(title)

    @cached_property
    def head(self) -> Element | None:
        """The element that prints the headline; of several the one nearest to the article."""
        headings = islice(self.body.iter(*_HEADINGS), _MOST_HEADINGS)
        alike = [
            head for head in headings if (text := fold(words(head))) and (text in self._title or self._title in text)
        ]
        alike = alike or [each for each in self.body.iter() if fold(_own(each)) == self._title and is_line(each)]
        return min(alike[:_MOST_ALIKE], key=lambda head: _size(_common(head, self.container)), default=None)

    @cached_property
    def around(self) -> Element:
        """The smallest element around headline and article."""
        return self.container if self.head is None else _common(self.head, self.container)

    def between(self, *, to_prose: bool = True) -> Iterator[Element]:
        """Yield the lines from the headline, or from what stands over it beside the article, to the first sentence.

        Args:
            to_prose: whether to end at the first running text and leave out long lines.
        """
        elements = self._after_head() if self.around is self.body and self.head is not None else self.around.iter()
        lines = (each for each in elements if is_line(each) and each is not self.head)
        for element in islice(lines, _MOST_LINES):
            text = normalise(words(element))
            if to_prose and len(text) > _PROSE and is_prose(text):
                return
            if text and (len(text) <= LONGEST_LINE or not to_prose):
                yield element

    def above(self) -> list[Element]:
        """Return the single lines that stand right above headline and article, as a blog's date does."""
        found = []
        for element in (self.around, *islice(self.around.iterancestors(), 2)):
            before = element.getprevious()
            if (
                element is self.body
                or element.getparent() is self.body
                or before is None
                or _size(before) > _MOST_BELOW
            ):
                continue
            lines = [each for each in before.iter() if is_line(each) and normalise(words(each))]
            outer = [line for line in lines if line.getparent() not in lines]
            if len(outer) == 1 and len(words(outer[0])) <= LONGEST_LINE:
                found.append(outer[0])
        return found

    def over(self) -> list[Element]:
        """Return the short line right over the headline where both stand in the page's body itself."""
        before = None if self.head is None or self.around is not self.body else self.head.getprevious()
        return [before] if before is not None and is_line(before) and len(words(before)) <= LONGEST_LINE else []

    def below(self) -> list[Element]:
        """Return the short lines after the article in the element around it and its headline."""
        if self.around is self.body or self.around is self.container:
            return []
        steps = takewhile(lambda step: step is not self.around, (self.container, *self.container.iterancestors()))
        lines = (line for step in steps for each in step.itersiblings() for line in each.iter() if is_line(line))
        return [line for line in islice(lines, _MOST_BELOW) if len(words(line)) <= LONGEST_LINE]

    def _after_head(self) -> Iterator[Element]:
        elements = iter(self.body.iter())
        for element in elements:
            if element is self.head:
                break
        yield from elements


def is_line(element: Element) -> bool:
    """Whether an element is one line of print: nothing in it begins another."""
    return isinstance(element.tag, str) and all(child.tag in _INSIDE_A_LINE for child in element.iterdescendants())


def _own(element: Element) -> str:
    return element.text or "" if isinstance(element.tag, str) else ""


def _size(element: Element) -> int:
    return sum(1 for _ in element.iterdescendants())


def _common(one: Element, other: Element) -> Element:
    around = {*other.iterancestors(), other}
    return next((element for element in (one, *one.iterancestors()) if element in around), other)
