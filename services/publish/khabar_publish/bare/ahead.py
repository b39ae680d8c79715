"""How a delivery that goes ahead of enrichment is told from the one that enrichment passes on."""

from typing import Final

from khabar.events import Event
from khabar.models import Removal
from khabar_publish.shown import Shown

AHEAD: Final = "bare"
"""The CloudEvents extension of an event that did not wait for enrichment; it never leaves publish."""


def is_ahead(event: Event | None) -> bool:
    """Whether an event did not wait for enrichment: the same revision or removal comes again, and counts then."""
    return event is not None and AHEAD in event.extra


def has_gone_ahead(event: Event, held: Shown | None) -> bool:
    """Whether a removal that enrichment passes on took effect at the target before, and so needs no other call."""
    removed = held is not None and held.bare and held.state == "removed" and held.revision == event.revision
    return removed and isinstance(event.data, Removal) and not is_ahead(event)
