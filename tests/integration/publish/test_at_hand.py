"""A target that answers soon has deliveries at hand: they are called for at once, or wait again, but are never lost."""

import time
from functools import partial

import pytest

from khabar_publish.attempt import Attempt
from khabar_publish.circuit import Circuit
from khabar_publish.claimed import Ending
from khabar_publish.deliverer import Deliverer
from khabar_publish.deliveries import LEASE_SECONDS
from khabar_publish.endings import Endings
from tests.unit.publish.stories import told

from .desk import until
from .receiver import Reply, well
from .rooms import PARTNER, Room
from .stories import story

ARTICLES = 120


NO_END = 15.0
"""How long a call hangs here: more than whoever waits for what is at hand behind it would."""


async def _all_come(room: Room) -> None:
    await room.desk.send_together(*(told("article.enriched", story(number)) for number in range(ARTICLES)))


async def _called(room: Room, times: int) -> bool:
    return len(room.partner.calls) >= times


async def _nothing_in_hand(room: Room) -> bool:
    return not await room.redis.zcard(room.keys.due(PARTNER, "flight"))


async def test_what_is_at_hand_when_a_target_asks_for_a_pause_waits_again_and_is_not_called_for(room: Room) -> None:
    pause = Reply(429, takes=False, headers=("Retry-After: 120",))
    room.partner.behaviour = lambda call, _: pause if call > 40 else Reply(after=0.01)
    await _all_come(room)
    async with room.at_work() as work:
        await until(partial(_called, room, 41))
        await until(partial(_nothing_in_hand, room))
        assert len(room.partner.calls) <= 40 + room.settings.target_concurrency
        assert await room.desk.waiting(PARTNER) == ARTICLES - 40
        room.partner.behaviour = well
        work.later(121)
        events = await room.delivered()
    assert sum(event.name == "article.published" for event in events) == ARTICLES
    assert (len(room.partner.taken), room.partner.repeated) == (ARTICLES, 0)
    assert room.partner.most_at_once <= room.settings.target_concurrency


async def test_what_is_at_hand_when_publish_stops_is_there_for_the_next_without_waiting_for_a_lease(room: Room) -> None:
    room.partner.behaviour = lambda _, __: Reply(after=0.05)
    await _all_come(room)
    async with room.at_work():
        await until(partial(_called, room, 40))
    assert await _nothing_in_hand(room)
    left = ARTICLES - len(room.partner.taken)
    assert await room.desk.waiting(PARTNER) == left > 0
    async with room.at_work():
        await room.delivered()
    assert (len(room.partner.taken), room.partner.repeated) == (ARTICLES, 0)


async def test_what_is_at_hand_behind_calls_that_hang_is_left_to_another_replica(room: Room) -> None:
    places = room.settings.target_concurrency
    room.partner.behaviour = lambda call, _: Reply(after=NO_END if 40 < call <= 40 + places else 0.01)
    await _all_come(room)
    async with room.at_work():
        await until(partial(_called, room, 40 + places))
        async with room.at_work():
            await until(partial(_taken, room, ARTICLES - places), 6)


async def test_what_somebody_else_took_over_meanwhile_is_not_called_for_though_the_server_answers_again(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.partner.behaviour = lambda call, _: Reply(after=3 if call > 40 else 0.01)
    await _all_come(room)
    async with room.at_work() as work:
        deliverer, places = work.deliverer(), room.settings.target_concurrency
        await until(partial(_called, room, 40 + places))
        await until(partial(_at_hand, deliverer))
        at_hand = [each.name for each in deliverer._at_hand]  # noqa: SLF001 - what nobody outside is shown
        monkeypatch.setattr(deliverer, "_renewed", time.monotonic() - LEASE_SECONDS)
        await room.redis.hset(room.keys.due(PARTNER, "owner"), mapping=dict.fromkeys(at_hand, "another"))
        await until(partial(_called, room, 41 + places))
        room.partner.behaviour = well
        assert not {event["subject"] for event in room.partner.calls} & set(at_hand)


async def test_a_defect_in_how_one_ends_keeps_nothing_else_at_hand(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    of, fails = Endings.of, iter([True])

    def once(self: Endings, attempt: Attempt, circuit: Circuit, now: int) -> Ending:
        if attempt.error and next(fails, False):
            raise OverflowError
        return of(self, attempt, circuit, now)

    monkeypatch.setattr(Endings, "of", once)
    room.partner.behaviour = lambda call, _: Reply(500, takes=False) if call == 40 else Reply(after=0.01)
    await _all_come(room)
    async with room.at_work():
        events = await room.delivered()
    assert sum(event.name == "article.published" for event in events) == ARTICLES


async def _taken(room: Room, count: int) -> bool:
    return len(room.partner.taken) >= count


async def _at_hand(deliverer: Deliverer) -> bool:
    return bool(deliverer._at_hand)  # noqa: SLF001 - what nobody outside is shown
