"""An item as a source hands it over, and what became of it."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from khabar_ingest.decision import Decision
from khabar_ingest.draft import Fault
from khabar_ingest.text import normalise

_LONGEST: Final = 512
_NO_NEWS: Final = frozenset({"duplicate", "stale", "dropped", "passed"})


@dataclass(frozen=True, slots=True)
class Item:
    """Raw bytes, where they were found, and the encoding the transport named.

    ``published`` is when the list that led there says it came out; it counts where the item itself does not tell.
    """

    content: bytes
    url: str | None = None
    declared: str | None = None
    published: datetime | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one article of an item; ``item`` and ``path`` name what was wrong with a rejected one.

    ``again`` says that the article is not all there yet: the source should hand it over once more with its next poll.
    """

    outcome: str
    article_id: str | None = None
    revision: int | None = None
    item: str | None = None
    reason: str | None = None
    path: str | None = None
    again: bool = False

    @property
    def rejected(self) -> bool:
        """Whether the article was refused for good."""
        return self.outcome == "rejected"

    @property
    def is_news(self) -> bool:
        """Whether anything came of it: not when it was known already, or is not taken."""
        return self.outcome not in _NO_NEWS

    def public(self) -> dict[str, Any]:
        """The fields that are set."""
        return {key: value for key, value in asdict(self).items() if value not in {None, "", False}}


def refused(fault: Fault) -> Result:
    """The result of an item that could not be understood, or that is none of the newsroom's."""
    item, reason, path = (normalise(text)[:_LONGEST] for text in (fault.item, fault.reason, fault.path))
    outcome = "dropped" if fault.left_out else "rejected"
    return Result(outcome, item=item, reason=reason, path=path or None, again=fault.again)


def admitted(decision: Decision, item: str, *, again: bool = False) -> Result:
    """The result of a draft that was decided on."""
    return Result(
        decision.kind,
        decision.id,
        decision.revision or None,
        item=item if decision.kind == "rejected" else None,
        reason=decision.reason or None,
        again=again,
    )
