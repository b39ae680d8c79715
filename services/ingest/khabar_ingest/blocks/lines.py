"""Lines of inline HTML or text: gathered piece by piece, parted at their breaks, and made into paragraphs."""

import re
from dataclasses import dataclass, field
from html import escape
from typing import Final

from khabar.models import Block
from khabar_ingest.blocks.subheads import BOLD_LINE
from khabar_ingest.sanitise import LONGEST_MARKUP, MOST_TAGS, inline
from khabar_ingest.text import normalise, spaced

_BREAK: Final = "\x00"
_LINE_BREAK = re.compile(rf" ?({_BREAK}(?: ?{_BREAK})*) ?")
_CLOSED = re.compile(r"[.!?؟۔:…](?:[\"”»’)\]]|&quot;)*\s*(?:</\w+>\s*)*$")


@dataclass(slots=True)
class Line:
    """What stands between the ends of two blocks; of an ``is_even`` text only the white space is mended."""

    is_even: bool
    pieces: list[str] = field(default_factory=list)
    _tags: set[int] = field(default_factory=set)
    _is_settled: bool = True
    _is_link: bool = False
    _open: int = 0

    def write(self, text: str) -> None:
        """Add text; white space begins no line."""
        if self.pieces or not text.isspace():
            self.pieces.append(text)

    def mark(self, tag: str, *, is_settled: bool) -> None:
        """Add a tag that opens a mark; a settled one is written as the sanitiser writes it."""
        is_link = tag.startswith("<a ")
        if not is_settled or (is_link and self._is_link):
            self._is_settled = False
        self._is_link = self._is_link or is_link
        self._open += 1
        self._tags.add(len(self.pieces))
        self.pieces.append(tag)

    def unmark(self, name: str) -> None:
        """Close the mark that was opened last; one around nothing, or from another line, is the sanitiser's to mend."""
        last = len(self.pieces) - 1
        if not self._open or last in self._tags or self.pieces[last].isspace():
            self._is_settled = False
        if name == "a":
            self._is_link = False
        self._open -= 1
        self._tags.add(last + 1)
        self.pieces.append(f"</{name}>")

    def end(self) -> None:
        """Add a break."""
        self.pieces.append(_BREAK)
        self._is_settled = False

    def taken(self) -> list[Block]:
        """Take what was added as paragraphs; the line is empty then."""
        found = self._marked() if self._tags else self._plain()
        self.pieces, self._tags = [], set()
        self._is_settled, self._is_link, self._open = True, False, 0
        return [Block(type="paragraph", text=text, html=marked) for text, marked in found if text]

    def _plain(self) -> list[tuple[str, str | None]]:
        line = "".join(self.pieces)
        tidy = spaced if self.is_even else normalise
        return [(tidy(part), None) for part in (_parted(line) if _BREAK in line else (line,))]

    def _marked(self) -> list[tuple[str, str | None]]:
        tags, is_settled = self._tags, self.is_even and self._is_settled and not self._open
        escaped = [piece if at in tags else escape(piece, quote=False) for at, piece in enumerate(self.pieces)]
        line = "".join(escaped)
        if is_settled and len(tags) <= MOST_TAGS and len(line) <= LONGEST_MARKUP:
            words = [piece for at, piece in enumerate(self.pieces) if at not in tags]
            return [(spaced("".join(words)), spaced(line))]
        return [inline(part) for part in (_parted(line) if _BREAK in line else (line,))]


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
