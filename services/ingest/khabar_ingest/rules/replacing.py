"""What the newsroom replaces in the texts of a source. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape, unescape
from typing import Final

from khabar.config import SourceSettings
from khabar.models import Block
from khabar.source_rules import Replacement
from khabar_ingest.draft import Draft
from khabar_ingest.sanitise import clean_block
from khabar_ingest.text import normalise

_TAG = re.compile(r"(<[^>]*>)")
_MOST_PLACES: Final = 1_000
_MOST_GROWTH: Final = 100_000
_MOST_SEARCHED: Final = 100_000


def replaced(draft: Draft, source: SourceSettings) -> Draft:
    """Return the draft with what is to be replaced replaced; a headline of which nothing is left stays as it was.

    At most 1,000 places of a line are changed, a text that has grown by 100,000 characters is left alone from there on,
    and patterns are looked for in the first 100,000 characters of the headline, the lead and the body. A block keeps
    its marks unless what is replaced runs across one.
    """
    if not source.replace:
        return draft
    headline, lead, body = (
        _Zone(tuple(rule for rule in source.replace if zone in rule.zones)) for zone in ("headline", "lead", "body")
    )
    update = {
        "headline": headline.line(draft.headline) or draft.headline,
        "lead": lead.line(draft.lead),
        "body": tuple(block for old in draft.body if (block := body.block(old)) is not None),
    }
    return draft.model_copy(update=update)


@dataclass(slots=True)
class _Zone:
    """The rules of one zone, how much its text may still grow, and how much of it is still searched for patterns."""

    rules: tuple[Replacement, ...]
    room: int = _MOST_GROWTH
    reach: int = _MOST_SEARCHED

    def line(self, text: str) -> str:
        if not text or self.room <= 0:
            return text
        new = self._applied(text)
        self.room -= max(0, len(new) - len(text))
        self.reach -= len(text)
        return text if new == text else normalise(new)

    def block(self, block: Block) -> Block | None:
        """The block with its words replaced; None when nothing is left of it."""
        text, items = self.line(block.text), self._lines(block.items)
        rows = tuple(self._lines(row) for row in block.rows)
        if (text, items, rows) == (block.text, block.items, block.rows):
            return block
        plain = block.model_copy(update={"text": text, "items": items, "rows": rows, "html": None})
        if block.html and (marked := self._marked(block.html)):
            kept = clean_block(plain.model_copy(update={"html": marked}))
            if kept is not None and kept.text == text:
                return kept
        return clean_block(plain)

    def _lines(self, lines: Iterable[str]) -> tuple[str, ...]:
        return tuple(self.line(line) for line in lines)

    def _marked(self, html: str) -> str:
        """The HTML with the words between its tags replaced."""
        parts = enumerate(_TAG.split(html))
        return "".join(
            part if index % 2 else escape(self._applied(unescape(part)), quote=False) for index, part in parts
        )

    def _applied(self, text: str) -> str:
        for rule in self.rules:
            if rule.text or len(text) <= self.reach:
                text = rule.apply(text, _MOST_PLACES)
        return text
