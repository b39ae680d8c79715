"""Looking into the XML of wires by local names: agencies use the same elements with and without a namespace."""

from khabar_ingest.markup import Element, words


def local(element: Element) -> str:
    """Return an element's name without namespace or prefix; a comment has none."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2] if isinstance(element.tag, str) else ""


def every(root: Element, wanted: str) -> list[Element]:
    """Return all elements of a name, in the order of the document."""
    return list(root.iter(f"{{*}}{wanted}"))


def below(element: Element, wanted: str) -> list[Element]:
    """Return the children of a name."""
    return list(element.iterchildren(f"{{*}}{wanted}"))


def first(root: Element, wanted: str) -> Element | None:
    """Return the first element of a name."""
    return next(root.iter(f"{{*}}{wanted}"), None)


def text(root: Element, wanted: str) -> str:
    """Return the words of the first element of a name that has any."""
    return next((line for element in root.iter(f"{{*}}{wanted}") if (line := words(element).strip())), "")


def attribute(root: Element, wanted: str, name: str) -> str:
    """Return an attribute of the first element of a name that has it."""
    return next((value for element in root.iter(f"{{*}}{wanted}") if (value := element.get(name, "").strip())), "")
