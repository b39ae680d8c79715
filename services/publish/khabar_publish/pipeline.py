"""What is to be delivered, what is not, and what the newsroom keeps of it. No clock, network or disk."""

from datetime import datetime
from typing import NamedTuple

from khabar.events import Event, make
from khabar.linked import LINKED, LinkChange, version
from khabar.models import DeliveryProblem, EnrichedRevision, Receipt, Removal, Report, TagRuling
from khabar.stage import KILL
from khabar_publish.bare.ahead import has_gone_ahead, is_ahead
from khabar_publish.copies import of_a_copy
from khabar_publish.shown import Shown
from khabar_publish.targets import Answer, RemovalKind

REMOVALS: dict[str, RemovalKind] = {
    "article.unpublished": "unpublish",
    "article.withdrawn": "withdraw",
    "article.killed": "kill",
    "article.merged": "merge",
}
TAG = "tag.changed"
SUPERSEDED = "a newer one came before this was delivered"


class _Ends(NamedTuple):
    """The events that tell how a delivery ended: it shows, it was needless, it was refused for good."""

    shows: str
    needless: str
    refused: str


_REVISION = _Ends("article.published", "delivery.skipped", "delivery.failed")
_REMOVAL = _Ends("article.removed", "delivery.skipped", "delivery.failed")
_LINKS = _Ends("links.applied", "links.skipped", "links.failed")
_ENDS = (
    {TAG: _Ends("tag.applied", "tag.skipped", "tag.failed")}
    | dict.fromkeys(REMOVALS, _REMOVAL)
    | dict.fromkeys(LINKED, _LINKS)
)


class Tried(NamedTuple):
    """A try that failed: the lease it was made under, how long it took, when the next one comes (None: not known)."""

    token: str
    took_seconds: float
    retry_at: datetime | None


def rank(event: Event) -> int:
    """What an event supersedes: all under its name that rank lower; nothing supersedes a kill."""
    if event.name in LINKED:
        return version(event) or 0
    return event.revision + (KILL if event.name == "article.killed" else 0)


def needless(event: Event, held: Shown | None, *, own: bool, enabled: bool) -> str:
    """Why an event is not to be delivered, given what the target holds of the article; empty when it is.

    A replay writes the newsroom's ``own`` page anew; a target that is not ``enabled`` still loses what it once held.
    """
    if not enabled and not (held and isinstance(event.data, Removal)):
        return "the target is disabled"
    if not own and (why := _needless_to_others(event, held)):
        return why
    if held is None or (event.replayed and own):
        return ""
    if rank(event) < held.rank or (is_ahead(event) and rank(event) == held.rank):
        return f"the target holds a newer state (revision {held.revision}, {held.state})"
    again = event.replayed and not event.resent and held.state != "unknown"
    if again and rank(event) == held.rank and content(event) == held.content_sha256:
        return "replayed, and the target has it"
    return ""


def _needless_to_others(event: Event, held: Shown | None) -> str:
    if event.replayed and event.name in LINKED:
        return "replayed, and others are told of links once"
    return "" if held and held.state != "removed" else of_a_copy(event)


def gone_ahead(event: Event, held: Shown | None) -> Answer | None:
    """What a target has answered already to a removal that went ahead of enrichment; None when it is to be called."""
    gone = has_gone_ahead(event, held)
    return Answer("unchanged", held.url, held.remote_id) if held and gone else None


def content(event: Event) -> str:
    """The SHA-256 of the content that an event shows; empty for a removal."""
    return event.data.content_sha if isinstance(event.data, EnrichedRevision) else ""


def receipt(
    event: Event, target: str, answer: Answer, took_seconds: float, *, words: tuple[str, ...] | None = None
) -> Event:
    """The event that tells how a delivery or removal ended at a target; ``words`` are those its page is known by.

    Raises:
        TypeError: the event carries nothing that is delivered.
    """
    if not isinstance(event.data, EnrichedRevision | Removal | TagRuling | LinkChange):
        msg = f"{event.name} carries {type(event.data).__name__}"
        raise TypeError(msg)
    if not answer.shows:
        return skipped(event, target, answer.why or f"the target holds a newer state ({answer.outcome})")
    said = Receipt(
        id=event.subject,
        revision=event.revision,
        target=target,
        url=answer.url,
        remote_id=answer.remote_id,
        content_sha256=content(event),
        outcome=answer.outcome,
        attempts=event.attempt,
        took_seconds=round(took_seconds, 4),
        accepted_at=event.time,
        bare=is_ahead(event) or None,
        words=words,
    )
    return _about(event, _ends(event).shows, said, target)


def skipped(event: Event, target: str, reason: str) -> Event:
    """The event that tells that a delivery was needless."""
    return _about(event, _ends(event).needless, _problem(event, target, reason), target)


def failed(event: Event, target: str, reason: str, *, in_doubt: bool = False) -> Event:
    """The event that tells that a delivery ended as a dead letter, and whether the target may have it all the same."""
    said = _problem(event, target, reason).model_copy(update={"in_doubt": in_doubt or None})
    return _about(event, _ends(event).refused, said, target)


def delayed(event: Event, target: str, reason: str, tried: Tried) -> Event:
    """The event that tells that a try of a delivery failed and that it is made again; each has an id of its own."""
    problem = DeliveryProblem(
        id=event.subject,
        revision=event.revision,
        target=target,
        reason=reason,
        attempt=event.attempt,
        took_seconds=round(tried.took_seconds, 4),
        retry_at=tried.retry_at,
    )
    return _about(event, "delivery.delayed", problem, target, f"/{tried.token}")


def regressed(event: Event, target: str, reason: str) -> Event:
    """The report that a target holds another content under the event's revision."""
    report = Report(about=event.subject, message=f"target {target}: {reason}", figures={"revision": event.revision})
    return _about(event, "revision.regressed", report, target)


def _ends(event: Event) -> _Ends:
    return _ENDS.get(event.name, _REVISION)


def _problem(event: Event, target: str, reason: str) -> DeliveryProblem:
    return DeliveryProblem(id=event.subject, revision=event.revision, target=target, reason=reason)


def _about(event: Event, name: str, data: Receipt | DeliveryProblem | Report, target: str, which: str = "") -> Event:
    source = f"khabar/publish/{target}"
    once = f"{target}/{LINKED[event.name]}/{version(event)}" if event.name in LINKED else target
    once += "/bare" if is_ahead(event) else ""
    once += which
    return make(name, data, source=source, subject=event.subject, revision=event.revision, target=once, cause=event)
