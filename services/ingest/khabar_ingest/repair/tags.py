"""Tags as they are written by hand: attributes without quotes, without values, or twice."""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from khabar_ingest.repair.references import with_references

_ATTRIBUTE = re.compile(r"""([A-Za-z_][\w:.-]{0,127})\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)""")
_DEEPEST: Final = 120
_EMPTY: Final = frozenset({"area", "br", "col", "embed", "hr", "img", "input", "meta", "param", "track", "wbr"})
"""HTML's elements without an end tag; those that feeds use in their own way (link, source) are none of them."""


@dataclass(slots=True)
class Nest:
    """The elements that are open; end tags without a beginning are dropped, and what stands inside is closed first.

    Elements below a depth that no feed has are left out, their text stays.
    """

    open: list[str] = field(default_factory=list)
    _names: Counter[str] = field(default_factory=Counter)
    _buried: Counter[str] = field(default_factory=Counter)

    def begin(self, name: str, attributes: str) -> str:
        """Return the tag that opens an element; one that is empty by name or ends in a stroke is closed at once."""
        alone = attributes.endswith("/") or name.lower() in _EMPTY
        if len(self.open) >= _DEEPEST:
            self._buried[name] += not alone
            return ""
        if not alone:
            self.open.append(name)
            self._names[name] += 1
        return f"<{name}{_attributes(attributes)}{'/' if alone else ''}>"

    def end(self, name: str) -> str:
        """Return the tags that close an element and all that is open inside it."""
        if self._buried[name]:
            self._buried[name] -= 1
            return ""
        tags: list[str] = []
        while self._names[name] and not (tags and tags[-1] == f"</{name}>"):
            inner = self.open.pop()
            self._names[inner] -= 1
            tags.append(f"</{inner}>")
        return "".join(tags)


def _attributes(text: str) -> str:
    found: dict[str, str] = {}
    for name, value in _ATTRIBUTE.findall(text):
        bare = value[1:-1] if value[0] in "\"'" else value.rstrip("/")
        found.setdefault(name, with_references(bare).replace('"', "&quot;").replace("<", "&lt;"))
    return "".join(f' {name}="{value}"' for name, value in found.items())
