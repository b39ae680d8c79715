"""The lines of lists and the cells of tables."""

from collections.abc import Iterator
from typing import Final

from khabar_ingest.markup import Element, words
from khabar_ingest.text import normalise

_LISTS: Final = ("ul", "ol")


def items(element: Element) -> tuple[str, ...]:
    """Return the lines of a list, those of lists inside it among them, each once."""
    return tuple(line for item in element.iter("li") if (line := normalise(_own_text(item))))


def rows(table: Element) -> tuple[tuple[str, ...], ...]:
    """Return the cells of a table of figures; one that only lays out a page has none."""
    if next(table.iterdescendants("table", "p", "div", "img"), None) is not None:
        return ()
    found = tuple(tuple(normalise(words(cell)) for cell in row.iter("td", "th")) for row in table.iter("tr"))
    is_grid = len(found) > 1 and max(map(len, found)) > 1
    return tuple(row for row in found if any(row)) if is_grid else ()


def _own_text(item: Element) -> str:
    """The words of a list item without those of a list inside it."""
    return words(item) if next(item.iter(*_LISTS), None) is None else "".join(_pieces(item))


def _pieces(element: Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag not in _LISTS:
            yield from _pieces(child)
        yield child.tail or ""
