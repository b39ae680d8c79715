"""Between the fields a parser found and a valid draft."""

import re
from typing import Any, Final

from pydantic import ValidationError

from khabar.models import Block
from khabar_ingest.draft import Draft, Fault, Parsed
from khabar_ingest.text import normalise

_CUT_SHORT = re.compile(r"\s*(?:\[\s*(?:…|\.{3}|&hellip;)\s*\]|…|\.{3})\s*$")
_SENTENCE = re.compile(r".+?[.!?؟](?=\s|$)")
_HEADLINE_CHARACTERS: Final = 120


def draft(item: str, fields: dict[str, Any]) -> Parsed:
    """Make a draft, or the fault that says which field is wrong; ``item`` names the item for whoever mends it."""
    try:
        return Draft(**fields)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        path = ".".join(map(str, first["loc"]))
        return Fault(item, f"{path}: {first['msg']}", path)


def lead(summary: str, body: tuple[Block, ...] | list[Block]) -> str:
    """Choose the lead: the source's summary, or the first paragraph when there is none or it is only its beginning."""
    paragraphs = [block.text for block in body if block.type == "paragraph"]
    stem = _CUT_SHORT.sub("", normalise(summary))
    if not paragraphs:
        return normalise(summary)
    begins = not stem or " ".join(paragraphs).startswith(stem)
    return paragraphs[0] if begins else normalise(summary)


def headline(title: str, body: tuple[Block, ...] | list[Block]) -> str:
    """Choose the headline: the title, or for an item without one its first sentence, cut at a word."""
    if title := normalise(title):
        return title
    first = next((block.text for block in body if block.text), "")
    sentence = _SENTENCE.match(first)
    line = (sentence[0] if sentence else first).rstrip(".")
    if len(line) <= _HEADLINE_CHARACTERS:
        return line
    return line[:_HEADLINE_CHARACTERS].rpartition(" ")[0] + "…"
