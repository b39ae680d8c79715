"""Deliveries that change hands: a replica dies, two work side by side, the same event comes again."""

import json
from dataclasses import replace
from typing import Any

import pytest
from redis.asyncio import Redis

from khabar import Event, Wire
from khabar.events import REPLAY
from khabar.keys import Keys
from khabar.models import DeadLetter
from khabar.stage.due import keys_of
from khabar_publish.attempt import MOST_LOST
from khabar_publish.circuit import Circuit
from khabar_publish.claimed import Ending
from khabar_publish.deliveries import FAIR_EVERY, LEASE_SECONDS, Deliveries
from khabar_publish.pipeline import SUPERSEDED, rank, skipped
from tests.unit.publish.stories import enriched, removal, told

from .desk import until
from .receiver import Reply, well
from .rooms import PARTNER, MakeRoom, Room
from .stories import story


@pytest.fixture
def deliveries(redis_client: Redis, keys: Keys) -> Deliveries:
    return Deliveries(redis_client, keys, PARTNER, probe_seconds=5)


async def wait_for_target(redis: Redis, keys: Keys, *events: Event) -> None:
    """Have events wait, as the stage's commit leaves them."""
    due, urgent, _, work = keys_of(keys, PARTNER)
    for event in events:
        told_then = skipped(event, PARTNER, SUPERSEDED)
        head = [str(rank(event)), str(event.revision), event.lane]
        await redis.hset(work, event.subject, "\n".join([*head, _flat(told_then), _flat(event)]))
        await redis.zadd(urgent if event.lane == "urgent" else due, {event.subject: 0})


def _flat(event: Event) -> str:
    text = {key: value.decode() if isinstance(value, bytes) else value for key, value in Wire().encode(event).items()}
    return json.dumps([part for pair in text.items() for part in pair], ensure_ascii=False)


async def test_what_a_replica_had_in_hand_when_it_died_is_delivered_by_another_once(
    room: Room, deliveries: Deliveries
) -> None:
    await wait_for_target(room.redis, room.keys, told("article.enriched", enriched()))
    [dying] = (await deliveries.claim(8)).taken
    assert (await deliveries.claim(8)).taken == []
    async with room.at_work():
        events = await room.desk.hears(1, target=PARTNER)
        assert await deliveries.finish([Ending(dying, [("published", {"late": "receipt"})])]) == [False]
    assert [event.name for event in events] == ["article.published"]
    assert len(room.partner.taken) == 1


async def test_a_lease_that_is_renewed_keeps_the_delivery_in_hand(
    redis_client: Redis, keys: Keys, deliveries: Deliveries
) -> None:
    await wait_for_target(redis_client, keys, told("article.enriched", enriched()))
    [held] = (await deliveries.claim(1)).taken
    flight = keys.due(PARTNER, "flight")
    await redis_client.zadd(flight, {held.name: 1})
    await deliveries.renew([held])
    ends, (now, _) = await redis_client.zscore(flight, held.name), await redis_client.time()
    assert ends
    assert ends > (now + LEASE_SECONDS - 2) * 1000
    await redis_client.hset(keys.due(PARTNER, "owner"), held.name, "somebody else")
    await redis_client.zadd(flight, {held.name: 1})
    await deliveries.renew([held])
    assert await redis_client.zscore(flight, held.name) == 1


async def test_one_that_kills_whoever_delivers_it_ends_as_a_dead_letter(room: Room) -> None:
    event = told("article.enriched", enriched())
    await wait_for_target(room.redis, room.keys, event)
    await room.redis.hset(room.keys.due(PARTNER, "lost"), event.subject, str(MOST_LOST))
    async with room.at_work():
        [dead] = await room.desk.hears(1, "dead", target=PARTNER)
    assert isinstance(dead.data, DeadLetter)
    assert (dead.data.kind, dead.data.attempts) == ("crash", MOST_LOST)
    assert room.partner.calls == []
    assert not await room.redis.exists(room.keys.due(PARTNER, "lost"))


async def test_those_that_are_lost_together_again_and_again_come_apart(
    redis_client: Redis, keys: Keys, deliveries: Deliveries
) -> None:
    await wait_for_target(redis_client, keys, *(told("article.enriched", story(number)) for number in range(4)))
    for times in (1, 2):
        taken = (await deliveries.claim(8)).taken
        assert [one.lost for one in taken] == [times - 1] * 4
        await redis_client.zadd(keys.due(PARTNER, "flight"), {one.name: 1 for one in taken})
    again = (await deliveries.claim(8)).taken
    assert [one.lost for one in again] == [2]


async def test_what_was_lost_is_doubtful_only_when_something_newer_waits_by_then(
    redis_client: Redis, keys: Keys, deliveries: Deliveries
) -> None:
    flight = keys.due(PARTNER, "flight")
    for number, tried in ((1, False), (1, False), (2, True)):
        await wait_for_target(redis_client, keys, told("article.enriched", enriched(number)))
        [taken] = (await deliveries.claim(8)).taken
        assert taken.tried is tried
        await redis_client.zadd(flight, {taken.name: 1})
    [last] = (await deliveries.claim(8)).taken
    await deliveries.finish([Ending(last)])
    assert not await redis_client.exists(keys.due(PARTNER, "lost"))


async def test_a_kill_that_was_only_in_hand_is_the_first_again(
    redis_client: Redis, keys: Keys, deliveries: Deliveries
) -> None:
    kill = replace(told("article.killed", removal(2)), lane="urgent")
    await wait_for_target(redis_client, keys, kill)
    [held] = (await deliveries.claim(1)).taken
    urgent = [replace(told("article.enriched", story(number)), lane="urgent") for number in range(3)]
    await wait_for_target(redis_client, keys, *urgent)
    await deliveries.finish([Ending(held, again=held.work, unused=True)])
    assert [each.name for each in (await deliveries.claim(1)).taken] == [kill.subject]


async def test_two_replicas_share_the_work_and_no_article_arrives_twice(room: Room) -> None:
    await room.desk.send(*(told("article.enriched", story(number)) for number in range(40)))
    room.partner.behaviour = lambda _, __: Reply(after=0.02)
    async with room.at_work(), room.at_work():
        events = await room.delivered()
    assert [event.name for event in events] == ["article.published"] * 40
    assert len(room.partner.calls) == 40


async def test_a_service_that_stops_hands_back_what_hangs(room: Room, deliveries: Deliveries) -> None:
    room.partner.behaviour = lambda _, __: Reply(after=30, takes=False)
    room.settings = room.settings.model_copy(update={"target_timeout_seconds": 60.0})  # the stop comes first
    await room.desk.send(told("article.enriched", enriched()))
    async with room.at_work():
        await until(lambda: _called(room))
    assert await room.desk.waiting(PARTNER) == 1
    [back] = (await deliveries.claim(8)).taken
    assert back.entry.attempt == 1


async def test_a_newer_revision_that_comes_during_the_call_is_delivered_after_it(room: Room) -> None:
    room.partner.behaviour = lambda call, _: Reply(after=0.5 if call == 1 else 0)
    async with room.at_work():
        await room.desk.send(told("article.enriched", enriched(1)))
        await until(lambda: _called(room))
        await room.desk.send(told("article.enriched", enriched(2)), told("article.enriched", enriched(3)))
        events = await room.desk.hears(3, target=PARTNER)
    assert [event["revision"] for event in room.partner.taken] == [1, 3]
    assert sorted((event.name, event.revision) for event in events) == [
        ("article.published", 1),
        ("article.published", 3),
        ("delivery.skipped", 2),
    ]


async def test_a_revision_that_was_superseded_during_a_call_that_failed_is_told_as_skipped(room: Room) -> None:
    room.partner.behaviour = lambda call, _: Reply(500, takes=False, after=0.5) if call == 1 else Reply()
    async with room.at_work():
        await room.desk.send(told("article.enriched", enriched(1)))
        await until(lambda: _called(room))
        await room.desk.send(told("article.enriched", enriched(2)))
        events = await room.desk.hears(2, target=PARTNER)
    assert [(event.name, event.revision) for event in events] == [("delivery.skipped", 1), ("article.published", 2)]


async def test_neither_kind_of_news_starves_the_other(redis_client: Redis, keys: Keys, deliveries: Deliveries) -> None:
    urgent = (replace(told("article.enriched", story(number)), lane="urgent") for number in range(20))
    calm = (told("article.enriched", story(100 + number)) for number in range(20))
    await wait_for_target(redis_client, keys, *urgent, *calm)
    lanes = [(await deliveries.claim(1)).taken[0].work.split(b"\n")[2] for _ in range(2 * FAIR_EVERY)]
    assert lanes.count(b"normal") == 2
    assert lanes[0] == b"urgent"


async def test_only_one_replica_probes_a_target_that_is_down(
    redis_client: Redis, keys: Keys, deliveries: Deliveries
) -> None:
    await wait_for_target(redis_client, keys, *(told("article.enriched", story(number)) for number in range(4)))
    changed, kept = await deliveries.move((await deliveries.claim(0)).breaker, Circuit("open", since=1, until=1), {})
    assert changed
    other = Deliveries(redis_client, keys, PARTNER, probe_seconds=5)
    taken = [(await one.claim(8)).taken for one in (deliveries, other, deliveries)]
    assert [len(rows) for rows in taken] == [1, 0, 0]
    assert taken[0][0].probe
    assert (await other.move(kept, Circuit(), {}))[0]
    assert not (await deliveries.move(kept, Circuit("refused"), {}))[0]


async def test_a_disabled_target_gets_nothing_but_still_loses_what_it_held(make_room: MakeRoom) -> None:
    room: Room = await make_room()
    async with room.at_work():
        await room.desk.send(told("article.enriched", story(1)))
        await room.delivered()
    room.add("enabled = false")
    withdrawn = [removal(2).model_copy(update={"id": story(number).id}) for number in (1, 2)]
    async with room.at_work():
        await room.desk.send(told("article.enriched", story(3)), *(told("article.withdrawn", one) for one in withdrawn))
        events = await room.desk.hears(4, target=PARTNER)
    assert sorted((event.name, event.subject) for event in events[1:]) == sorted(
        [("article.removed", story(1).id), ("delivery.skipped", story(2).id), ("delivery.skipped", story(3).id)]
    )
    assert [event["type"] for event in room.partner.taken[1:]] == ["khabar.article.withdrawn.v1"]


async def test_a_replay_is_not_sent_to_a_partner_that_has_it_and_is_to_one_that_has_not(room: Room) -> None:
    async with room.at_work():
        await room.desk.send(told("article.enriched", story(1)))
        await room.delivered()
        again = [replace(told("article.enriched", story(number)), extra={REPLAY: "run-1"}) for number in (1, 2)]
        await room.desk.send(*again)
        events = await room.desk.hears(3, target=PARTNER)
    by_article: dict[str, list[str]] = {}
    for event in events:
        by_article.setdefault(event.subject, []).append(event.name)
    assert by_article == {
        story(1).id: ["article.published", "delivery.skipped"],
        story(2).id: ["article.published"],
    }
    assert all(event.replayed for event in events[1:])
    assert len(room.partner.calls) == 2


async def test_when_the_server_was_emptied_the_deliverer_goes_on(room: Room) -> None:
    room.partner.behaviour = well
    async with room.at_work():
        await room.desk.send(told("article.enriched", story(1)))
        await room.delivered()
        everything: list[Any] = [key async for key in room.redis.scan_iter(match=room.keys("*"))]
        await room.redis.delete(*everything)
        await room.desk.send(told("article.enriched", story(2)))
        [event] = await room.desk.hears(1, target=PARTNER)
    assert event.subject == story(2).id


async def _called(room: Room) -> bool:
    return bool(room.partner.calls)
