"""What each public revision carries on from those before it, so that the newest alone tells the whole story. Pure.

A revision may be superseded before a target gets it; its date and its correction reach readers with the next one.
"""

from datetime import datetime
from typing import Final

from pydantic import TypeAdapter

from khabar.models import PastCorrection, Revision
from khabar_ingest.state import State

_MOST: Final = 50
_LONGEST: Final = 1_000
_NOTES: Final = TypeAdapter(tuple[PastCorrection, ...])


def carry(revision: Revision, state: State, at: datetime) -> Revision:
    """The revision with the first date that is known and all public corrections, its own at last.

    Args:
        revision: the next one; a text that was public before brings its corrections along.
        state: what is remembered of those before it.
        at: when it is told, for a correction that the source gives no time.
    """
    dates = [date for date in (state.published, revision.published_at) if date]
    past = revision.corrections or _corrections(revision, state, at)
    return revision.model_copy(update={"published_at": min(dates, default=None), "corrections": past[-_MOST:]})


def carried(revision: Revision) -> dict[str, str]:
    """What is remembered for the next revision."""
    return {
        "published": revision.published_at.isoformat() if revision.published_at else "",
        "notes": _NOTES.dump_json(revision.corrections).decode() if revision.corrections else "",
    }


def _corrections(revision: Revision, state: State, at: datetime) -> tuple[PastCorrection, ...]:
    past = _NOTES.validate_json(state.get("notes") or "[]")
    if revision.correction is None:
        return past
    note = _cut(revision.correction.note)
    kind = revision.correction.kind
    if past and (past[-1].note, past[-1].kind) == (note, kind) and _is_public(revision, state):
        return past
    told = PastCorrection(revision=revision.revision, at=revision.updated_at or at, note=note, kind=kind)
    return (*past, told)


def _is_public(revision: Revision, state: State) -> bool:
    """Whether readers had this very text last: a source gives back what it took away."""
    return not state.get("sealed") and state.get("content_sha") == revision.content_sha


def _cut(note: str) -> str:
    return note if len(note) <= _LONGEST else f"{note[: _LONGEST - 1]}…"
