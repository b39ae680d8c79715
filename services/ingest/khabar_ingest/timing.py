"""What becomes of an article when its time has come, decided purely."""

from datetime import datetime

from khabar.models import Revision
from khabar_ingest.decision import Decision
from khabar_ingest.pipeline import EXPIRY
from khabar_ingest.state import State
from khabar_ingest.telling import NOWHERE, Occasion, Places, remove, show_sealed


def release(state: State, text: Revision, at: datetime) -> Decision:
    """Show what waited for this moment, unless its own end came first and nothing of the article is shown."""
    if text.expires_at and text.expires_at <= at and state.status == "held":
        return expire(state, at)
    return show_sealed(text, state, Occasion(at, state.get("source"), state.get("rawsha256")))


def expire(state: State, at: datetime, places: Places = NOWHERE) -> Decision:
    """Take an article from the public at its end; it comes back only when its source sends it with another end."""
    reason = f"expired at {state.get('expires_at')}"
    on = Occasion(at, state.get("source"))
    return remove("expired", state, on, reason=reason, by=EXPIRY, places=places)


def keep(state: State) -> Decision:
    """Nothing becomes of it yet."""
    return Decision("unchanged", state.id, state.revision)
