"""What the archived receipts tell: what each target holds, and which revisions have had their end."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from khabar.archive import Row
from khabar.blobs import BlobStore
from khabar.errors import Rejected
from khabar.events import Event
from khabar.models import DeliveryProblem, Receipt
from khabar.wire import Wire

_KILL = 10**12
"""What a kill's rank has over its revision: nothing supersedes it."""

_REMOVED = "article.removed"
_NO_END = frozenset({"delivery.delayed", "publication.verified", "publication.missing"})
"""What is told of a delivery that goes on, or that had its end before."""

_BESIDE = frozenset({"links.applied", "links.skipped", "links.failed"})
"""What ends a delivery of links: their article's revision may still lack its end."""


@dataclass(slots=True)
class Receipts:
    """Folds the stream ``published``."""

    shown: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    """By article and target what the target confirmed last."""

    ended: dict[tuple[str, str], int] = field(default_factory=dict)
    """By article and target the newest revision that was delivered, skipped or given up."""

    linked: dict[str, set[str]] = field(default_factory=dict)
    """By target the ids of the events about links that were delivered, skipped or given up."""

    def read(self, rows: Iterable[Row], blobs: BlobStore) -> None:
        """Take in entries, oldest first; foreign ones are passed over."""
        for _, fields in rows:
            try:
                event = Wire(blobs).decode(fields)
            except Rejected:
                continue
            self._see(event)

    def kept(self) -> Iterable[tuple[str, dict[str, str]]]:
        """Article by article what is to be kept of its targets, as JSON."""
        for article, targets in self.shown.items():
            known = {
                target: {key: held[key] for key in held if held[key] is not None} for target, held in targets.items()
            }
            yield article, {target: json.dumps(held, ensure_ascii=False) for target, held in known.items()}

    def _see(self, event: Event) -> None:
        told = event.data
        if not isinstance(told, Receipt | DeliveryProblem) or event.name in _NO_END:
            return
        if event.name in _BESIDE:
            self.linked.setdefault(told.target, set()).add(event.causationid)
            return
        place = (event.subject, told.target)
        self.ended[place] = max(self.ended.get(place, 0), told.revision)
        if isinstance(told, Receipt) and event.name in {"article.published", _REMOVED}:
            self._show(event, told)
        elif isinstance(told, DeliveryProblem) and told.in_doubt:
            self._doubt(event, told)

    def _doubt(self, event: Event, told: DeliveryProblem) -> None:
        """Remember that nobody knows whether the target took it; the first doubt stays until something shows."""
        targets = self.shown.setdefault(event.subject, {})
        before = targets.get(told.target)
        if before and before["state"] == "unknown":
            return
        targets[told.target] = {
            "revision": told.revision,
            "rank": told.revision,
            "state": "unknown",
            "url": None,
            "remote_id": None,
            "at": event.time.isoformat(),
            "receipt_sha256": before["receipt_sha256"] if before else None,
        }

    def _show(self, event: Event, told: Receipt) -> None:
        targets = self.shown.setdefault(event.subject, {})
        before = targets.get(told.target)
        rank = told.revision + (_KILL if told.outcome == "killed" else 0)
        if before and before["rank"] > rank:
            before["receipt_sha256"] = told.receipt_sha256
            return
        removed = event.name == _REMOVED
        url, remote = (before["url"], before["remote_id"]) if removed and before else (told.url, told.remote_id)
        targets[told.target] = {
            "revision": told.revision,
            "rank": rank,
            "state": "removed" if removed else "shown",
            "content_sha256": told.content_sha256,
            "url": url,
            "remote_id": remote,
            "at": event.time.isoformat(),
            "receipt_sha256": told.receipt_sha256,
            "bare": told.bare or None,
        }
