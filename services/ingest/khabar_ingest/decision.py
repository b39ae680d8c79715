"""What is decided about an article: the outcome, what is told and what is remembered."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from khabar.events import Event
from khabar.models import Revision

Kind = Literal[
    "created", "updated", "corrected", "released", "held", "unpublished", "withdrawn", "killed", "merged", "expired",
    "duplicate", "stale", "unchanged", "dropped", "passed", "rejected", "refused", "unknown",
    "retagged", "relinked",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Raw:
    """An item's bytes in the blob store and the time they came in (of the server's clock)."""

    sha256: str
    at: datetime
    language: str = "ar"


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do.

    Args:
        kind: the outcome.
        event: what to tell on the stream ``articles``.
        command: what to tell on the stream ``commands``, for a person's decision.
        sealed: a revision to put into the sealed store.
        writes: the fields of the state to write.
    """

    kind: Kind
    id: str
    revision: int
    reason: str = ""
    event: Event | None = None
    sealed: Revision | None = None
    writes: tuple[tuple[str, str], ...] = ()
    command: Event | None = None

    @property
    def text(self) -> Revision | None:
        """The text that was accepted, told or sealed."""
        return self.event.data if self.event and isinstance(self.event.data, Revision) else self.sealed
