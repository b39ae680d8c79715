"""Messages of which nobody knows whether they are in the channel: a person looks, and nothing is sent twice."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from khabar.models import Command, DeadLetter
from khabar_publish.deliveries import LEASE_SECONDS
from tests.unit.publish.stories import ARTICLE, enriched, removal, told

from .channel import ID, QUICK, channel_room, held
from .desk import Desk, until
from .rooms import Room
from .telegram_server import Reply, TelegramServer, on
from .test_by_hand import khabar

FIRST, SECOND = enriched(1, "عودة المياه"), enriched(2, "عودة المياه إلى الرقة")
BY = ("--by", "سلمى", "--reason", "نظرت في القناة")


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    server = await TelegramServer().start()
    yield server
    await server.stop()


@pytest.fixture
def room(desk: Desk, valkey_url: str, tmp_path: Path, server: TelegramServer) -> Room:
    return channel_room(desk, valkey_url, tmp_path, server, *QUICK)


async def _parked(room: Room) -> None:
    """Send the first revision, whose end nobody sees."""
    await room.desk.send(told("article.enriched", FIRST))
    await until(lambda: _dead(room, 1))


async def _dead(room: Room, count: int) -> bool:
    return len(await room.desk.told("dead")) >= count and await room.desk.is_idle(ID)


async def _ends(room: Room, *wanted: str) -> None:
    """Wait for the events that tell how deliveries ended."""

    async def ended() -> bool:
        told_ = [event.name for event in await room.desk.told() if not event.name.startswith("publication")]
        return told_ == list(wanted) and await room.desk.is_idle(ID)

    await until(ended, 30)


async def _retried(room: Room) -> None:
    await khabar(room, "retry", "--target", ID, "--article", ARTICLE, verb="dead")


async def test_a_message_whose_answer_was_lost_is_parked_and_nothing_is_sent_twice(
    room: Room, server: TelegramServer
) -> None:
    server.behaviour = on("sendMessage", Reply(drops=True))
    async with room.at_work():
        await _parked(room)
        await room.desk.send(told("article.enriched", SECOND))
        await until(lambda: _dead(room, 2))
        await room.desk.send(told("article.killed", removal(3)))
        await until(lambda: _dead(room, 3))
    letters = [event.data for event in await room.desk.told("dead") if isinstance(event.data, DeadLetter)]
    assert [letter.kind for letter in letters] == ["rejected"] * 3
    assert all("in the channel" in letter.error or "target settle" in letter.error for letter in letters)
    known = await held(room, ARTICLE)
    assert known
    assert (known.state, known.revision, known.content_sha256) == ("unknown", 1, FIRST.content_sha)
    assert server.called("sendMessage") == 1
    assert server.called("deleteMessage") == 0


async def test_what_was_found_in_the_channel_is_edited_from_then_on(room: Room, server: TelegramServer) -> None:
    server.behaviour = on("sendMessage", Reply(drops=True))
    async with room.at_work():
        await _parked(room)
        said = await khabar(room, "settle", ID, ARTICLE, "--sent", "41", "--url", "https://t.me/khabar_news/41", *BY)
        assert (said["state"], said["revision"]) == ("shown", 1)
        assert said["next"] == f"khabar dead retry --target {ID} --article {ARTICLE}"
        await _retried(room)
        await _ends(room, "delivery.failed", "article.published")
        await room.desk.send(told("article.enriched", SECOND))
        await _ends(room, "delivery.failed", "article.published", "article.published")
    assert server.texts == ["عودة المياه إلى الرقة"]
    assert server.called("sendMessage") == 1
    known = await held(room, ARTICLE)
    assert known
    assert (known.state, known.revision, known.remote_id, known.by_hand) == ("shown", 2, "41", False)


async def test_what_was_not_found_there_is_sent_once_more(room: Room, server: TelegramServer) -> None:
    server.behaviour = on("sendMessage", Reply(drops=True, takes=False))
    async with room.at_work():
        await _parked(room)
        said = await khabar(room, "settle", ID, ARTICLE, "--not-sent", *BY)
        assert said["state"] == "removed"
        await _retried(room)
        await _ends(room, "delivery.failed", "article.published")
    assert server.texts == ["عودة المياه"]
    assert server.called("sendMessage") == 2


@pytest.mark.parametrize("found", [("--sent", "41"), ("--not-sent",)])
async def test_a_kill_that_a_person_had_to_settle_takes_the_message_away(
    room: Room, server: TelegramServer, found: tuple[str, ...]
) -> None:
    server.behaviour = on("sendMessage", Reply(drops=True, takes="--sent" in found))
    async with room.at_work():
        await _parked(room)
        await room.desk.send(told("article.killed", removal(2)))
        await until(lambda: _dead(room, 2))
        await khabar(room, "settle", ID, ARTICLE, *found, *BY)
        letters = await khabar(room, "list", "--target", ID, verb="dead")
        await khabar(room, "retry", letters["letters"][-1]["id"], verb="dead")
        await _ends(room, "delivery.failed", "delivery.failed", "article.removed")
    assert server.messages == {}
    assert server.called("sendMessage") == 1
    known = await held(room, ARTICLE)
    assert known
    assert (known.state, known.rank > 10**12) == ("removed", True)


async def test_a_publish_that_dies_while_it_sends_leaves_the_rest_to_a_person(
    room: Room, server: TelegramServer
) -> None:
    server.behaviour = on("sendMessage", Reply(after=60))
    async with room.at_work() as work:
        await room.desk.send(told("article.enriched", FIRST))
        await until(lambda: _called(server, 1))
        for flight in work.deliverer(ID)._flights:  # noqa: SLF001 - as if the process died: no end is written
            flight.cancel()
        await asyncio.sleep(LEASE_SECONDS)
        await until(lambda: _dead(room, 1))
    [event] = await room.desk.told("dead")
    assert isinstance(event.data, DeadLetter)
    assert f"`khabar target settle {ID} {ARTICLE}`" in event.data.error
    assert server.called("sendMessage") == 1


async def test_a_finding_is_kept_as_a_command_and_may_be_mended_until_it_was_used(room: Room) -> None:
    server_state = {"revision": 1, "rank": 1, "state": "unknown", "at": "2026-11-20T10:00:00Z"}
    await _remember(room, server_state)
    await khabar(room, "settle", ID, ARTICLE, "--sent", "رقم", *BY)
    await khabar(room, "settle", ID, ARTICLE, "--sent", "41", *BY)
    known = await held(room, ARTICLE)
    assert known
    assert (known.state, known.remote_id, known.by_hand) == ("shown", "41", True)
    first, second = await room.desk.told("commands")
    assert (first.name, second.name) == ("command.settle", "command.settle")
    assert second.data == Command(
        id=ARTICLE,
        by="سلمى",
        reason="نظرت في القناة",
        arguments={"target": ID, "revision": 1, "sent": "41", "url": None},
    )


async def test_where_nothing_is_in_doubt_nothing_is_settled(room: Room) -> None:
    assert "is in doubt" in await khabar(room, "settle", ID, ARTICLE, "--not-sent", *BY, expect=1)
    await _remember(room, {"revision": 1, "rank": 1, "state": "shown", "remote_id": "7", "at": "2026-11-20T10:00:00Z"})
    assert "is in doubt" in await khabar(room, "settle", ID, ARTICLE, "--sent", "41", *BY, expect=1)
    assert await room.desk.told("commands") == []


@pytest.mark.parametrize("found", [(), ("--sent", "41", "--not-sent"), ("--not-sent", "--url", "https://t.me/x/1")])
async def test_a_finding_says_one_thing(room: Room, found: tuple[str, ...]) -> None:
    assert "--sent" in await khabar(room, "settle", ID, ARTICLE, *found, *BY, expect=2)


async def _called(server: TelegramServer, times: int) -> bool:
    return server.called("sendMessage") >= times


async def _remember(room: Room, known: dict[str, Any]) -> None:
    await room.redis.hset(room.keys.shown(ARTICLE), ID, json.dumps(known))
