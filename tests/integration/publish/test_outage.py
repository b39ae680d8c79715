"""A target that is down for two hours while the desk goes on: the newest of each article arrives, once, and no more."""

import asyncio
from collections import Counter
from collections.abc import Iterator

import pytest
from structlog.testing import capture_logs

from khabar import Event
from khabar.models import DeliveryProblem, Receipt
from tests.unit.publish.stories import told

from .desk import until
from .receiver import well
from .rooms import PARTNER, MakeRoom, Room, Work
from .stories import story

ARTICLES = 2000
ARCHIVE = "archive"


@pytest.fixture(autouse=True)
def _without_a_line_for_each() -> Iterator[None]:
    with capture_logs():
        yield


@pytest.mark.timeout(900)
async def test_after_two_hours_of_outage_exactly_the_newest_of_2000_articles_arrive(make_room: MakeRoom) -> None:
    room = await make_room(PARTNER, ARCHIVE)
    await room.partner.stop()
    async with room.at_work() as work:
        for revision in (1, 2, 3):
            await _send_all(room, revision)
            await _elsewhere(room, revision)
            await _go_by(room, work, minutes=40)
        assert (await room.breaker())["state"] == "open"
        assert await room.desk.waiting(PARTNER) == ARTICLES
        await room.partner.start()
        await work.while_time_goes_by(room, step=60, seconds=300)
        events = await room.delivered()
    published, skipped = _of(events, "article.published"), _of(events, "delivery.skipped")
    assert Counter(event.revision for event in published) == {3: ARTICLES}
    assert len({event.subject for event in published}) == ARTICLES
    assert Counter(event.revision for event in skipped) == {1: ARTICLES, 2: ARTICLES}
    assert len(events) == 3 * ARTICLES
    assert all(isinstance(event.data, DeliveryProblem) and "newer" in event.data.reason for event in skipped)
    assert {event["revision"] for event in room.partner.taken} == {3}
    assert len(room.partner.taken) == ARTICLES
    assert room.partner.repeated == room.partner.went_back == 0
    assert not await room.desk.told("dead")
    assert await room.alarms() == ["target.down", "target.recovered"]
    burnt = [event.data.attempts for event in published if isinstance(event.data, Receipt) and event.data.attempts > 1]
    assert len(burnt) <= room.settings.target_concurrency


async def test_one_that_failed_before_the_outage_does_not_die_of_it(make_room: MakeRoom) -> None:
    room = await make_room()
    await room.partner.stop()
    await room.desk.send(*(told("article.enriched", story(number)) for number in range(6)))
    async with room.at_work() as work:
        await until(lambda: _is(room, "open"))
        await _go_by(room, work, minutes=5 * 24 * 60, step=12 * 3600)
        room.partner.behaviour = well
        await room.partner.start()
        await work.while_time_goes_by(room, step=60)
        events = await room.delivered()
    assert [event.name for event in events] == ["article.published"] * 6
    assert not await room.desk.told("dead")


async def _send_all(room: Room, revision: int) -> None:
    for start in range(0, ARTICLES, 200):
        stories = (story(number, revision) for number in range(start, start + 200))
        await room.desk.send_together(*(told("article.enriched", one) for one in stories))


async def _elsewhere(room: Room, revision: int) -> None:
    """Wait until the other target has this revision of all."""

    async def has_all() -> bool:
        return len(room.receivers[ARCHIVE].taken) == revision * ARTICLES

    await until(has_all, 300)
    assert room.receivers[ARCHIVE].repeated == 0


async def _go_by(room: Room, work: Work, *, minutes: int, step: int = 120) -> None:
    """Let time go by, and look what the target makes of it at every step."""
    for _ in range(0, minutes * 60, step):
        work.later(step)
        await asyncio.sleep(0.01)
    assert room.partner.calls == []


async def _is(room: Room, state: str) -> bool:
    return (await room.breaker()).get("state") == state


def _of(events: list[Event], name: str) -> list[Event]:
    return [event for event in events if event.name == name]
