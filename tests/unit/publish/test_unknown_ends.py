"""Calls of which nobody saw the end, at a target that can be asked nothing."""

import asyncio
import json
from dataclasses import replace
from typing import Any, Literal

import pytest

from khabar import Event, Retryable, Wire
from khabar.events import REPLAY, article_id
from khabar.models import EnrichedRevision, Removal
from khabar.stage import KILL, Backoff
from khabar.wire import Fields
from khabar_publish.attempt import Attempt, Courier
from khabar_publish.circuit import Circuit
from khabar_publish.claimed import Claimed
from khabar_publish.copies import taken
from khabar_publish.endings import Endings, weigh
from khabar_publish.pipeline import needless
from khabar_publish.shown import Shown
from khabar_publish.targets import Answer, Down, RemovalKind, Unknown

from .stories import ARTICLE, WHEN, enriched, removal, told
from .test_endings import tried

NOW = 1_790_000_000_000
ENDINGS = Endings("channel", Wire(), Backoff())
LOST = Unknown("nobody saw the end")


class Blind:
    """A target that shows what it is given and can be asked nothing; ``slow`` is how long a call takes."""

    id, own, blind = "channel", False, True

    def __init__(self, slow: float = 0) -> None:
        self.calls: list[str] = []
        self._slow = slow

    async def deliver(self, event: Event, revision: EnrichedRevision, held: Shown | None) -> Answer:  # noqa: ARG002 - as targets are asked
        self.calls.append(event.name)
        await asyncio.sleep(self._slow)
        return Answer("created", None, "41")

    async def remove(self, event: Event, removal: Removal, kind: RemovalKind, held: Shown | None) -> Answer:  # noqa: ARG002 - as above
        self.calls.append(event.name)
        return Answer("removed", None, "41")

    async def look_up(self, event: Event, held: Shown | None) -> Answer | None:  # noqa: ARG002 - as above
        return None

    async def check(self) -> str:
        return "well"

    async def close(self) -> None: ...


def _held(state: Literal["shown", "removed", "unknown"], remote_id: str | None = "41") -> Shown:
    return Shown(revision=1, rank=1, state=state, remote_id=remote_id, at=WHEN)


def _claimed(event: Event, held: Shown | None, lost: int) -> Claimed:
    flat: list[Any] = [part for pair in Wire().encode(event).items() for part in pair]
    entry = json.dumps([part.decode() if isinstance(part, bytes) else part for part in flat])
    work = f"2\n2\nnormal\n[]\n{entry}".encode()
    return Claimed(ARTICLE, "t/1", work, held, lost, probe=False)


async def _try(target: Blind, event: Event, held: Shown | None, lost: int = 0) -> Attempt:
    return await Courier(target, Wire(), enabled=True, seconds=0.2).attempt(_claimed(event, held, lost))


REVISION = told("article.enriched", enriched(2))
KILLED = told("article.killed", removal(2))


@pytest.mark.parametrize("event", [REVISION, KILLED])
@pytest.mark.parametrize(
    ("held", "lost"), [(_held("unknown"), 0), (_held("unknown", None), 3), (None, 1), (_held("removed"), 1)]
)
async def test_what_may_be_there_is_neither_sent_nor_left_for_gone(event: Event, held: Shown | None, lost: int) -> None:
    target = Blind()
    attempt = await _try(target, event, held, lost)
    assert isinstance(attempt.error, Unknown)
    assert not attempt.error.called
    assert f"khabar target settle channel {ARTICLE}" in str(attempt.error)
    assert target.calls == []


@pytest.mark.parametrize("event", [REVISION, KILLED])
@pytest.mark.parametrize(("held", "lost"), [(None, 0), (_held("shown"), 5), (_held("removed"), 0)])
async def test_what_is_known_is_changed_as_often_as_needed(event: Event, held: Shown | None, lost: int) -> None:
    target = Blind()
    assert (await _try(target, event, held, lost)).error is None
    assert target.calls == [event.name]


async def test_a_sending_that_takes_too_long_is_not_made_again_and_an_edit_is() -> None:
    assert isinstance((await _try(Blind(slow=5), REVISION, None)).error, Unknown)
    assert isinstance((await _try(Blind(slow=5), REVISION, _held("shown"))).error, Down)


def test_the_first_call_without_an_end_is_what_is_remembered() -> None:
    first = ENDINGS.of(tried(LOST), Circuit(), NOW)
    assert first.again == b""
    assert first.shown
    assert (first.shown.state, first.shown.revision, first.shown.remote_id) == ("unknown", 1, None)
    attempt = tried(Unknown("still", called=False))
    later = replace(attempt, claimed=replace(attempt.claimed, held=first.shown))
    assert ENDINGS.of(later, Circuit(), NOW).shown is None


def test_a_kill_in_doubt_keeps_its_rank() -> None:
    ending = ENDINGS.of(replace(tried(LOST), event=KILLED), Circuit(), NOW)
    assert ending.shown
    assert ending.shown.rank == KILL + 2


def test_a_replay_of_what_is_in_doubt_does_not_say_that_it_is_there() -> None:
    first = told("article.enriched", enriched(1))
    doubt = _held("unknown").model_copy(update={"content_sha256": enriched(1).content_sha})
    replayed = replace(first, extra={REPLAY: "2026-11-20"})
    assert needless(replayed, doubt, own=False, enabled=True) == ""
    assert needless(replayed, doubt.model_copy(update={"state": "shown"}), own=False, enabled=True)


def test_what_became_a_copy_while_it_is_in_doubt_is_not_taken_for_never_sent() -> None:
    copy = enriched(2, enrichment={"for_revision": 2, "duplicate_of": article_id("desk", "first")})
    merger = taken(told("article.enriched", copy), "channel", own=False, links=False)
    assert needless(merger, None, own=False, enabled=True)
    assert needless(merger, _held("unknown"), own=False, enabled=True) == ""


def test_calls_without_an_end_open_the_circuit_and_those_that_were_not_made_say_nothing() -> None:
    circuit, untouched = Circuit(), Circuit()
    for _ in range(5):
        circuit, _ = weigh(circuit, tried(LOST), NOW)
        untouched, _ = weigh(untouched, tried(Unknown("left alone", called=False)), NOW)
    assert circuit.state == "open"
    assert untouched == Circuit()


class _Full(Wire):
    """The streams, with nothing that takes what is too large for them."""

    def encode(self, event: Event) -> Fields:  # noqa: ARG002 - as the wire is asked
        msg = "the blob store does not take it"
        raise Retryable(msg)


def test_a_doubt_that_cannot_be_told_now_is_remembered_so_that_no_second_call_is_made() -> None:
    ending = Endings("channel", _Full(), Backoff()).of(tried(LOST), Circuit(), NOW)
    assert ending.again
    assert ending.shown
    assert ending.shown.state == "unknown"
