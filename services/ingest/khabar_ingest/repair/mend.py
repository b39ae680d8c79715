"""Broken XML made whole, in one pass from its first character to its last.

Mended are: bare ampersands and HTML's named characters, control characters, document types (cut away), declarations and
junk where they do not belong, several roots, tags that do not match, attributes without quotes, CDATA inside CDATA, and
documents that break off.
"""

import re
from dataclasses import dataclass, field
from typing import Final

from khabar_ingest.repair.references import legal, with_references
from khabar_ingest.repair.tags import Nest

_TOKEN = re.compile(
    r"<!\[CDATA\[|<!--|<\?|<!DOCTYPE"
    r"|</\s*(?P<end>[A-Za-z_][\w.:-]{0,127})[^<>]*>"
    r"|<(?P<begin>[A-Za-z_][\w.:-]{0,127})(?P<attributes>(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*)>",
    re.IGNORECASE,
)
_DOCTYPE = re.compile(r"<!DOCTYPE(?:[^\[>\"']|\"[^\"]*\"|'[^']*')*(?:\[.*?\]\s*)?>", re.IGNORECASE | re.DOTALL)
_ENTITY = re.compile(r"<!ENTITY\s+(?:%\s+)?([^\s>]+)", re.IGNORECASE)
_AFTER_CDATA = re.compile(r"\s*(?:</|<!\[CDATA\[|$)")
_CDATA: Final = "<![CDATA["
_ENDS: Final = {"<!--": "-->", "<?": ">"}


@dataclass(frozen=True, slots=True)
class Mended:
    """Well-formed XML, its root made for it; ``cut`` names the elements inside which the text broke off."""

    text: str
    cut: tuple[str, ...]


def mend(text: str) -> Mended:
    """Mend a document."""
    work = _Work(legal(text))
    work.run()
    return Mended(f"<mended>{''.join(work.out)}</mended>", work.cut)


@dataclass(slots=True)
class _Work:
    text: str
    at: int = 0
    out: list[str] = field(default_factory=list)
    nest: Nest = field(default_factory=Nest)
    own: frozenset[str] = frozenset()
    cut: tuple[str, ...] = ()
    endless: set[str] = field(default_factory=set)

    def run(self) -> None:
        while token := _TOKEN.search(self.text, self.at):
            self._words(self.text[self.at : token.start()])
            self.at = token.end()
            if token["end"]:
                self.out.append(self.nest.end(token["end"]))
            elif token["begin"]:
                self.out.append(self.nest.begin(token["begin"], token["attributes"]))
            elif token[0].upper() == _CDATA:
                self._cdata()
            else:
                self._aside(token[0].upper(), token.start())
        self._rest(self.text[self.at :])

    def _words(self, text: str) -> None:
        self.out.append(with_references(text, self.own).replace("<", "&lt;").replace("]]>", "]]&gt;"))

    def _aside(self, begin: str, start: int) -> None:
        """Pass over what is no content; one that never ends is only its first characters."""
        if begin == "<!DOCTYPE":
            doctype = None if begin in self.endless else _DOCTYPE.match(self.text, start)
            self.at = doctype.end() if doctype else self.at
            self.own |= {f"{name};" for name in _ENTITY.findall(doctype[0])} if doctype else set()
            found = doctype is not None
        else:
            end = -1 if begin in self.endless else self.text.find(_ENDS[begin], self.at)
            found = end >= 0
            self.at = end + len(_ENDS[begin]) if found else self.at
        if not found:
            self.endless.add(begin)

    def _cdata(self) -> None:
        """Take a CDATA section as text; one that holds another ends where the outer one does."""
        end = -1 if _CDATA in self.endless else self.text.find("]]>", self.at)
        if end < 0:
            self.endless.add(_CDATA)
            return
        if _CDATA in self.text[self.at : end] and not _AFTER_CDATA.match(self.text, end + 3):
            outer = self.text.find("]]>", end + 3)
            end = outer if outer >= 0 and _AFTER_CDATA.match(self.text, outer + 3) else end
        inside = self.text[self.at : end].replace(_CDATA, "").replace("]]>", "")
        self.out.append(_escaped(inside))
        self.at = end + 3

    def _rest(self, text: str) -> None:
        """End the document: half a tag is no text, and what is still open is closed."""
        start = text.rfind("<")
        half = text[start:] if start >= 0 else ""
        begun = self.nest.open[-1] if self.nest.open else ""
        is_half = ">" not in half and not half[1:2].isspace() and not half[1:2].isdigit()
        self._words(text[:start] if half and is_half else text)
        if begun and half.startswith("</") and begun.startswith(half[2:].strip()):
            self.out.append(self.nest.end(begun))
        self.cut = tuple(self.nest.open)
        self.out.extend(f"</{name}>" for name in reversed(self.nest.open))


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
