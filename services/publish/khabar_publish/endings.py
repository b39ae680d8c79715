"""From what a try came to, to what is written about it. No clock, network or disk."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from khabar import Rejected, Retryable
from khabar.events import Event, make
from khabar.models import DeadLetter, EnrichedRevision, Removal
from khabar.stage import MAX_DELIVERIES, Backoff
from khabar.wire import Wire
from khabar_publish.attempt import Attempt, Lost
from khabar_publish.circuit import Change, Circuit, asked, failed, refused, succeeded
from khabar_publish.claimed import Ending
from khabar_publish.pipeline import content, rank, receipt, regressed, skipped
from khabar_publish.pipeline import failed as delivery_failed
from khabar_publish.shown import Shown
from khabar_publish.targets import Answer, Asked, Down, Refused, Regressed

UNKEPT_WAIT_SECONDS = 30.0
Kind = Literal["rejected", "exhausted", "bug", "crash"]


def weigh(circuit: Circuit, attempt: Attempt, now: int) -> Change:
    """What a try says about its target."""
    probe, error = attempt.claimed.probe, attempt.error
    if isinstance(error, Asked):
        return asked(circuit, now, str(error), seconds=error.seconds, probe=probe)
    if isinstance(error, Refused):
        return refused(circuit, now, str(error), probe=probe)
    if isinstance(error, Down):
        article = attempt.claimed.name if error.answered else ""
        return failed(circuit, now, str(error), probe=probe, article=article)
    understood = isinstance(error, Rejected) and attempt.event is not None
    return succeeded(circuit, now, probe=probe) if attempt.answer or understood else (circuit, None)


@dataclass(frozen=True, slots=True)
class Endings:
    """Ends the tries of one target's deliveries."""

    target: str
    wire: Wire
    backoff: Backoff

    def of(self, attempt: Attempt, circuit: Circuit, now: int) -> Ending:
        """How a try ends, given how its target is after it; ``now`` is in Unix milliseconds."""
        try:
            return self._ending(attempt, circuit, now)
        except Retryable:  # too large for the stream, and the blob store does not take it
            return Ending(attempt.claimed, again=attempt.claimed.work, wait=UNKEPT_WAIT_SECONDS)

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
        if event is None or answer is None:
            told = [self._entry(skipped(event, self.target, attempt.needless))] if event else []
            return Ending(attempt.claimed, told)
        told = [self._entry(receipt(event, self.target, answer, attempt.took))]
        kept = answer.shows and isinstance(event.data, EnrichedRevision | Removal)
        return Ending(attempt.claimed, told, _shown(attempt, event, answer, now) if kept else None)

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
        if event:
            told.append(self._entry(delivery_failed(event, self.target, reason)))
        if event and isinstance(attempt.error, Regressed):
            told.append(self._entry(regressed(event, self.target, reason)))
        return Ending(claimed, told)

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

    def _entry(self, event: Event) -> tuple[str, dict[str, str | bytes]]:
        return event.stream, self.wire.encode(event)


def _shown(attempt: Attempt, event: Event, answer: Answer, now: int) -> Shown:
    before, removed = attempt.claimed.held, event.name != "article.enriched"
    return Shown(
        revision=event.revision,
        rank=rank(event),
        state="removed" if removed else "shown",
        content_sha256=content(event),
        url=before.url if removed and before else answer.url,
        remote_id=before.remote_id if removed and before else answer.remote_id,
        at=_when(now),
    )


def _when(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
