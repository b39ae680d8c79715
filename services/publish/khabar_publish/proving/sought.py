"""What is looked for after a receipt, and what came of a look."""

from datetime import datetime
from typing import NamedTuple

from khabar.events import REPLAY, Event, Lane, full_type
from khabar.models import Model, Receipt

REMOVED = "article.removed"


class Sought(Model):
    """A receipt whose word is to be seen on the public page.

    Args:
        url: where the page is, or once was.
        since: when the receipt was told, Unix milliseconds.
        event: the id of the receipt's event; the fields after it continue its trace.
        looks: how often the page was looked at.
        missing: whether it was told that the page is missing.
    """

    receipt: Receipt
    removed: bool
    url: str
    since: int
    event: str
    traceparent: str = ""
    correlationid: str = ""
    lane: Lane = "normal"
    replay: str = ""
    looks: int = 0
    missing: bool = False

    @classmethod
    def of(cls, event: Event, receipt: Receipt, url: str) -> "Sought":
        """What is looked for after a receipt's event."""
        return cls(
            receipt=receipt,
            removed=event.name == REMOVED,
            url=url,
            since=int(event.time.timestamp() * 1000),
            event=event.id,
            traceparent=event.traceparent,
            correlationid=event.correlationid,
            lane=event.lane,
            replay=event.extra.get(REPLAY, ""),
        )

    def cause(self, source: str, time: datetime) -> Event:
        """The receipt's event, as far as what is told of the proof continues it."""
        return Event(
            id=self.event,
            type=full_type(REMOVED if self.removed else "article.published"),
            source=source,
            subject=self.receipt.id,
            time=time,
            revision=self.receipt.revision,
            data=self.receipt,
            lane=self.lane,
            traceparent=self.traceparent,
            correlationid=self.correlationid,
            extra={REPLAY: self.replay} if self.replay else {},
        )


class Finding(NamedTuple):
    """What a look came to.

    Args:
        seen: how the page was found to be right; empty where it was not.
        why: what was seen instead.
        hopeless: whether further looks would see the same.
        places: where else the article was seen; a place that could not be read is left out.
    """

    seen: str = ""
    why: str = ""
    hopeless: bool = False
    places: tuple[tuple[str, bool], ...] = ()
