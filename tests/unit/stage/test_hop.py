"""Every ending of one entry, and the writes that settle it."""

import asyncio
import base64
import json
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from khabar.blobs import BlobStore
from khabar.errors import Rejected, Retryable
from khabar.events import Event, make
from khabar.models import DeadLetter, Receipt
from khabar.stage import MAX_DELIVERIES, Backoff, Handler, Passed
from khabar.stage.entry import DELAYED, Entry, Settled
from khabar.stage.hop import MAX_FIELDS, UNKEPT_WAIT_SECONDS
from khabar.stage.limit import Limit
from khabar.wire import Wire

from .conftest import OUTPUTS, entry_of, hop_with


def letter_in(settled: Settled, wire: Wire) -> DeadLetter:
    """The only write: a dead letter."""
    [action] = settled.actions
    assert action.key == OUTPUTS["dead"]
    event = wire.decode(_entry(action.arguments))
    assert isinstance(event.data, DeadLetter)
    return event.data


def retry_in(settled: Settled) -> tuple[int, dict[str, str]]:
    """The only write: a later try, as milliseconds and fields."""
    [action] = settled.actions
    assert action.key == DELAYED
    milliseconds, member = action.arguments
    assert isinstance(milliseconds, int)
    return milliseconds, json.loads(str(member))


def _entry(arguments: Sequence[str | bytes | int]) -> dict[bytes, bytes]:
    parts = [part if isinstance(part, bytes) else str(part).encode() for part in arguments]
    return dict(zip(parts[::2], parts[1::2], strict=True))


async def nothing(_: Event) -> list[Event]:
    return []


def failing(error: Exception) -> Handler:
    async def handler(_: Event) -> list[Event]:
        raise error

    return handler


async def test_what_a_handler_gives_is_written_to_the_streams_it_belongs_to(created: Event, wire: Wire) -> None:
    async def handler(event: Event) -> list[Event | Passed]:
        receipt = Receipt(id=event.subject, revision=1, target="site", content_sha256="0" * 64, outcome="created")
        published = make("article.published", receipt, source="t", subject=event.subject, revision=1, cause=event)
        return [published, Passed(event, "enriched")]

    settled = await hop_with(handler, wire).settle(entry_of(created))

    assert settled.outcome == "handled"
    assert [action.key for action in settled.actions] == [OUTPUTS["published"], OUTPUTS["enriched"]]
    passed = wire.decode(_entry(settled.actions[1].arguments))
    assert passed == wire.decode(entry_of(created).fields)


async def test_an_event_that_no_handler_wants_is_acknowledged_without_a_trace(created: Event, wire: Wire) -> None:
    hop = hop_with(nothing, wire)
    other = make("article.updated", created.data, source="t", subject=created.subject, revision=2)

    settled = await hop.settle(entry_of(other))

    assert (settled.outcome, settled.actions) == ("ignored", ())


async def test_a_target_that_is_down_gets_the_same_event_later(created: Event, wire: Wire) -> None:
    entry = entry_of(created)
    before = time.time()

    settled = await hop_with(failing(Retryable("503", retry_after=30)), wire).settle(entry)

    milliseconds, fields = retry_in(settled)
    assert settled.outcome == "delayed"
    assert milliseconds >= 30_000
    assert fields.pop("attempt") == "2"
    assert before - 1 <= float(fields.pop("failingsince")) <= time.time() + 0.001  # it is rounded to milliseconds
    original = {key.decode(): value.decode() for key, value in entry.fields.items()} | {"attempt": "1"}
    del original["attempt"]
    assert fields == original


async def test_the_time_of_the_first_failure_is_kept_over_all_tries(created: Event, wire: Wire) -> None:
    since = f"{time.time() - 100:.3f}"
    entry = entry_of(created, {"attempt": b"7", "failingsince": since.encode()})

    _, fields = retry_in(await hop_with(failing(Retryable("503")), wire).settle(entry))

    assert (fields["attempt"], fields["failingsince"]) == ("8", since)


async def test_a_target_that_stays_down_for_three_days_ends_in_the_dead_letters(created: Event, wire: Wire) -> None:
    since = time.time() - 73 * 3600
    entry = entry_of(created, {"attempt": b"290", "failingsince": f"{since:.3f}".encode()})

    settled = await hop_with(failing(Retryable("503 from the site")), wire).settle(entry)

    letter = letter_in(settled, wire)
    assert settled.outcome == letter.kind == "exhausted"
    assert letter.attempts == 290
    assert "503 from the site" in letter.error
    assert abs(letter.first_at.timestamp() - since) < 0.01


async def test_a_rejected_event_lies_untouched_in_its_dead_letter(created: Event, wire: Wire) -> None:
    entry = entry_of(created)

    settled = await hop_with(failing(Rejected("no such section: طقس")), wire).settle(entry)

    letter = letter_in(settled, wire)
    assert settled.outcome == letter.kind == "rejected"
    assert letter.error == "no such section: طقس"
    assert {key.encode(): value.encode() for key, value in letter.fields.items()} == entry.fields
    assert (letter.stage, letter.group, letter.stream, letter.entry_id) == ("enrich", "enrich", "articles", "1-0")


async def test_a_dead_letter_continues_the_trace_of_its_event(created: Event, wire: Wire) -> None:
    settled = await hop_with(failing(Rejected("no")), wire).settle(entry_of(created))

    dead = wire.decode(_entry(settled.actions[0].arguments))
    assert (dead.subject, dead.revision) == (created.subject, 1)
    assert (dead.causationid, dead.correlationid) == (created.id, created.correlationid)
    assert dead.traceparent == created.traceparent


async def test_a_bug_is_tried_again_soon_and_kept_after_five_tries(created: Event, wire: Wire) -> None:
    hop = hop_with(failing(ZeroDivisionError("words per minute")), wire)
    waits = []
    fields: dict[str, bytes] = {}
    for _ in range(MAX_DELIVERIES - 1):
        settled = await hop.settle(entry_of(created, fields))
        assert settled.outcome == "delayed"
        wait, again = retry_in(settled)
        waits.append(wait)
        fields = {"attempt": again["attempt"].encode(), "failingsince": again["failingsince"].encode()}

    letter = letter_in(await hop.settle(entry_of(created, fields)), wire)

    assert waits == [400, 800, 1600, 3200]
    assert (letter.kind, letter.attempts) == ("bug", MAX_DELIVERIES)
    assert letter.error == "ZeroDivisionError: words per minute"


async def test_a_handler_that_writes_to_a_stream_that_is_not_there_is_a_bug(created: Event, wire: Wire) -> None:
    async def handler(event: Event) -> list[Passed]:
        return [Passed(event, "nowhere")]

    settled = await hop_with(handler, wire).settle(entry_of(created))

    assert settled.outcome == "delayed"


async def test_an_entry_of_another_program_is_kept_with_its_raw_bytes(created: Event, wire: Wire) -> None:
    entry = entry_of(created, {"data": b"\xff\xfe", "source": b"\x80"})

    settled = await hop_with(nothing, wire).settle(entry)

    letter = letter_in(settled, wire)
    assert settled.outcome == "rejected"
    assert {name: base64.b64decode(value) for name, value in letter.raw.items()} == {
        "data": b"\xff\xfe",
        "source": b"\x80",
    }
    assert letter.fields["id"] == created.id


async def test_an_empty_foreign_entry_is_named_by_its_place(wire: Wire, created: Event) -> None:
    entry = entry_of(created)
    bare = type(entry)("5-1", {b"hello": b"world"})

    settled = await hop_with(nothing, wire).settle(bare)

    dead = wire.decode(_entry(settled.actions[0].arguments))
    assert dead.subject == "articles/5-1"
    assert letter_in(settled, wire).fields == {"hello": "world"}


async def test_an_entry_that_came_back_too_often_is_suspected_and_not_handled(created: Event, wire: Wire) -> None:
    handled: list[Event] = []

    async def handler(event: Event) -> list[Event]:
        handled.append(event)
        return []

    hop = hop_with(handler, wire)
    last_chance = await hop.settle(entry_of(created, delivered=MAX_DELIVERIES))
    suspect = await hop.settle(entry_of(created, delivered=MAX_DELIVERIES + 1))

    assert last_chance.outcome == "handled"
    assert len(handled) == 1
    assert (suspect.outcome, letter_in(suspect, wire).attempts) == ("crash", MAX_DELIVERIES + 1)


@pytest.mark.parametrize(
    "damage",
    [
        {"attempt": b"9" * 5000},
        {"failingsince": b"9" * 400},
        {"failingsince": b"99999999999"},
        {"time": b"9999-12-31T23:59:59-14:00"},
        {"revision": b"9" * 4000},
        {"subject": b""},
    ],
    ids=["endless attempt", "endless failure", "failure in the year 5138", "end of time", "endless revision", "nobody"],
)
@pytest.mark.parametrize("error", [Retryable("later"), Rejected("never"), ValueError("bug")], ids=repr)
async def test_no_damaged_attribute_keeps_an_entry_from_its_end(
    created: Event, wire: Wire, damage: dict[str, bytes], error: Exception
) -> None:
    settled = await hop_with(failing(error), wire).settle(entry_of(created, damage))

    assert settled.outcome in {"delayed", "rejected", "bug"}
    assert len(settled.actions) == 1


async def test_an_entry_with_more_fields_than_a_script_can_carry_is_rejected(created: Event, wire: Wire) -> None:
    many = {f"x{number}": b"1" for number in range(MAX_FIELDS)}

    settled = await hop_with(failing(Retryable("later")), wire).settle(entry_of(created, many))

    assert (settled.outcome, letter_in(settled, wire).kind) == ("rejected", "rejected")


async def test_a_stage_may_give_up_sooner_than_others(created: Event, wire: Wire) -> None:
    impatient = Backoff(give_up_after=0)

    settled = await hop_with(failing(Retryable("503")), wire, impatient).settle(entry_of(created))

    assert settled.outcome == "exhausted"


async def test_a_handler_that_is_called_off_settles_nothing(created: Event, wire: Wire) -> None:
    async def handler(_: Event) -> list[Event]:
        await asyncio.sleep(60)
        return []

    task = asyncio.create_task(hop_with(handler, wire).settle(entry_of(created)))
    await asyncio.sleep(0.01)
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task


def without_a_folder(tmp_path: Path) -> Wire:
    """A wire whose blob store cannot be written: a file lies where its folder should be."""
    (tmp_path / "taken").touch()
    return Wire(BlobStore(tmp_path / "taken"))


async def test_a_dead_letter_that_cannot_be_kept_now_is_tried_again(created: Event, tmp_path: Path) -> None:
    long = replace(created, extra={"note": "ط" * 150_000})
    settled = await hop_with(failing(Rejected("refused")), without_a_folder(tmp_path)).settle(entry_of(long))
    milliseconds, fields = retry_in(settled)
    assert milliseconds == UNKEPT_WAIT_SECONDS * 1000
    assert fields["note"] == "ط" * 150_000


async def test_a_dead_letter_of_foreign_bytes_is_kept_with_its_fields_cut_when_there_is_no_other_way(
    tmp_path: Path,
) -> None:
    entry = Entry("1-0", {b"data": b"\xff" * 300_000, b"type": b"foreign"})
    settled = await hop_with(nothing, without_a_folder(tmp_path)).settle(entry)
    letter = letter_in(settled, Wire())
    assert letter.fields["type"] == "foreign"
    assert "fields cut, whole in entry 1-0" in letter.error


async def test_an_output_that_the_blob_store_does_not_take_is_tried_again(created: Event, tmp_path: Path) -> None:
    async def handler(event: Event) -> list[Event]:
        receipt = Receipt(id="a", revision=1, target="t" * 300_000, content_sha256="", outcome="created")
        return [make("article.published", receipt, source="t", subject=event.subject, cause=event)]

    settled = await hop_with(handler, without_a_folder(tmp_path)).settle(entry_of(created))
    assert settled.outcome == "delayed"


async def test_a_handler_that_never_ends_is_called_off_and_its_event_tried_again(created: Event, wire: Wire) -> None:
    async def hangs(_: Event) -> list[Event]:
        await asyncio.Event().wait()
        return []

    hop = replace(hop_with(hangs, wire), limit=Limit(0.01))
    with capture_logs() as logs:
        settled = await hop.settle(entry_of(created))

    assert settled.outcome == "delayed"
    assert retry_in(settled)[1]["attempt"] == "2"
    assert "took longer than 0.01 s" in logs[-1]["reason"]


async def test_a_handlers_own_timeout_is_no_sign_of_a_hung_handler(created: Event, wire: Wire) -> None:
    with capture_logs() as logs:
        await hop_with(failing(TimeoutError("the archive did not answer")), wire).settle(entry_of(created))

    assert logs[-1]["reason"] == "TimeoutError: the archive did not answer"


async def test_what_is_passed_on_after_a_retry_begins_its_next_hop_anew(created: Event, wire: Wire) -> None:
    async def handler(event: Event) -> list[Passed]:
        return [Passed(event, "enriched")]

    entry = entry_of(created, {"attempt": b"3", "failingsince": f"{time.time() - 100:.3f}".encode()})
    [action] = (await hop_with(handler, wire).settle(entry)).actions

    assert wire.decode(_entry(action.arguments)) == wire.decode(entry_of(created).fields)
