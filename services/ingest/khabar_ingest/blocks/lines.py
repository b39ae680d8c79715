"""Lines of inline HTML or text: gathered piece by piece, parted at their breaks, and made into paragraphs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from typing import Final

from khabar.models import Block
from khabar_ingest.blocks.subheads import BOLD_LINE
from khabar_ingest.sanitise import inline
from khabar_ingest.text import normalise

_BREAK: Final = "\x00"
_LINE_BREAK = re.compile(rf" ?({_BREAK}(?: ?{_BREAK})*) ?")
_CLOSED = re.compile(r"[.!?؟۔:…](?:[\"”»’)\]]|&quot;)*\s*(?:</\w+>\s*)*$")


@dataclass(slots=True)
class Line:
    """What stands between the ends of two blocks."""

    _pieces: list[str] = field(default_factory=list)
    _tags: set[int] = field(default_factory=set)

    def write(self, text: str) -> None:
        """Add text; white space begins no line."""
        if self._pieces or not text.isspace():
            self._pieces.append(text)

    def tag(self, tag: str) -> None:
        """Add a tag."""
        self._tags.add(len(self._pieces))
        self._pieces.append(tag)

    def end(self) -> None:
        """Add a break."""
        self._pieces.append(_BREAK)

    def __bool__(self) -> bool:
        return bool(self._pieces)

    def taken(self) -> Iterator[Block]:
        """Take what was added as paragraphs; the line is empty then."""
        pieces, tags = self._pieces, self._tags
        self._pieces, self._tags = [], set()
        if tags:
            pieces = [piece if at in tags else escape(piece) for at, piece in enumerate(pieces)]
        line = "".join(pieces)
        for part in _parted(line) if _BREAK in line else (line,):
            text, marked = inline(part) if tags else (normalise(part), None)
            if text:
                yield Block(type="paragraph", text=text, html=marked)


def _parted(line: str) -> list[str]:
    """Part a line at its breaks: at two in a row, and at one where a sentence or a line in bold ends."""
    parts = _LINE_BREAK.split(" ".join(line.split()))
    found = [parts[0]]
    for breaks, part in zip(parts[1::2], parts[2::2], strict=True):
        before = found[-1].strip()
        if breaks.count(_BREAK) > 1 or _CLOSED.search(before) or BOLD_LINE.fullmatch(before):
            found.append(part)
        else:
            found[-1] = f"{found[-1]} {part}"
    return found
