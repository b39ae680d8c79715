"""From what a try came to, to what is written about it. No clock, network or disk."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

from khabar import Rejected, Retryable
from khabar.blobs import sha256
from khabar.events import Event, make
from khabar.models import DeadLetter, EnrichedRevision, Receipt, Removal
from khabar.receipts import chained
from khabar.stage import MAX_DELIVERIES, Backoff
from khabar.wire import Fields, Wire
from khabar_publish.attempt import Attempt, Lost
from khabar_publish.bare.ahead import is_ahead
from khabar_publish.circuit import Change, Circuit, asked, failed, gone, refused, succeeded
from khabar_publish.claimed import Ending
from khabar_publish.copies import of_a_copy
from khabar_publish.pipeline import Tried, content, delayed, rank, receipt, regressed, skipped
from khabar_publish.pipeline import failed as delivery_failed
from khabar_publish.proving.words import known_by
from khabar_publish.shown import Shown
from khabar_publish.targets import Answer, Asked, Down, Gone, Refused, Regressed, Unknown

UNKEPT_WAIT_SECONDS = 30.0
Kind = Literal["rejected", "exhausted", "bug", "crash"]


def weigh(circuit: Circuit, attempt: Attempt, now: int) -> Change:
    """What a try says about its target."""
    probe, error = attempt.claimed.probe, attempt.error
    if isinstance(error, Asked):
        return asked(circuit, now, str(error), seconds=error.seconds, probe=probe)
    if isinstance(error, Gone):
        return gone(circuit, now, str(error))
    if isinstance(error, Refused):
        return refused(circuit, now, str(error), probe=probe)
    if isinstance(error, Down):
        article = attempt.claimed.name if error.answered else ""
        return failed(circuit, now, str(error), probe=probe, article=article)
    if isinstance(error, Unknown):
        return failed(circuit, now, str(error), probe=probe) if error.called else (circuit, None)
    understood = isinstance(error, Rejected) and attempt.event is not None
    return succeeded(circuit, now, probe=probe) if attempt.answer or understood else (circuit, None)


@dataclass(frozen=True, slots=True)
class Endings:
    """Ends the tries of one target's deliveries.

    Args:
        words: whether receipts tell words by which a page is known that does not tell its revision.
    """

    target: str
    wire: Wire
    backoff: Backoff
    words: bool = False

    def of(self, attempt: Attempt, circuit: Circuit, now: int) -> Ending:
        """How a try ends, given how its target is after it; ``now`` is in Unix milliseconds."""
        try:
            ending = self._ending(attempt, circuit, now)
            told = (*ending.told, *self._delay(attempt, ending, circuit, now))
            return replace(ending, told=told, doubtful=_doubtful(attempt))
        except Retryable:  # too large for the stream, and the blob store does not take it
            return self._unkept(attempt, now)

    def _unkept(self, attempt: Attempt, now: int) -> Ending:
        """Try again what cannot be told now; a doubt is remembered all the same, or a second call would be made."""
        doubt = _doubted(attempt, attempt.event, now) if attempt.event else None
        work = attempt.claimed.work
        return Ending(attempt.claimed, shown=doubt, again=work, wait=UNKEPT_WAIT_SECONDS, doubtful=True)

    def _ending(self, attempt: Attempt, circuit: Circuit, now: int) -> Ending:
        error = attempt.error
        if error is None:
            return self._done(attempt, now)
        if isinstance(error, Rejected):
            return self._dead(attempt, now, str(error), "rejected")
        if isinstance(error, Lost):
            return self._dead(attempt, now, str(error), "crash")
        if isinstance(error, Down | Asked | Refused) and circuit.state != "closed":
            return Ending(attempt.claimed, again=attempt.claimed.work)  # it goes behind all that wait for a probe
        if isinstance(error, Retryable):
            return self._later(attempt, circuit, now, error)
        return self._bug(attempt, now, f"{type(error).__name__}: {error}")

    def _done(self, attempt: Attempt, now: int) -> Ending:
        event, answer = attempt.event, attempt.answer
        if attempt.until:
            return Ending(attempt.claimed, again=attempt.claimed.work, until=attempt.until, unused=True)
        if event is None or answer is None:
            told = [self._entry(skipped(event, self.target, attempt.needless))] if event and _counts(event) else []
            return Ending(attempt.claimed, told, _never_there(attempt, event, now) if event else None, unused=True)
        said = receipt(event, self.target, answer, attempt.took, words=known_by(event.data) if self.words else None)
        kept = answer.shows and isinstance(event.data, EnrichedRevision | Removal)
        if kept:
            said = chained(said, _last(attempt), answer.sent or sha256(event.data.to_json()))
        told = [self._entry(said)] if _counts(event, answer) else []
        shown = _shown(attempt, event, answer, now, said) if kept else None
        return Ending(attempt.claimed, told, shown)

    def _delay(self, attempt: Attempt, ending: Ending, circuit: Circuit, now: int) -> Iterator[tuple[str, Fields]]:
        """What is told of a try that is made again: while a target is not well only those that try it out are made."""
        event, error = attempt.event, attempt.error
        if not ending.again or error is None or event is None or not isinstance(event.data, EnrichedRevision | Removal):
            return
        at = max(now + int(ending.wait * 1000), circuit.until)
        tried = Tried(attempt.claimed.token, attempt.took, _when(at) if circuit.state != "paused" else None)
        yield self._entry(delayed(event, self.target, str(error) or type(error).__name__, tried))

    def _later(self, attempt: Attempt, circuit: Circuit, now: int, error: Retryable) -> Ending:
        entry, seconds = attempt.claimed.entry, now / 1000
        since = entry.failing_since or seconds
        elapsed = max(0.0, seconds - max(since, circuit.closed_at / 1000))
        wait = self.backoff.delay(entry.attempt, elapsed, error.retry_after)
        if wait is None:
            return self._dead(attempt, now, f"given up after {entry.attempt} attempts: {error}", "exhausted")
        return Ending(attempt.claimed, again=attempt.claimed.again(entry.attempt + 1, since), wait=wait)

    def _bug(self, attempt: Attempt, now: int, reason: str) -> Ending:
        entry = attempt.claimed.entry
        if entry.attempt >= MAX_DELIVERIES:
            return self._dead(attempt, now, reason, "bug")
        again = attempt.claimed.again(entry.attempt + 1, entry.failing_since or now / 1000)
        return Ending(attempt.claimed, again=again, wait=0.2 * 2**entry.attempt)

    def _dead(self, attempt: Attempt, now: int, reason: str, kind: Kind) -> Ending:
        stage, claimed, event = f"publish-{self.target}", attempt.claimed, attempt.event
        letter = self._letter(attempt, stage, now, reason, kind)
        dead = make(
            "dead.letter",
            letter,
            source=f"khabar/{stage}",
            subject=event.subject if event else claimed.subject,
            revision=event.revision if event else 0,
            target=f"{stage}/{claimed.token}/{claimed.name}",
            cause=event,
        )
        told = [self._entry(dead)]
        if is_ahead(event) and not isinstance(attempt.error, Unknown):
            return Ending(claimed)  # the log has told it, and what enrichment passes on is tried again
        if event:
            in_doubt = isinstance(attempt.error, Unknown)
            told.append(self._entry(delivery_failed(event, self.target, reason, in_doubt=in_doubt)))
        if event and isinstance(attempt.error, Regressed):
            told.append(self._entry(regressed(event, self.target, reason)))
        return Ending(claimed, told, _doubted(attempt, event, now) if event else None)

    def _letter(self, attempt: Attempt, stage: str, now: int, reason: str, kind: Kind) -> DeadLetter:
        entry = attempt.claimed.entry
        text, raw = entry.readable()
        at = _when(now)
        return DeadLetter(
            stage=stage,
            group=stage,
            stream="enriched",
            entry_id="",
            error=reason,
            kind=kind,
            attempts=max(entry.attempt, attempt.claimed.lost),
            first_at=datetime.fromtimestamp(entry.failing_since, UTC) if entry.failing_since else at,
            last_at=at,
            fields=text,
            raw=raw,
        )

    def _entry(self, event: Event) -> tuple[str, Fields]:
        return event.stream, self.wire.encode(event)


def _counts(event: Event, answer: Answer | None = None) -> bool:
    """Whether its end is told: what went ahead to no effect ends when enrichment passes it on."""
    return not is_ahead(event) or (answer is not None and answer.shows)


def _doubtful(attempt: Attempt) -> bool | None:
    """Whether the target may have taken what nothing tells that it has; None when the try says nothing of it."""
    if attempt.answer:
        return not attempt.answer.shows
    understood = isinstance(attempt.error, Rejected) and not isinstance(attempt.error, Regressed | Unknown)
    return None if attempt.error is None or attempt.event is None or understood else True


def _last(attempt: Attempt) -> str:
    """The last link of the chain of receipts of what a try was about."""
    return attempt.claimed.held.receipt_sha256 if attempt.claimed.held else ""


def _shown(attempt: Attempt, event: Event, answer: Answer, now: int, said: Event) -> Shown:
    before, removed = attempt.claimed.held, isinstance(event.data, Removal)
    return Shown(
        revision=event.revision,
        rank=rank(event),
        state="removed" if removed else "shown",
        content_sha256=content(event),
        url=before.url if removed and before else answer.url,
        remote_id=before.remote_id if removed and before else answer.remote_id,
        at=_when(now),
        bare=is_ahead(event),
        receipt_sha256=(said.data.receipt_sha256 or "") if isinstance(said.data, Receipt) else "",
    )


def _never_there(attempt: Attempt, event: Event, now: int) -> Shown | None:
    """What is remembered of a removal that a target needed nothing of: what it overtook must not come after it."""
    if attempt.claimed.held or not isinstance(event.data, Removal) or of_a_copy(event):
        return None
    return Shown(revision=event.revision, rank=rank(event), state="removed", at=_when(now), bare=is_ahead(event))


def _doubted(attempt: Attempt, event: Event, now: int) -> Shown | None:
    """What is remembered of a call that nobody saw the end of, until a person settles it: the first one stays."""
    held = attempt.claimed.held
    if not isinstance(attempt.error, Unknown) or (held and held.state == "unknown"):
        return None
    return Shown(
        revision=event.revision,
        rank=rank(event),
        state="unknown",
        content_sha256=content(event),
        at=_when(now),
        receipt_sha256=_last(attempt),
    )


def _when(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
