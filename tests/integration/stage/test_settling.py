"""How entries end: handled, tried again, or kept as dead letters; none is lost and none is doubled."""

import asyncio
import base64
import time
from dataclasses import replace
from typing import Any, cast

import pytest
from structlog.testing import capture_logs

from khabar.errors import Rejected, Retryable
from khabar.events import Event
from khabar.stage import MAX_DELIVERIES, Backoff, Passed, inbox, stage
from khabar.wire import Wire

from .newsroom import NAME, Newsroom, article, gated, pass_on, running, until

pytestmark = [pytest.mark.server, pytest.mark.usefixtures("quick")]


async def test_a_target_that_fails_once_gets_the_article_on_the_next_try(newsroom: Newsroom) -> None:
    tries: list[tuple[int, float]] = []

    async def flaky(event: Event) -> list[Passed]:
        tries.append((event.attempt, time.monotonic()))
        if event.attempt == 1:
            reason = "503"
            raise Retryable(reason, retry_after=0.5)
        return await pass_on(event)

    await newsroom.sent(1)
    async with running(newsroom.stage(flaky), newsroom.settings):
        await newsroom.outputs(1)
        await until(lambda: _is_empty(newsroom, f"again:{NAME}"))

    assert [attempt for attempt, _ in tries] == [1, 2]
    assert tries[1][1] - tries[0][1] >= 0.5
    assert await newsroom.redis.zcard(newsroom.keys.delayed(NAME)) == 0


async def _is_empty(newsroom: Newsroom, name: str) -> bool:
    key = newsroom.keys(*name.split(":"))
    return await newsroom.redis.xlen(key) == 0 and await newsroom.pending(name) == 0


async def test_while_one_article_waits_for_its_next_try_the_others_go_on(newsroom: Newsroom) -> None:
    stuck = article(1).subject

    async def flaky(event: Event) -> list[Passed]:
        if event.subject == stuck:
            reason = "429"
            raise Retryable(reason, retry_after=3600)
        return await pass_on(event)

    await newsroom.sent(10)
    async with running(newsroom.stage(flaky), newsroom.settings):
        await until(lambda: _has(newsroom, "enriched", 9))

    assert stuck not in await newsroom.subjects()
    assert await newsroom.pending() == 0
    waiting = await newsroom.redis.zrange(newsroom.keys.delayed(NAME), 0, -1, withscores=True)
    [(member, due)] = cast("list[tuple[bytes, float]]", waiting)
    assert "البلدية" in member.decode()
    assert 3590 < due / 1000 - time.time() <= 3600


async def _ready(worker: stage.Stage) -> bool:
    return all(check.ok for check in await worker.readiness())


async def _has(newsroom: Newsroom, stream: str, count: int) -> bool:
    return await newsroom.length(stream) >= count


@pytest.mark.parametrize("error", [Rejected("no such section"), KeyError("section")], ids=["rejected", "bug"])
async def test_an_article_that_cannot_be_handled_is_kept_and_the_others_go_on(
    newsroom: Newsroom, error: Exception
) -> None:
    bad = replace(article(2), attempt=5)

    async def handler(event: Event) -> list[Passed]:
        if event.subject == bad.subject:
            raise error
        return await pass_on(event)

    await newsroom.send(article(1), bad, article(3))
    async with running(newsroom.stage(handler), newsroom.settings):
        await until(lambda: _has(newsroom, "enriched", 2))
        await until(lambda: _has(newsroom, "dead", 1))

    [letter] = await newsroom.letters()
    assert letter.fields["subject"] == bad.subject
    assert letter.kind == ("rejected" if isinstance(error, Rejected) else "bug")
    assert "section" in letter.error
    assert await newsroom.pending() == 0


async def test_entries_of_another_program_end_as_dead_letters_with_their_bytes(newsroom: Newsroom) -> None:
    stream = newsroom.keys.stream("articles")
    await newsroom.redis.xadd(stream, {b"__data__": b"\x89BIN\r\n\xff\xfe"})
    await newsroom.redis.xadd(stream, {"hello": "world"})
    await newsroom.send(article(1))

    stage = newsroom.stage()
    async with running(stage, newsroom.settings):
        await newsroom.outputs(1)
        await until(lambda: _ready(stage), seconds=30)

    letters = await newsroom.letters()
    assert [letter.kind for letter in letters] == ["rejected", "rejected"]
    assert base64.b64decode(letters[0].raw["__data__"]) == b"\x89BIN\r\n\xff\xfe"
    assert letters[1].fields == {"hello": "world"}


async def test_a_hostile_entry_never_stops_the_stage_nor_its_neighbours(newsroom: Newsroom) -> None:
    async def down(event: Event) -> list[Passed]:
        if event.extra:
            reason = "503"
            raise Retryable(reason)
        return await pass_on(event)

    fields: dict[Any, Any] = {**Wire().encode(article(99)), **{f"x{number}": "1" for number in range(6000)}}
    damaged: dict[Any, Any] = {**Wire().encode(article(98)), "attempt": "9" * 5000, "failingsince": "9" * 400}
    for hostile in (fields, damaged):
        await newsroom.redis.xadd(newsroom.keys.stream("articles"), hostile)
    await newsroom.send(article(1))

    async with running(newsroom.stage(down), newsroom.settings):
        await newsroom.outputs(1)

    letters = await newsroom.letters()
    assert [(letter.kind, letter.attempts) for letter in letters] == [("rejected", 1), ("rejected", 1)]
    assert len(letters[0].fields) > 6000


async def test_a_stream_of_the_wrong_kind_stops_a_commit_before_its_acknowledgement(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "LOST_MILLISECONDS", 50)
    handled: list[str] = []

    async def counted(event: Event) -> list[Passed]:
        handled.append(event.subject)
        return await pass_on(event)

    await newsroom.redis.set(newsroom.keys.stream("published"), "not a stream")
    await newsroom.sent(3)

    worker = newsroom.stage(counted)
    async with running(worker, newsroom.settings):
        await until(lambda: _is_refused(worker))
        await asyncio.sleep(1)  # ten rounds of looking for entries that were lost on their way
        [failed] = [check for check in await worker.readiness() if check.name == "commit"]
        assert (await newsroom.length("enriched"), await newsroom.pending(), len(handled)) == (0, 3, 3)
        await newsroom.redis.delete(newsroom.keys.stream("published"))
        await newsroom.outputs(3)
        await until(lambda: _ready(worker), seconds=30)

    assert "published is a string, not a stream" in failed.detail
    assert (len(handled), await newsroom.length("dead")) == (3, 0)


async def _is_refused(worker: stage.Stage) -> bool:
    return any(check.name == "commit" and not check.ok for check in await worker.readiness())


async def test_work_taken_over_whose_commit_is_refused_waits_as_well(newsroom: Newsroom) -> None:
    await newsroom.redis.set(newsroom.keys.stream("enriched"), "not a stream")
    await newsroom.sent(2)
    await newsroom.crashed("ghost")

    worker = newsroom.stage()
    async with running(worker, newsroom.settings):
        await until(lambda: _is_refused(worker))
        await newsroom.redis.delete(newsroom.keys.stream("enriched"))
        await newsroom.outputs(2)


async def test_restarts_while_commits_are_refused_make_no_entry_a_suspect(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stage, "COMMIT_GRACE_SECONDS", 0.1)
    await newsroom.redis.set(newsroom.keys.stream("enriched"), "not a stream")
    await newsroom.sent(3)
    for _ in range(MAX_DELIVERIES + 2):
        worker = newsroom.stage()
        async with running(worker, newsroom.settings):
            await until(lambda worker=worker: _is_refused(worker))  # type: ignore[misc]

    await newsroom.redis.delete(newsroom.keys.stream("enriched"))
    async with running(newsroom.stage(), newsroom.settings):
        await newsroom.outputs(3)
    assert await newsroom.length("dead") == 0


async def test_a_handler_that_never_ends_is_called_off_and_its_neighbours_go_on(newsroom: Newsroom) -> None:
    stuck = article(4).subject

    async def hangs(event: Event) -> list[Passed]:
        if event.subject == stuck:
            await asyncio.Event().wait()
        return await pass_on(event)

    await newsroom.sent(10)
    with capture_logs() as logs:
        worker = newsroom.stage(hangs, limit_seconds=0.3, backoff=Backoff(patient_after=0))
        async with running(worker, newsroom.settings):
            await until(lambda: _has(newsroom, "enriched", 9), seconds=30)

    assert stuck not in await newsroom.subjects()
    assert await newsroom.redis.zcard(newsroom.keys.delayed(NAME)) == 1
    [late] = [entry for entry in logs if entry["event"] == "event.delayed"]
    assert "took longer than 0.3 s" in late["reason"]


async def test_an_event_that_no_handler_wants_is_acknowledged(newsroom: Newsroom) -> None:
    stage = newsroom.stage()
    stage.handlers.clear()
    await newsroom.sent(4)

    async with running(stage, newsroom.settings):
        await until(lambda: _is_read_and_done(newsroom))

    assert await newsroom.length("dead") == 0


async def _is_read_and_done(newsroom: Newsroom) -> bool:
    [group] = await newsroom.redis.xinfo_groups(newsroom.keys.stream("articles"))
    return cast("bool", group["entries-read"] == 4 and group["pending"] == 0)


async def test_a_bug_is_loud(newsroom: Newsroom) -> None:
    async def broken(_: Event) -> list[Passed]:
        reason = "words per minute"
        raise ZeroDivisionError(reason)

    await newsroom.sent(1)
    with capture_logs() as logs:
        async with running(newsroom.stage(broken), newsroom.settings):
            await until(lambda: _is_delayed(newsroom))

    [bug] = [entry for entry in logs if entry["event"] == "handler.bug"][:1]
    assert bug["log_level"] == "error"
    assert bug["exc_info"]


async def _is_delayed(newsroom: Newsroom) -> bool:
    return await newsroom.redis.zcard(newsroom.keys.delayed(NAME)) == 1


async def test_entries_of_one_batch_may_be_handled_at_once(newsroom: Newsroom) -> None:
    at_once = most = 0

    async def slow(event: Event) -> list[Passed]:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        await asyncio.sleep(0.05)
        at_once -= 1
        return await pass_on(event)

    await newsroom.sent(40)
    async with running(newsroom.stage(slow, concurrency=8), newsroom.settings):
        await newsroom.outputs(40)

    assert most == 8


async def test_a_stage_that_lost_its_rights_waits_for_them_with_what_it_has_in_hand(any_newsroom: Newsroom) -> None:
    gate = asyncio.Event()

    async def in_hand() -> bool:
        return await any_newsroom.pending() == 3

    await any_newsroom.sent(3)
    worker = any_newsroom.stage(gated(gate))
    async with running(worker, any_newsroom.settings):
        await until(in_hand)
        await any_newsroom.redis.acl_setuser("default", enabled=True, commands=["-evalsha"], nopass=True)
        gate.set()
        await until(lambda: _is_refused(worker))
        await any_newsroom.redis.acl_setuser("default", enabled=True, commands=["+evalsha"], nopass=True)
        await any_newsroom.outputs(3)

    assert await any_newsroom.length("dead") == 0
