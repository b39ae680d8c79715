"""Between the fields a parser found and a valid draft."""

import re
from collections.abc import Callable
from typing import Any, Final

import structlog
from pydantic import ValidationError

from khabar.errors import Rejected
from khabar.models import Block
from khabar_ingest.draft import BUG, Draft, Fault, Parsed
from khabar_ingest.text import normalise

_CUT_SHORT = re.compile(r"\s*(?:\[\s*(?:…|\.{3}|&hellip;)\s*\]|…|\.{3})\s*$")
_SENTENCE = re.compile(r".+?[.!?؟](?=\s|$)")
_HEADLINE_CHARACTERS: Final = 120
_NAME_CHARACTERS: Final = 200
_log = structlog.get_logger()


def draft(item: str, fields: dict[str, Any]) -> Parsed:
    """Make a draft, or the fault that says which field is wrong; ``item`` names the item for whoever mends it."""
    try:
        return Draft(**fields)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        path = ".".join(map(str, first["loc"]))
        return Fault(item, f"{path}: {first['msg']}" if path else first["msg"], path)


def alone(item: str, make: Callable[[], Parsed]) -> Parsed:
    """Make one item of a document; whatever goes wrong in it is its fault alone, and costs no other."""
    try:
        return make()
    except Rejected as error:
        return Fault(item, str(error))
    except Exception:  # noqa: BLE001 - a bug in one item must not cost the others; it is logged
        _log.exception("item.bug", item=item[:_NAME_CHARACTERS])
        return Fault(item, BUG)


def lead(summary: str, body: tuple[Block, ...] | list[Block]) -> str:
    """Choose the lead: the source's summary, or the first paragraph when there is none or it is only its beginning."""
    paragraphs = [block.text for block in body if block.type == "paragraph"]
    line = normalise(summary)
    if not paragraphs:
        return line
    return paragraphs[0] if _begins(_CUT_SHORT.sub("", line), paragraphs) else line


def _begins(stem: str, paragraphs: list[str]) -> bool:
    """Whether a text begins with a stem; no more of the text is put together than it takes to tell."""
    gathered, length = [], 0
    for paragraph in paragraphs:
        gathered.append(paragraph)
        length += len(paragraph) + 1
        if length > len(stem):
            break
    return " ".join(gathered).startswith(stem)


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
