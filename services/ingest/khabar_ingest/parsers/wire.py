"""What wires of all formats share: kills without a headline, wrapped lines, and lines meant for editors only."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Final

from khabar.models import Block, Link, Media
from khabar_ingest import blocks
from khabar_ingest.furniture import is_prose
from khabar_ingest.parsers import plain
from khabar_ingest.parsers.bylines import is_initials
from khabar_ingest.parsers.make import headline
from khabar_ingest.parsers.values import Status
from khabar_ingest.parsers.wirewords import wire_words
from khabar_ingest.text import fold

_LETTER = re.compile(r"[^\W_]")
_INDENT = re.compile(r"(?: {2,}|[ ]*\t)")
_ESCAPED_TWICE = re.compile(r"&amp;(#\d{2,6};|#x[0-9a-fA-F]{2,5};|quot;|apos;|nbsp;)")
_DATELINE = re.compile(r"^([^()\n]{2,60}?)\s*\(([^()\n]{2,30})\)\s*[-–—:_=]")
_LONGEST_SIGN_OFF: Final = 40
_LONGEST_NOTE: Final = 300


@dataclass(slots=True)
class Body:
    """The body of a text, and what was found in it."""

    blocks: list[Block] = field(default_factory=list)
    media: list[Media] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)


def title(line: str, body: Sequence[Block], status: Status, guid: str) -> str:
    """Choose the headline; a kill may come with nothing but the name of what it kills."""
    return headline(line, list(body)) or (guid if status == "canceled" else "")


def read_html(html: str, base: str | None = None) -> Body:
    """Read the HTML of a wire, in which some agencies escape characters twice."""
    found = blocks.read(_ESCAPED_TWICE.sub(r"&\1", html), base)
    return Body(list(found.blocks), found.media, found.links)


def read_lines(text: str) -> list[Block]:
    """Read plain text in wrapped lines: an empty or an indented line begins a paragraph."""
    return plain.blocks("\n\n".join(paragraphs(text)))


def paragraphs(text: str) -> Iterator[str]:
    """Join the wrapped lines of each paragraph; indenting means nothing where every line is indented."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    marks = any(line.strip() and not _INDENT.match(line) for line in lines)
    gathered: list[str] = []
    for line in lines:
        if gathered and (not line.strip() or (marks and _INDENT.match(line))):
            yield " ".join(gathered)
            gathered = []
        if line.strip():
            gathered.append(line.strip())
    if gathered:
        yield " ".join(gathered)


def dateline(found: Sequence[Block]) -> tuple[str, str]:
    """Return the place and the agency that a text begins with (``Berlin (dpa) - …``), or nothing."""
    begin = _DATELINE.match(found[0].text) if found else None
    return (begin[1], begin[2]) if begin else ("", "")


def recalls(*heads: str) -> bool:
    """Whether a slug, note or headline takes back another text, which only a person can see to."""
    return any(wire_words().recalls.search(fold(head)) for head in heads)


def tidy(found: Sequence[Block], title: str, agencies: Collection[str] = ()) -> list[Block]:
    """Leave out what is not for readers: rules, the headline said again, desk notes and the sign-off at the end."""
    public = list(takewhile(lambda block: not _is_not_public(block.text), found))
    kept = [block for block in public if block.type not in {"paragraph", "heading"} or _LETTER.search(block.text)]
    if kept and kept[0].type == "heading" and fold(kept[0].text) == fold(title):
        kept = kept[1:]
    if len(public) < len(found) and kept and kept[-1].text.startswith("#"):
        kept.pop()
    if len(kept) > 1 and kept[0].type == "paragraph" and _is_sign_on(kept[0].text, agencies):
        kept = kept[1:]
    known = frozenset(name.casefold() for name in agencies if name)
    while len(kept) > 1 and kept[-1].type == "paragraph" and _is_sign_off(kept[-1].text, known):
        kept.pop()
    while kept and kept[-1].type == "heading":
        kept.pop()
    return kept


def _is_not_public(text: str) -> bool:
    return len(text) <= _LONGEST_NOTE and bool(wire_words().not_public.search(fold(text)))


def _is_sign_on(text: str, agencies: Collection[str]) -> bool:
    """A first line that is only a label or a place and the agency's name, also without a gap (``SportTT``)."""
    if len(text) > _LONGEST_SIGN_OFF or is_prose(text):
        return False
    line = text.rstrip(" ()-–—/")
    name = next((agency for agency in agencies if agency and line.endswith(agency)), "")
    before = line.removesuffix(name)[-1:]
    return bool(name) and (not before.isalpha() or (before.islower() and name.isupper()))


def _is_sign_off(text: str, agencies: frozenset[str]) -> bool:
    """Desk initials (``hh/ph/ts``), or an agency's short name and initials (``dpa wsz jln``)."""
    if len(text) > _LONGEST_SIGN_OFF:
        return False
    first, *rest = text.split() or [""]
    signed = bool(rest) and first.casefold() in agencies and all(len(word) < 5 and word.isalpha() for word in rest)  # noqa: PLR2004 - initials have four letters at most
    return signed or is_initials(text)
