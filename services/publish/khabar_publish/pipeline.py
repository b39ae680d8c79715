"""From a target's answer to the receipt that the newsroom keeps. No clock, network or disk."""

from khabar.events import Event, make
from khabar.models import DeliveryProblem, EnrichedRevision, Receipt, Removal
from khabar_publish.targets import Answer
from khabar_publish.targets.target import RemovalKind

REMOVALS: dict[str, RemovalKind] = {
    "article.unpublished": "unpublish",
    "article.withdrawn": "withdraw",
    "article.killed": "kill",
}


def receipt(event: Event, target: str, answer: Answer, took_seconds: float) -> Event:
    """The event that tells how a delivery or removal ended at a target.

    Raises:
        TypeError: the event carries neither a revision nor a removal.
    """
    revision = event.data
    if not isinstance(revision, EnrichedRevision | Removal):
        msg = f"{event.name} carries {type(revision).__name__}"
        raise TypeError(msg)
    if not answer.shows:
        reason = f"the target holds a newer state ({answer.outcome})"
        problem = DeliveryProblem(id=revision.id, revision=revision.revision, target=target, reason=reason)
        return _about(event, "delivery.skipped", problem, target)
    said = Receipt(
        id=revision.id,
        revision=revision.revision,
        target=target,
        url=answer.url,
        remote_id=answer.remote_id,
        content_sha256=revision.content_sha if isinstance(revision, EnrichedRevision) else "",
        outcome=answer.outcome,
        attempts=event.attempt,
        took_seconds=round(took_seconds, 4),
        accepted_at=event.time,
    )
    return _about(event, "article.removed" if isinstance(revision, Removal) else "article.published", said, target)


def _about(event: Event, name: str, data: Receipt | DeliveryProblem, target: str) -> Event:
    source = f"khabar/publish/{target}"
    return make(name, data, source=source, subject=event.subject, revision=event.revision, target=target, cause=event)
