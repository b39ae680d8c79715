"""By which words a page is known that does not tell its revision. No clock, network or disk."""

from typing import Final

from khabar.models import EnrichedRevision, Model
from khabar_publish.rights import allowed

_LETTERS: Final = 80
"""So much of a headline or paragraph is looked for: enough to know it by, and little enough to keep with a receipt."""


def known_by(told: Model) -> tuple[str, ...] | None:
    """The beginnings of headline, first and last paragraph, as far as the rights allow to show them."""
    if not isinstance(told, EnrichedRevision):
        return None
    shown = allowed(told)
    paragraphs = [block.text for block in shown.body if block.type == "paragraph" and block.text]
    parts = [shown.headline, *paragraphs[:1], *paragraphs[-1:]]
    return tuple(dict.fromkeys(part[:_LETTERS] for part in parts))
