"""What a stage does with one entry: decode, handle, and turn every ending into writes. It knows no server."""

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import structlog

from khabar import models
from khabar.errors import Rejected, Retryable
from khabar.events import Event, make
from khabar.metrics import LAG_SECONDS
from khabar.server import passes
from khabar.stage import due
from khabar.stage.backoff import Backoff
from khabar.stage.due import Due
from khabar.stage.entry import FAILING_SINCE, Action, Entry, Outcome, Settled, add, delay
from khabar.stage.lane import TWIN
from khabar.stage.limit import Limit
from khabar.wire import Fields, Wire

MAX_DELIVERIES = 5
"""Deliveries after which an entry that breaks its handler or kills its worker becomes a dead letter."""

MAX_FIELDS = 256
"""Fields an entry may have: a script can pass on no more than some thousand arguments at once."""

LIMIT_SECONDS = 300.0
"""How long a handler may take over one entry before it is called off and the entry tried again later."""

UNKEPT_WAIT_SECONDS = 30.0
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Passed:
    """An event that a handler passes on unchanged to another stream."""

    event: Event
    stream: str


Output = Event | Passed | Due
Handler = Callable[[Event], Awaitable[Sequence[Output]]]


@dataclass(frozen=True, slots=True)
class Hop:
    """The rules of one stage: its handlers by event name and what it may write, by its index in the script's keys.

    ``lanes`` are the fast lanes of streams: what is urgent is written there too. A handler that takes longer than
    ``limit`` allows is called off, and its event tried again later.
    """

    stage: str
    group: str
    reads: str
    handlers: Mapping[str, Handler]
    outputs: Mapping[str, int]
    wire: Wire
    backoff: Backoff
    lanes: Mapping[str, int] = field(default_factory=dict)
    limit: Limit = field(default_factory=lambda: Limit(LIMIT_SECONDS))

    async def settle(self, entry: Entry) -> Settled:
        """Handle one entry. Never raises: every failure is a retry or a dead letter."""
        if entry.delivered > MAX_DELIVERIES:
            reason = f"delivered {entry.delivered} times without an end: it may kill its worker"
            return self._dead(entry, None, reason, "crash")
        if len(entry.fields) > MAX_FIELDS:
            return self._dead(entry, None, f"{len(entry.fields)} fields; an event has {MAX_FIELDS} at most", "rejected")
        event: Event | None = None
        try:
            event = self.wire.decode(entry.fields)
            return await self.limit.keep(self._handle(entry, event))
        except Retryable as error:
            return self._later(entry, event, error)
        except Rejected as error:
            return self._dead(entry, event, str(error), "rejected")
        except Exception as error:  # noqa: BLE001 - whatever a handler raises, its event is kept
            return self._unforeseen(entry, event, error)

    async def _handle(self, entry: Entry, event: Event) -> Settled:
        handler = self.handlers.get(event.name)
        if handler is None:
            return Settled(entry, (), "ignored")
        started = time.perf_counter()
        written = [action for output in await handler(event) for action in self._write(entry, output)]
        age = max(0.0, time.time() - event.time.timestamp())
        LAG_SECONDS.labels(self.stage).observe(age)
        log.info(
            "event.handled",
            stage=self.stage,
            type=event.name,
            article=event.subject,
            revision=event.revision,
            attempt=event.attempt,
            wrote=len(written),
            took_ms=round((time.perf_counter() - started) * 1000, 2),
            age_ms=round(age * 1000),
        )
        return Settled(entry, tuple(written), "handled")

    def _write(self, entry: Entry, output: Output) -> tuple[Action, ...]:
        if isinstance(output, Due):
            return (due.put(output, entry, self.wire.encode(output.skipped)),)
        stream, event = (
            (output.stream, _first_try(output.event)) if isinstance(output, Passed) else (output.stream, output)
        )
        fields = self.wire.encode(event)
        if event.lane != "urgent" or stream not in self.lanes:
            return (add(self.outputs[stream], fields),)
        fields[TWIN] = "1"
        return add(self.outputs[stream], fields), add(self.lanes[stream], fields)

    def _later(self, entry: Entry, event: Event | None, error: Retryable) -> Settled:
        now = time.time()
        elapsed = max(0.0, now - (entry.failing_since or now))
        wait = self.backoff.delay(entry.attempt, elapsed, error.retry_after)
        if wait is None:
            return self._dead(entry, event, f"given up after {entry.attempt} attempts: {error}", "exhausted")
        return self._again(entry, wait, str(error))

    def _unforeseen(self, entry: Entry, event: Event | None, error: Exception) -> Settled:
        if passes(error):  # a handler's own call to the server, while that is away or full
            return self._later(entry, event, Retryable(f"the server did not take a handler's call: {error}"))
        log.error("handler.bug", stage=self.stage, entry=entry.id, delivered=entry.delivered, exc_info=error)
        reason = f"{type(error).__name__}: {error}"
        if event is None or entry.attempt >= MAX_DELIVERIES:
            return self._dead(entry, event, reason, "bug")
        return self._again(entry, 0.2 * 2**entry.attempt, reason)

    def _again(self, entry: Entry, wait: float, reason: str) -> Settled:
        log.warning(
            "event.delayed", stage=self.stage, entry=entry.id, attempt=entry.attempt, wait=round(wait, 2), reason=reason
        )
        fields: Fields = {key.decode(): value for key, value in entry.fields.items()}
        fields |= {"attempt": str(entry.attempt + 1), FAILING_SINCE: f"{entry.failing_since or time.time():.3f}"}
        return Settled(entry, (delay(int(wait * 1000), fields),), "delayed")

    def _dead(self, entry: Entry, event: Event | None, reason: str, kind: Outcome) -> Settled:
        letter = self._letter(entry, reason, kind)
        log.error("event.dead", stage=self.stage, entry=entry.id, kind=kind, reason=reason)
        subject = event.subject if event else f"{self.reads}/{entry.id}"
        dead = make(
            "dead.letter",
            letter,
            source=f"khabar/{self.stage}",
            subject=subject,
            revision=event.revision if event else 0,
            target=f"{self.group}/{entry.id}",
            cause=event,
        )
        try:
            return Settled(entry, (add(self.outputs["dead"], self.wire.encode(dead)),), kind)
        except Retryable as error:  # too large for the stream, and the blob store does not take it
            return self._unkept(entry, dead, letter, error)

    def _unkept(self, entry: Entry, dead: Event, letter: models.DeadLetter, error: Retryable) -> Settled:
        """Try again later to keep a dead letter; one whose bytes cannot wait elsewhere is kept with its fields cut."""
        try:
            return self._again(entry, UNKEPT_WAIT_SECONDS, f"its dead letter cannot be kept yet: {error}")
        except UnicodeDecodeError:
            reason = f"{letter.error} (fields cut, whole in entry {entry.id} of {self.reads}: {error})"
            cut = letter.model_copy(update={"fields": _cut(letter.fields), "raw": _cut(letter.raw), "error": reason})
            return Settled(entry, (add(self.outputs["dead"], self.wire.encode(replace(dead, data=cut))),), letter.kind)

    def _letter(self, entry: Entry, reason: str, kind: Outcome) -> models.DeadLetter:
        now = datetime.now(UTC)
        since = entry.failing_since
        text, raw = entry.readable()
        return models.DeadLetter.model_validate(
            {
                "stage": self.stage,
                "group": self.group,
                "stream": self.reads,
                "entry_id": entry.id,
                "error": reason,
                "kind": kind,
                "attempts": max(entry.attempt, entry.delivered),
                "first_at": datetime.fromtimestamp(since, UTC) if since else now,
                "last_at": now,
                "fields": text,
                "raw": raw,
            }
        )


def _first_try(event: Event) -> Event:
    """An event for whoever reads it next: how often this stage tried is not told there."""
    extra = {name: value for name, value in event.extra.items() if name != FAILING_SINCE}
    return replace(event, attempt=1, extra=extra)


def _cut(fields: Mapping[str, str]) -> dict[str, str]:
    """So much of some fields as surely fits into an entry."""
    return {name[:200]: value[:1000] for name, value in list(fields.items())[:16]}
