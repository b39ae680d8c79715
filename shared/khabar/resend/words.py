"""The last word of a target on each article. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

from khabar.archive import Row, clock
from khabar.errors import KhabarError
from khabar.models import DeliveryProblem, Receipt
from khabar.receipts import CHAINED
from khabar.wire import Wire

Status = Literal["failed", "missing", "skipped", "shown", "removed"]

ENDS: Final[Mapping[str, Status]] = MappingProxyType(
    {
        "delivery.failed": "failed",
        "publication.missing": "missing",
        "delivery.skipped": "skipped",
        "article.published": "shown",
        "publication.verified": "shown",
        "article.removed": "removed",
    }
)
"""What ends a delivery, or says what is seen of it, and how the article is then."""


@dataclass(frozen=True, slots=True)
class Word:
    """How an article is at a target, told ``at`` a time in Unix milliseconds, by a ``receipt`` or otherwise."""

    article: str
    revision: int
    status: Status
    at: int
    reason: str = ""
    receipt: bool = False


@dataclass(slots=True)
class Words:
    """Folds the stream ``published``: of an older revision what is told later counts only if it is a receipt."""

    target: str
    last: dict[str, Word] = field(default_factory=dict)

    def read(self, rows: Iterable[Row], wire: Wire) -> None:
        """Take in entries, oldest first; foreign ones are passed over."""
        for row in rows:
            word = self._word(row, wire) if self._is_one(row) else None
            known = self.last.get(word.article) if word else None
            if word and (known is None or word.receipt or word.revision >= known.revision):
                self.last[word.article] = word

    def _is_one(self, row: Row) -> bool:
        """Whether an entry is such a word of this target, seen without reading all of it."""
        source = row[1].get(b"source", b"").decode("utf-8", "replace")
        return _name(row) in ENDS and source.endswith(f"/{self.target}")

    def _word(self, row: Row, wire: Wire) -> Word | None:
        try:
            event = wire.decode(row[1])
        except KhabarError:
            return None
        told = event.data
        if not isinstance(told, Receipt | DeliveryProblem) or told.target != self.target:
            return None
        reason = told.reason if isinstance(told, DeliveryProblem) else told.outcome
        receipt = event.name in CHAINED
        return Word(event.subject, event.revision, ENDS[event.name], clock(row[0]), reason, receipt=receipt)


def _name(row: Row) -> str:
    return row[1].get(b"type", b"").decode("utf-8", "replace").removeprefix("khabar.").rpartition(".")[0]
