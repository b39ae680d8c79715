"""Plain text: a headline, an empty line, paragraphs; short lines without a stop between them are sub-headings."""

import re
from collections.abc import Iterator
from typing import Final

from khabar.errors import Rejected
from khabar.models import Block
from khabar_ingest import furniture
from khabar_ingest.document import Document
from khabar_ingest.draft import Parsed
from khabar_ingest.parsers import LAST_RESORT, NO
from khabar_ingest.parsers.embargo import spoken
from khabar_ingest.parsers.make import draft, headline, lead
from khabar_ingest.text import normalise

_EMPTY_LINE = re.compile(r"\n[^\S\n]*\n")
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1a\ufffd]")
_MOST_BINARY: Final = 0.01
_LONGEST_HEADLINE: Final = 250
_NOTE_CHARACTERS: Final = 200


class PlainText:
    """The parser of last resort for text without any marks."""

    def sniff(self, document: Document) -> float:
        """Take what is text and neither JSON nor marked up."""
        text = document.text
        binary = len(_BINARY.findall(text)) > _MOST_BINARY * len(text)
        return NO if binary or not text.strip() or document.root or text.lstrip()[:1] in {"{", "["} else LAST_RESORT

    def parse(self, document: Document) -> Iterator[Parsed]:
        """Yield the one article of the text."""
        title, body = _parts(document.text)
        if not title and not body:
            msg = "the text is empty"
            raise Rejected(msg)
        fields = {
            "embargo": spoken(title, *(block.text[:_NOTE_CHARACTERS] for block in body[:2])),
            "headline": headline(title, body),
            "lead": lead("", body),
            "body": body,
            "canonical_url": document.url,
        }
        yield draft("text", fields)


def blocks(text: str) -> list[Block]:
    """Read paragraphs that empty lines part; a short one without a stop before a paragraph is a sub-heading."""
    lines = [line for part in _EMPTY_LINE.split(text.replace("\r\n", "\n")) for line in _lines(part)]
    kinds = [furniture.is_prose(line) for line in lines]
    found = []
    for index, line in enumerate(lines):
        between = 0 < index < len(lines) - 1 and kinds[index - 1] and kinds[index + 1]
        kind: dict[str, object] = (
            {"type": "paragraph"} if kinds[index] or not between else {"type": "heading", "level": 2}
        )
        found.append(Block.model_validate({**kind, "text": line}))
    return furniture.trim(found)


def _parts(text: str) -> tuple[str, list[Block]]:
    """Part the headline from the body: the first line, when an empty one follows and it does not read as a sentence."""
    first, _, rest = text.replace("\r\n", "\n").lstrip("\ufeff\n ").partition("\n")
    line = normalise(first)
    alone = rest.startswith("\n") or rest.lstrip(" \t").startswith("\n") or not rest
    if alone and len(line) <= _LONGEST_HEADLINE and not line.endswith((".", "،", "…")):
        return line, blocks(rest)
    return "", blocks(text)


def _lines(part: str) -> list[str]:
    """Lines of one part belong together when they are wrapped prose, and stand alone when they are labels."""
    lines = [line for raw in part.split("\n") if (line := normalise(raw))]
    if (
        len(lines) > 1
        and not any(furniture.is_prose(line) for line in lines[:-1])
        and not furniture.is_prose(lines[-1])
    ):
        return lines
    return [" ".join(lines)] if lines else []
