"""What a newsroom's rules do at work: what goes to a target, at which hours, and how fast."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from redis.asyncio import Redis

from khabar import Event
from khabar.keys import Keys
from khabar.models import CorrectionNote, DeliveryProblem
from khabar.target_rules import Pace
from khabar_publish.claimed import Ending
from khabar_publish.deliveries import Deliveries
from tests.unit.publish.stories import ARTICLE, enriched, removal, told

from .desk import until
from .receiver import Reply, always, well
from .rooms import PARTNER, MakeRoom, Room
from .stories import story
from .test_by_hand import khabar
from .test_hands import wait_for_target

POLITICS = '{ sections = ["politics"] }'


def article(section: str, number: int = 1) -> Event:
    found = {"for_revision": number, "section": {"id": section, "name": section, "reason": "قاعدة المصدر"}}
    return told("article.enriched", enriched(number, enrichment=found))


def closed() -> str:
    """Hours that begin in two hours, for one hour."""
    opens, closes = (datetime.now(UTC) + timedelta(hours=hours) for hours in (2, 3))
    return f"{{ opens = {opens:%H:%M:00}, closes = {closes:%H:%M:00} }}"


def names(events: list[Event]) -> list[str]:
    return [event.name for event in events]


async def test_an_article_of_another_section_never_reaches_the_target_and_the_rule_is_told(make_room: MakeRoom) -> None:
    room = await make_room(only=POLITICS)
    async with room.at_work():
        await room.desk.send(article("sport"), told("article.killed", removal(2)))
        events = await room.delivered()
    assert names(events) == ["delivery.skipped", "delivery.skipped"]
    assert room.partner.calls == []
    assert "never went there" in _reasons(events)[-1]


async def test_an_article_that_left_the_section_stays_up_to_date_and_its_removal_arrives(make_room: MakeRoom) -> None:
    room = await make_room(only=POLITICS)
    async with room.at_work():
        for event in (article("politics"), article("sport", 2), told("article.withdrawn", removal(3))):
            await room.desk.send(event)
            await room.delivered()
        events = await room.delivered()
    assert names(events) == ["article.published", "article.published", "article.removed"]
    assert room.partner.holds[ARTICLE]["type"] == "khabar.article.withdrawn.v1"


async def test_an_article_that_its_kill_overtook_does_not_come_after_it(make_room: MakeRoom) -> None:
    room = await make_room(only=POLITICS)
    async with room.at_work():
        for event in (told("article.killed", removal(2)), article("politics")):
            await room.desk.send(event)
            events = await room.delivered()
    assert names(events) == ["delivery.skipped", "delivery.skipped"]
    assert room.partner.calls == []


async def test_a_kill_follows_an_article_that_may_have_arrived_though_nobody_heard_so(make_room: MakeRoom) -> None:
    room = await make_room(only=POLITICS)
    room.partner.behaviour = lambda call, _: Reply(drops=True) if call == 1 else Reply()
    async with room.at_work() as work:
        await room.desk.send(article("politics"))
        await until(lambda: _failed(room))
        await room.desk.send(told("article.killed", removal(2)))
        await work.while_time_goes_by(room)
        events = await room.delivered()
    assert names(events)[-1] == "article.removed"
    assert room.partner.holds[ARTICLE]["type"] == "khabar.article.killed.v1"
    assert not await room.redis.exists(room.keys.due(PARTNER, "tried"))


async def test_outside_the_hours_an_article_waits_without_a_try_and_goes_when_the_target_opens(
    make_room: MakeRoom,
) -> None:
    room = await make_room(hours=closed())
    async with room.at_work() as work:
        await room.desk.send(article("sport"), told("article.enriched", story(7)))
        await until(lambda: _later(room, 2))
        [row] = (await khabar(room, "list"))["targets"]
        assert (row["state"], row["waiting"], row["later"], row["failing"]) == ("closed", 2, 2, 0)
        assert (room.partner.calls, await room.desk.told()) == ([], [])
        for _ in range(9):
            work.later(900)
            await asyncio.sleep(0.1)
        events = await room.delivered()
    assert names(events) == ["article.published", "article.published"]
    assert [event["revision"] for event in room.partner.taken] == [1, 1]
    assert all(getattr(event.data, "attempts", 0) == 1 for event in events)


async def test_a_removal_and_a_correction_go_at_any_hour(make_room: MakeRoom) -> None:
    room = await make_room()
    async with room.at_work():
        await room.desk.send(article("sport"), told("article.enriched", story(7)))
        await room.delivered()
    room.add(f"hours = {closed()}")
    note = CorrectionNote(note="عادت الأحد لا السبت.")
    async with room.at_work():
        corrected = story(7, 2).model_copy(update={"correction": note})
        await room.desk.send(told("article.enriched", corrected), told("article.killed", removal(2)))
        events = await room.delivered()
    assert sorted(names(events)) == ["article.published"] * 3 + ["article.removed"]


async def test_a_target_gets_no_more_in_a_time_than_it_is_to_get_and_a_kill_goes_first(make_room: MakeRoom) -> None:
    room = await make_room(rate='"5/second"', burst=2)
    async with room.at_work():
        started = time.monotonic()
        await room.desk.send_together(*(told("article.enriched", story(number)) for number in range(12)))
        await until(lambda: _taken(room, 3))
        await room.desk.send(told("article.killed", removal(9)))
        await room.delivered()
        took = time.monotonic() - started
    killed = [event["type"].endswith("killed.v1") for event in room.partner.taken].index(True)
    assert killed <= 6
    assert took > 2.0


async def test_what_is_needless_takes_nobodys_place(make_room: MakeRoom) -> None:
    room = await make_room(only=POLITICS, rate='"2/minute"')
    async with room.at_work():
        started = time.monotonic()
        await room.desk.send_together(*(told("article.enriched", story(number)) for number in range(60)))
        await room.delivered()
        await room.desk.send(article("politics"))
        events = await room.delivered()
        assert time.monotonic() - started < 20
    assert names(events).count("delivery.skipped") == 60
    assert len(room.partner.taken) == 1


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    some.tuples(some.integers(1, 30), some.sampled_from([1, 60])),
    some.integers(1, 5),
    some.lists(some.tuples(some.booleans(), some.integers(1, 6), some.integers(0, 3000)), min_size=5, max_size=25),
)
async def test_two_replicas_together_never_go_faster_than_the_rate(
    redis_client: Redis, keys: Keys, pace: tuple[int, int], burst: int, steps: list[tuple[bool, int, int]]
) -> None:
    for key in await redis_client.keys(keys.due(PARTNER) + "*"):
        await redis_client.delete(key)
    pair = [Deliveries(redis_client, keys, PARTNER, probe_seconds=5, pace=Pace(*pace), burst=burst) for _ in range(2)]
    await wait_for_target(redis_client, keys, *(told("article.enriched", story(number)) for number in range(150)))
    every, began, moment = 1000 * pace[1] / pace[0], list[int](), 0
    for one, most, later in steps:
        moment += later
        for each in pair:
            each.skew_ms = moment
        claim = await pair[one].claim(most)
        began += [claim.now] * len(claim.taken)
        if len(claim.taken) < most:
            assert claim.wait > 0
            assert claim.wait <= every + 1
    spans = [(last - first, many) for first, last, many in _windows(began)]
    assert all(span >= (many - burst) * every - 1 for span, many in spans)
    assert len(began) >= min(steps[0][1], burst)


async def test_a_delivery_that_was_not_made_gives_its_place_back(redis_client: Redis, keys: Keys) -> None:
    hands = Deliveries(redis_client, keys, PARTNER, probe_seconds=5, pace=Pace(1, 60))
    await wait_for_target(redis_client, keys, *(told("article.enriched", story(number)) for number in range(3)))
    [first] = (await hands.claim(8)).taken
    assert (await hands.claim(8)).taken == []
    await hands.finish([Ending(first, unused=True)])
    assert len((await hands.claim(8)).taken) == 1
    assert 59_000 < (await hands.claim(8)).wait <= 60_000


@pytest.mark.parametrize("turns", [8])
async def test_a_kill_that_the_target_cannot_take_does_not_keep_it_from_being_found_well(
    make_room: MakeRoom, turns: int
) -> None:
    room = await make_room()
    room.partner.behaviour = always(500)
    async with room.at_work() as work:
        await room.desk.send(*(told("article.enriched", story(number)) for number in range(turns)))
        await room.desk.send(told("article.killed", removal(9)))
        await until(lambda: _state(room, "open"))
        room.partner.behaviour = lambda call, event: (
            Reply(500, takes=False) if "killed" in event["type"] else well(call, event)
        )

        async def all_but_the_kill() -> bool:
            work.later(20)
            return len(room.partner.taken) == turns

        await until(all_but_the_kill, 30)


def _windows(began: list[int]) -> list[tuple[int, int, int]]:
    return [(began[i], began[j], j - i + 1) for i in range(len(began)) for j in range(i, len(began))]


def _reasons(events: list[Event]) -> list[str]:
    return [event.data.reason for event in events if isinstance(event.data, DeliveryProblem)]


async def _failed(room: Room) -> bool:
    return "delivery.delayed" in names(await room.desk.told(tries=True))


async def _later(room: Room, count: int) -> bool:
    return bool(await room.redis.zcount(room.keys.due(PARTNER), f"{int(time.time()) + 1}000", "+inf") == count)


async def _taken(room: Room, count: int) -> bool:
    return len(room.partner.taken) >= count


async def _state(room: Room, state: str) -> bool:
    return (await room.breaker()).get("state") == state
