"""What a draft has to wait for before the public may see it. Pure."""

from datetime import datetime
from typing import Final

from khabar.config import SourceSettings
from khabar_ingest.draft import Draft, Embargo
from khabar_ingest.state import State

WITHHELD: Final = "withheld by the source"
_GATES: Final = {"review": "waits for a person (publish = review)", "never": "is never published (publish = never)"}


def wait(draft: Draft, source: SourceSettings, now: datetime) -> Embargo | None:
    """What an article still waits for at this moment, if anything; where a person decides, no time does."""
    said = _said(draft, now)
    if source.publish == "auto":
        return said
    until = f"; under embargo until {said.until.isoformat()}" if said and said.until else ""
    return Embargo(reason=f"{_GATES[source.publish]}{until}")


def alike(state: State, waiting: Embargo) -> bool:
    """Whether an article waits for the same already, or a person released it from just that."""
    until = waiting.until.isoformat() if waiting.until else ""
    return state.get("embargo_until") == until and bool(state.get("sealed") or state.get("reason") == waiting.reason)


def _said(draft: Draft, now: datetime) -> Embargo | None:
    """What the source itself says that an article waits for; what it withholds comes at no hour."""
    if draft.status == "withheld":
        return Embargo(reason=WITHHELD)
    held = draft.embargo and (draft.embargo.until is None or draft.embargo.until > now)
    return draft.embargo if held else None
