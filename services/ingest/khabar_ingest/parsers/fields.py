"""The children of an XML element by their names, looked through once."""

from khabar_ingest.markup import Element
from khabar_ingest.parsers.labels import label


def text(element: Element) -> str:
    """Return all text inside an element."""
    return ("".join(map(str, element.itertext())) if len(element) else element.text or "").strip()


class Fields:
    """The children of ``element``, those of a group (as Media RSS has them) among them."""

    __slots__ = ("_found", "home")

    def __init__(self, element: Element, home: str) -> None:
        self.home = home
        self._found: dict[str, list[Element]] = {}
        self._add(element, grouped=False)

    def all(self, *names: str) -> list[Element]:
        """Return the children that have one of the names, in the order of the names."""
        return [child for name in names for child in self._found.get(name, ())]

    def texts(self, *names: str) -> list[str]:
        """Return what the children that have one of the names say, if anything."""
        return [said for child in self.all(*names) if (said := text(child))]

    def text(self, *names: str) -> str:
        """Return what the first of these children that says anything says."""
        for name in names:
            for child in self._found.get(name, ()):
                if said := text(child):
                    return said
        return ""

    def _add(self, element: Element, *, grouped: bool) -> None:
        for child in element:
            if isinstance(child.tag, str):
                name = label(child.tag, self.home)
                if name == "media:group" and not grouped:
                    self._add(child, grouped=True)
                self._found.setdefault(name, []).append(child)
