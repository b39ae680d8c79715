"""``khabar dead`` on a real server, with letters that a real stage wrote."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from redis.asyncio import Redis

from khabar.blobs import BlobStore
from khabar.errors import Rejected
from khabar.events import Event
from khabar.keys import Keys
from khabar.models import Revision
from khabar.stage import Passed
from khabar.wire import Wire
from tests.integration.stage.newsroom import NAME, Newsroom, article, pass_on, running, until

from .command import Command

WORDS = "لا يُعرف هذا القسم"


@pytest.fixture
def newsroom(valkey_url: str, redis_client: Redis, keys: Keys, tmp_path: Path) -> Newsroom:
    return Newsroom(redis_client, keys, valkey_url, tmp_path / "blobs")


@pytest.fixture
def khabar(khabar: Command, newsroom: Newsroom) -> Command:
    return Command(khabar.folder, khabar.settings | {"KHABAR_BLOBS": str(newsroom.blobs)})


async def refuse(_: Event) -> Sequence[Passed]:
    raise Rejected(WORDS)


async def _die(newsroom: Newsroom, *events: Event) -> list[str]:
    """Have a stage refuse some events; returns their letters' ids."""
    await newsroom.send(*events)
    return await _refused(newsroom, len(events))


async def _refused(newsroom: Newsroom, count: int) -> list[str]:
    before = await newsroom.length("dead")
    async with running(newsroom.stage(refuse), newsroom.settings):
        await until(lambda: _has_letters(newsroom, before + count), 40)
    rows = cast("Any", await newsroom.redis.xrange(newsroom.keys.stream("dead")))
    return [id_.decode() for id_, _ in rows][-count:]


async def _has_letters(newsroom: Newsroom, count: int) -> bool:
    return await newsroom.length("dead") >= count


async def _ask(khabar: Command, *arguments: str) -> Any:  # noqa: ANN401 - whatever the verb tells
    done = await asyncio.to_thread(khabar, "dead", *arguments, "--json")
    assert "Traceback" not in done.stderr, done.stderr
    return json.loads(done.stdout)


async def _outcomes(khabar: Command, *arguments: str) -> list[str]:
    return [row["outcome"] for row in (await _ask(khabar, *arguments))["letters"]]


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value


async def test_an_article_that_was_refused_is_given_back_once_and_goes_its_way(
    khabar: Command, newsroom: Newsroom
) -> None:
    [letter] = await _die(newsroom, article(1))
    [row] = (await _ask(khabar, "list"))["letters"]
    assert (row["id"], row["stage"], row["kind"], row["state"]) == (letter, NAME, "rejected", "waiting")
    assert row["error"] == WORDS
    assert row["article"] == article(1).subject
    assert await _outcomes(khabar, "retry", letter, "--by", "هدى") == ["retried"]
    async with running(newsroom.stage(pass_on), newsroom.settings):
        await newsroom.outputs(1, 40)
    again = await asyncio.to_thread(khabar, "dead", "retry", letter)
    assert again.returncode == 1
    assert "retried already" in again.stdout
    assert "هدى" in again.stdout
    assert await newsroom.subjects() == [article(1).subject]
    [said] = await newsroom.read("commands")
    assert said.name == "command.retry"
    assert said.data.model_dump()["arguments"]["letter"] == letter
    assert [row["state"] for row in (await _ask(khabar, "list"))["letters"]] == ["retried"]


async def test_what_is_given_back_comes_as_if_for_the_first_time(khabar: Command, newsroom: Newsroom) -> None:
    first = article(1)
    [letter] = await _die(newsroom, replace(first, attempt=7, extra={"failingsince": "1764000000.000"}))
    await _ask(khabar, "retry", letter)
    [(_, fields)] = cast("Any", await newsroom.redis.xrange(newsroom.keys.again(NAME)))
    assert fields[b"attempt"] == b"1"
    assert b"failingsince" not in fields
    again = {name.decode(): value.decode() for name, value in fields.items()}
    assert again == {name: _text(value) for name, value in Wire().encode(first).items()}


async def test_two_people_at_two_desks_retry_a_letter_once(khabar: Command, newsroom: Newsroom) -> None:
    [letter] = await _die(newsroom, article(1))
    both = await asyncio.gather(*(asyncio.to_thread(khabar, "dead", "retry", letter) for _ in range(2)))
    assert sorted(done.returncode for done in both) == [0, 1]
    assert await newsroom.redis.xlen(newsroom.keys.again(NAME)) == 1


async def test_a_letter_that_a_newer_revision_has_overtaken_is_not_retried(khabar: Command, newsroom: Newsroom) -> None:
    [letter] = await _die(newsroom, article(1))
    await newsroom.redis.hset(newsroom.keys.article(article(1).subject), "revision", "3")
    done = await asyncio.to_thread(khabar, "dead", "retry", letter)
    assert done.returncode == 1
    assert "revision 1 is superseded by revision 3" in done.stdout
    assert await newsroom.redis.xlen(newsroom.keys.again(NAME)) == 0
    assert await _outcomes(khabar, "retry", letter, "--force") == ["retried"]


async def test_a_letter_is_dropped_with_a_reason_and_stays_readable(khabar: Command, newsroom: Newsroom) -> None:
    [letter] = await _die(newsroom, article(1))
    without = await asyncio.to_thread(khabar, "dead", "drop", letter)
    assert without.returncode == 2
    assert await _outcomes(khabar, "drop", letter, "--reason", "تكرار") == ["dropped"]
    assert await _outcomes(khabar, "retry", letter) == ["refused"]
    shown = await _ask(khabar, "show", letter)
    assert shown["decision"]["reason"] == "تكرار"
    assert shown["fields"]["data"]["headline"].startswith("البلدية")
    [said] = await newsroom.read("commands")
    assert said.name == "command.drop"


async def test_letters_are_found_by_stage_target_error_kind_article_and_time(
    khabar: Command, newsroom: Newsroom
) -> None:
    first, second, third = await _die(newsroom, article(1), article(2), article(3))
    narrowed = [
        (("--stage", NAME), [first, second, third]),
        (("--stage", "nobody"), []),
        (("--target", "site"), []),
        (("--reason", "القسم"), [first, second, third]),
        (("--error", "timeout"), []),
        (("--kind", "rejected", "--article", article(2).subject), [second]),
        (("--kind", "bug"), []),
        (("--since", second), [third]),
        (("--until", second), [first, second]),
        (("--since", "1h"), [first, second, third]),
        (("--until", "1h"), []),
        (("--limit", "1"), [third]),
    ]
    for arguments, expected in narrowed:
        found = [row["id"] for row in (await _ask(khabar, "list", *arguments))["letters"]]
        assert found == expected, arguments


async def test_all_letters_of_a_stage_are_retried_by_one_command(khabar: Command, newsroom: Newsroom) -> None:
    letters = await _die(newsroom, article(1), article(2), article(3))
    await _ask(khabar, "drop", letters[0], "--reason", "x")
    assert await _outcomes(khabar, "retry", "--stage", NAME) == ["retried", "retried"]
    assert await _outcomes(khabar, "retry", "--all") == []


@pytest.mark.parametrize("arguments", [("retry",), ("drop", "--reason", "x"), ("retry", "1-1", "--all")])
async def test_nobody_retries_or_drops_everything_by_mistake(
    khabar: Command, newsroom: Newsroom, arguments: tuple[str, ...]
) -> None:
    done = await asyncio.to_thread(khabar, "dead", *arguments)
    assert done.returncode == 2
    assert "--all" in done.stderr


async def test_an_entry_that_is_not_ours_is_shown_byte_by_byte_and_not_given_back(
    khabar: Command, newsroom: Newsroom
) -> None:
    stream = newsroom.keys.stream("articles")
    await newsroom.redis.xadd(stream, {b"type": "khabar.article.created.v1", b"note": "قديم \x1b[2J".encode("cp1256")})
    [letter] = await _refused(newsroom, 1)
    shown = await _ask(khabar, "show", letter)
    assert "\\x" in shown["raw"]["note"]["text"]
    told = await asyncio.to_thread(khabar, "dead", "show", letter)
    assert told.returncode == 0
    assert "\x1b" not in told.stdout
    refused = await asyncio.to_thread(khabar, "dead", "retry", letter)
    assert refused.returncode == 1
    assert "would die again" in refused.stdout
    assert await _outcomes(khabar, "retry", letter, "--force") == ["retried"]
    [(_, fields)] = cast("Any", await newsroom.redis.xrange(newsroom.keys.again(NAME)))
    assert fields[b"note"] == "قديم \x1b[2J".encode("cp1256")


async def test_a_foreign_entry_on_the_stream_of_dead_letters_is_shown_as_it_is(
    khabar: Command, newsroom: Newsroom
) -> None:
    id_ = cast("bytes", await newsroom.redis.xadd(newsroom.keys.stream("dead"), {b"\xff": b"\x00"})).decode()
    [row] = (await _ask(khabar, "list"))["letters"]
    assert "not readable" in row["error"]
    assert (await _ask(khabar, "show", id_))["fields"] == {"\\xff": "\x00"}
    assert await _outcomes(khabar, "retry", id_) == ["refused"]
    assert await _outcomes(khabar, "drop", id_, "--reason", "غريب") == ["dropped"]


async def test_a_letter_too_large_for_an_entry_is_read_from_the_blob_store(khabar: Command, newsroom: Newsroom) -> None:
    event = article(1)
    long = cast("Revision", event.data).model_copy(update={"lead": "خبر " * 60_000})
    blobs = BlobStore(newsroom.blobs)
    fields = cast("dict[Any, Any]", Wire(blobs).encode(replace(event, data=long)))
    assert "dataref" in fields
    fields["note"] = "x" * 300_000
    await newsroom.redis.xadd(newsroom.keys.stream("articles"), fields)
    [letter] = await _refused(newsroom, 1)
    shown = await _ask(khabar, "show", letter)
    assert shown["fields"]["note"] == "x" * 300_000
    assert await _outcomes(khabar, "retry", letter) == ["retried"]


async def test_a_letter_of_a_stage_that_reads_no_retries_says_so(khabar: Command, newsroom: Newsroom) -> None:
    [letter] = await _die(newsroom, article(1))
    await newsroom.redis.delete(newsroom.keys.again(NAME))
    done = await asyncio.to_thread(khabar, "dead", "retry", letter)
    assert done.returncode == 1
    assert f"no stage {NAME} has ever read" in done.stdout


async def test_a_letter_is_found_by_its_events_id_too(khabar: Command, newsroom: Newsroom) -> None:
    [letter] = await _die(newsroom, article(1))
    [event] = await newsroom.read("dead")
    assert (await _ask(khabar, "show", event.id))["id"] == letter
    assert await _outcomes(khabar, "retry", event.id) == ["retried"]
    unknown = await asyncio.to_thread(khabar, "dead", "show", "1-1")
    assert unknown.returncode == 1
    assert "no dead letter 1-1" in unknown.stderr
