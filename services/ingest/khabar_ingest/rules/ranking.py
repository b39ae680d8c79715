"""How urgent an item is to the newsroom, and to which of its sections it goes. Pure."""

from typing import Any, Final

from khabar.config import SourceSettings
from khabar.source_rules import Priority
from khabar_ingest.draft import Draft
from khabar_ingest.rules.phrases import standing
from khabar_ingest.text import normalise

_BREAKING: Final = 2
"""Urgency up to which an item may be breaking news."""


def ranked(draft: Draft, source: SourceSettings) -> Draft:
    """Return the draft with the urgency and the section that its source's rules give it.

    What the newsroom ranks lower than breaking news is none, whatever its source shouts.
    """
    changes: dict[str, Any] = {}
    if source.section is not None:
        changes["section_hint"] = normalise(source.section)
    if source.priority is not None and (urgency := _urgency(draft, source.priority)) != draft.urgency:
        changes |= {"urgency": urgency, "breaking": draft.breaking and (urgency or 9) <= _BREAKING}
    return draft.model_copy(update=changes) if changes else draft


def _urgency(draft: Draft, rule: Priority) -> int | None:
    said = [rule.words[phrase] for phrase in standing(rule.words, draft.headline)]
    if said:
        return min(said)
    if rule.always is not None:
        return rule.always
    if draft.urgency is None:
        return None if draft.breaking else rule.default
    return rule.map.get(draft.urgency, draft.urgency)
