"""Which of two texts of an article its source calls the newer one. Pure."""

from typing import Final

from khabar_ingest.draft import Draft
from khabar_ingest.state import State

_MOST_DIGITS: Final = 18


def older(draft: Draft, state: State) -> bool:
    """Whether the source's own version, or else its stamp, says that something newer was seen already."""
    return _order(draft, state) < 0


def newer_than(draft: Draft, state: State) -> bool:
    """Whether the source's own version, or else its stamp, says that this is newer than all that was seen."""
    return _order(draft, state) > 0


def _order(draft: Draft, state: State) -> int:
    ours, theirs = _number(state.fields.get("version")), _number(draft.version)
    if ours is not None and theirs is not None and ours != theirs:
        return 1 if theirs > ours else -1
    if draft.updated_at is None or draft.updated_at == state.updated:
        return 0
    return 1 if state.updated is None or draft.updated_at > state.updated else -1


def _number(version: str | None) -> int | None:
    """A version that counts; one with more digits than any counter is only a name."""
    return int(version) if version and version.isdecimal() and len(version) <= _MOST_DIGITS else None
