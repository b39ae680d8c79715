"""What is told of a proof. No clock, network or disk."""

from datetime import UTC, datetime

from khabar.events import Event, make
from khabar.models import DeliveryProblem, Receipt
from khabar_publish.proving.sought import Finding, Sought

VERIFIED, MISSING = "publication.verified", "publication.missing"


def verified(sought: Sought, finding: Finding, now: int) -> Event:
    """The event that tells that a page was seen to be right, ``now`` in Unix milliseconds."""
    told = sought.receipt
    said = Receipt(
        id=told.id,
        revision=told.revision,
        target=told.target,
        url=sought.url,
        remote_id=told.remote_id,
        content_sha256=told.content_sha256,
        outcome=finding.seen,
        attempts=sought.looks + 1,
        took_seconds=round(seconds(sought, now), 4),
        accepted_at=told.accepted_at,
        places=dict(finding.places) or None,
    )
    return _about(sought, VERIFIED, said, now)


def missing(sought: Sought, why: str, now: int) -> Event:
    """The event that tells that a page is not as it should be, though it had its time."""
    told, after = sought.receipt, (now - sought.since) / 1000
    reason = f"{why}, {after:.0f} s after the receipt"
    problem = DeliveryProblem(id=told.id, revision=told.revision, target=told.target, reason=reason)
    return _about(sought, MISSING, problem, now)


def seconds(sought: Sought, now: int) -> float:
    """How long it took from the acceptance of the event until now; from its receipt where that is not known."""
    accepted = sought.receipt.accepted_at
    began = accepted.timestamp() * 1000 if accepted else sought.since
    return max(0.0, (now - began) / 1000)


def _about(sought: Sought, name: str, data: Receipt | DeliveryProblem, now: int) -> Event:
    told, at = sought.receipt, datetime.fromtimestamp(now / 1000, UTC)
    source = f"khabar/publish/{told.target}"
    return make(
        name,
        data,
        source=source,
        subject=told.id,
        revision=told.revision,
        target=f"{told.target}/{sought.event}/{sought.replay}",
        cause=sought.cause(source, at),
        time=at,
    )
