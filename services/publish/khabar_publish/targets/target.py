"""What a target is: something that can be given revisions and asked to remove them."""

from dataclasses import dataclass
from typing import Literal, Protocol

from khabar.models import EnrichedRevision, Removal

RemovalKind = Literal["unpublish", "withdraw", "kill"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a target said to a delivery; ``shows`` is False when it keeps a newer state and shows that instead."""

    outcome: str
    url: str | None = None
    remote_id: str | None = None
    shows: bool = True


class Target(Protocol):
    """Delivers to one place. Both calls may be repeated with the same revision without harm.

    Both raise ``khabar.Retryable`` when a later try may succeed and ``khabar.Rejected`` when none can.
    """

    id: str

    async def deliver(self, revision: EnrichedRevision) -> Answer:
        """Show this revision, unless a newer one is there."""

    async def remove(self, removal: Removal, kind: RemovalKind) -> Answer:
        """Stop showing the article, unless a newer revision is there; a kill wins over any."""

    async def close(self) -> None:
        """Let go of connections."""
