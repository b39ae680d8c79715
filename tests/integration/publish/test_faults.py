"""Targets that are slow, broken, busy, gone, or that refuse us: nothing lost, nothing doubled, the right alarm once."""

import asyncio
import random
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from khabar.models import DeadLetter, EnrichedRevision, Receipt
from khabar.stage import Backoff
from tests.unit.publish.stories import enriched, removal, told

from .desk import until
from .receiver import Receiver, Reply, always, well
from .rooms import PARTNER, MakeRoom, Room
from .stories import story

SEED = 20260301


async def send(room: Room, *revisions: EnrichedRevision) -> None:
    await room.desk.send(*(told("article.enriched", revision) for revision in revisions))


def names(events: list[Any]) -> list[str]:
    return [event.name for event in events]


async def test_an_article_reaches_the_partner_signed_and_whole(room: Room) -> None:
    await send(room, enriched())
    async with room.at_work():
        [event] = await room.delivered()
    assert isinstance(event.data, Receipt)
    assert (event.name, event.data.target, event.data.attempts) == ("article.published", PARTNER, 1)
    [taken] = room.partner.taken
    assert taken["data"]["headline"] == enriched().headline
    assert room.partner.unsigned == 0


async def test_a_slow_partner_is_called_several_times_at_once_and_no_article_twice(room: Room) -> None:
    room.partner.behaviour = lambda _, __: Reply(after=0.1)
    await send(room, *(story(number) for number in range(24)))
    async with room.at_work():
        events = await room.delivered()
    assert names(events) == ["article.published"] * 24
    assert 1 < room.partner.most_at_once <= room.settings.target_concurrency
    assert len(room.partner.taken) == 24
    assert room.partner.repeated == 0


async def test_a_partner_that_fails_every_second_call_gets_all_in_the_end(room: Room) -> None:
    chance = random.Random(SEED)  # noqa: S311 - seeded chance, not secrets
    room.partner.behaviour = lambda _, __: Reply(500, takes=False) if chance.random() < 0.5 else Reply()
    await send(room, *(story(number) for number in range(40)))
    async with room.at_work() as work:
        await work.while_time_goes_by(room)
        events = await room.delivered()
    assert names(events) == ["article.published"] * 40, f"seed {SEED}"
    assert len(room.partner.holds) == 40
    assert not await room.desk.told("dead")


async def test_a_partner_that_takes_and_then_hangs_up_holds_each_article_once(room: Room) -> None:
    room.partner.behaviour = lambda call, _: Reply(drops=call % 3 == 1)
    await send(room, *(story(number) for number in range(12)))
    async with room.at_work() as work:
        await work.while_time_goes_by(room)
        events = await room.delivered()
    assert names(events) == ["article.published"] * 12
    assert len(room.partner.taken) == 12
    assert room.partner.repeated > 0


async def test_a_partner_that_asks_for_a_pause_is_left_alone_and_no_attempt_burns(room: Room) -> None:
    room.partner.behaviour = always(429, "Retry-After: 120")
    await send(room, *(story(number) for number in range(20)))
    async with room.at_work() as work:
        await _state(room, "asked")
        await _quiet(room)
        called = len(room.partner.calls)
        assert called <= room.settings.target_concurrency
        work.later(100)
        await asyncio.sleep(0.3)
        assert len(room.partner.calls) == called
        room.partner.behaviour = well
        work.later(30)
        events = await room.delivered()
    assert names(events) == ["article.published"] * 20
    assert {event.data.attempts for event in events if isinstance(event.data, Receipt)} == {1}
    assert await room.alarms() == []


async def test_credentials_that_are_refused_stop_the_target_with_one_alarm_until_a_probe_succeeds(room: Room) -> None:
    room.partner.behaviour = always(401)
    await send(room, *(story(number) for number in range(20)))
    async with room.at_work() as work:
        await _state(room, "refused")
        await _quiet(room)
        called = len(room.partner.calls)
        assert called <= room.settings.target_concurrency
        for probe in range(1, 4):
            work.later(901)
            await until(partial(_more_calls, room, called + probe - 1))
            await _quiet(room)
            assert len(room.partner.calls) == called + probe
        room.partner.behaviour = well
        work.later(901)
        events = await room.delivered()
    assert names(events) == ["article.published"] * 20
    assert await room.alarms() == ["target.refused", "target.recovered"]
    assert not await room.desk.told("dead")


async def test_a_partner_that_is_gone_for_good_is_asked_no_more_and_says_why(room: Room) -> None:
    room.partner.behaviour = always(410)
    await send(room, story(1), story(2))
    async with room.at_work():
        await _state(room, "paused")
    assert "410" in (await room.breaker())["reason"]
    assert await room.alarms() == ["target.refused"]
    assert not await room.desk.told("dead")
    assert await room.desk.waiting(PARTNER) == 2


async def test_one_article_that_the_partner_cannot_take_holds_nobody_up_and_ends_as_a_dead_letter(room: Room) -> None:
    bad = story(0).id

    def picky(_: int, event: dict[str, Any]) -> Reply:
        return Reply(500, takes=False) if event["subject"] == bad else Reply()

    room.partner.behaviour = picky
    await send(room, story(0), *(story(number) for number in range(1, 8)))
    async with room.at_work(Backoff(base=0.05, cap=0.1, patient_after=2, patient_every=3600)) as work:

        async def others_are_there() -> bool:
            return len(room.partner.holds) == 7

        await until(others_are_there)
        for _ in range(75):
            called = len(room.partner.calls)
            work.later(3601)
            await until(partial(_more_calls_or_idle, room, called))
            if await room.desk.is_idle(PARTNER):
                break
        events = await room.delivered()
    [dead] = await room.desk.told("dead")
    assert isinstance(dead.data, DeadLetter)
    assert (dead.subject, dead.data.kind, dead.data.stage) == (bad, "exhausted", f"publish-{PARTNER}")
    assert dead.data.fields["type"] == "khabar.article.enriched.v1"
    assert (dead.data.last_at - dead.data.first_at).total_seconds() >= 72 * 3600
    assert names(events).count("delivery.failed") == 1
    assert await room.alarms() == []


async def test_one_refused_revision_is_a_dead_letter_at_once_and_the_rest_goes_on(room: Room) -> None:
    bad = story(0).id
    room.partner.behaviour = lambda _, event: Reply(422, takes=False) if event["subject"] == bad else Reply()
    await send(room, *(story(number) for number in range(4)))
    async with room.at_work():
        events = await room.delivered()
    [dead] = await room.desk.told("dead")
    assert isinstance(dead.data, DeadLetter)
    assert (dead.data.kind, dead.subject) == ("rejected", bad)
    assert sorted(names(events)) == ["article.published"] * 3 + ["delivery.failed"]


async def test_while_one_target_is_down_the_other_gets_everything(make_room: MakeRoom) -> None:
    room: Room = await make_room(PARTNER, "archive")
    await room.partner.stop()
    await send(room, *(story(number) for number in range(10)))
    async with room.at_work():
        events = await room.delivered(target="archive")
        await _state(room, "open")
    assert names(events) == ["article.published"] * 10
    assert await room.desk.waiting(PARTNER) == 10
    assert await room.alarms() == ["target.down"]


async def test_a_kill_is_delivered_before_what_waits_and_nothing_comes_after_it(room: Room) -> None:
    await room.partner.stop()
    killed = removal(3).model_copy(update={"id": story(5).id})
    urgent = told("article.killed", killed)
    async with room.at_work() as work:
        await send(room, *(story(number) for number in range(12)))
        await _state(room, "open")
        await room.desk.send(urgent, told("article.enriched", story(5, 4)))
        await until(lambda: _told(room, 2))  # both are superseded: what waits, and what came after the kill
        await room.partner.start()
        await work.while_time_goes_by(room)
        await room.delivered()
    assert room.partner.holds[story(5).id]["type"] == "khabar.article.killed.v1"
    assert [event["revision"] for event in room.partner.taken if event["subject"] == story(5).id] == [3]
    told_of_it = [event for event in await room.desk.told() if event.subject == story(5).id]
    assert sorted((event.name, event.revision) for event in told_of_it) == [
        ("article.removed", 3),
        ("delivery.skipped", 1),
        ("delivery.skipped", 4),
    ]


async def test_an_older_revision_that_comes_late_is_not_sent_at_all(room: Room) -> None:
    async with room.at_work():
        await send(room, story(1, 3))
        await room.delivered()
        await send(room, story(1, 2))
        events = await room.desk.hears(2, target=PARTNER)
    assert names(events) == ["article.published", "delivery.skipped"]
    assert len(room.partner.calls) == 1


async def _state(room: Room, wanted: str) -> None:
    async def reached() -> bool:
        return (await room.breaker()).get("state") == wanted

    await until(reached)


async def _quiet(room: Room) -> None:
    """Wait until no call is under way."""

    async def none_in_flight() -> bool:
        return not await room.redis.zcard(room.keys.due(PARTNER, "flight"))

    await until(none_in_flight)


async def _more_calls(room: Room, than: int) -> bool:
    return len(room.partner.calls) > than


async def _more_calls_or_idle(room: Room, than: int) -> bool:
    return len(room.partner.calls) > than or await room.desk.is_idle(PARTNER)


async def _told(room: Room, count: int) -> bool:
    return len(await room.desk.told()) >= count


@pytest.fixture(autouse=True)
def _strictly(room: Room) -> Iterator[None]:
    """Whatever happens, no revision goes back at a receiver, and every call is signed."""
    yield
    receivers: list[Receiver] = list(room.receivers.values())
    assert [(one.went_back, one.unsigned) for one in receivers] == [(0, 0)] * len(receivers)
