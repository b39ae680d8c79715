"""What ties articles together on its way to targets: beside the articles, the latest version of each kind."""

import json

import pytest

from khabar import Event
from khabar.dead import Answer, Box, Desk
from khabar.models import DeadLetter, DeliveryProblem, Removal
from khabar.wire import Wire
from khabar_publish.shown import Shown
from tests.unit.publish.links import SHOWN, STORY, copies, copy, related, story
from tests.unit.publish.stories import ARTICLE, enriched, told

from .desk import until
from .receiver import always, well
from .rooms import PARTNER, Room

pytestmark = pytest.mark.server


def names(events: list[Event]) -> list[str]:
    return [event.name for event in events]


async def test_links_of_an_article_neither_supersede_it_nor_each_other_while_a_target_is_down(room: Room) -> None:
    room.partner.behaviour = always(503)
    changes = (related(5), related(41), copies(41, into=None), story(41), related(7))
    async with room.at_work() as work:
        await room.desk.send(told("article.enriched", enriched(1)), *changes)
        await until(lambda: _waits(room, 4))
        room.partner.behaviour = well
        await work.while_time_goes_by(room)
        events = await room.delivered()
    assert sorted(names(events)) == ["article.published", *["links.applied"] * 3, *["links.skipped"] * 2]
    posted = {call["type"]: call["data"] for call in room.partner.taken}
    assert len(posted) == len(room.partner.taken) == 4
    assert posted["khabar.related.changed.v1"]["version"] == 41
    assert {event.subject for event in events} == {ARTICLE, STORY}
    assert await _held(room, f"{ARTICLE}/related") is None


async def test_every_version_is_another_delivery_to_a_receiver_that_takes_each_once(room: Room) -> None:
    async with room.at_work():
        for change in (related(41), related(42), related(42)):
            await room.desk.send(change)
            await room.delivered()
    assert [call["data"]["version"] for call in room.partner.taken] == [41, 42]
    assert room.partner.repeated == 1


async def test_a_partner_gets_no_copies_but_hears_of_them(room: Room) -> None:
    async with room.at_work():
        await room.desk.send(copy(1), copies(41, revision=1))
        events = await room.delivered()
    assert sorted(names(events)) == ["delivery.skipped", "links.applied"]
    [skipped] = [event.data for event in events if isinstance(event.data, DeliveryProblem)]
    assert skipped.reason == f"a copy of {SHOWN}"
    assert [call["type"] for call in room.partner.taken] == ["khabar.copies.changed.v1"]


async def test_what_a_partner_holds_and_becomes_a_copy_is_merged_there_and_comes_back(room: Room) -> None:
    async with room.at_work():
        for event in (copy(1, into=None), copy(2), copy(2, into=None)):
            await room.desk.send(event)
            await room.delivered()
        events = await room.delivered()
    assert names(events) == ["article.published", "article.removed", "article.published"]
    merged = Removal.model_validate(room.partner.taken[1]["data"])
    assert (room.partner.taken[1]["type"], merged.into) == ("khabar.article.merged.v1", SHOWN)
    assert [call["type"] for call in room.partner.taken][::2] == ["khabar.article.enriched.v1"] * 2
    held = await _held(room, ARTICLE)
    assert held is not None
    assert (held.state, held.revision) == ("shown", 2)


async def test_links_that_are_refused_are_a_dead_letter_of_the_article_and_can_be_given_back(room: Room) -> None:
    room.partner.behaviour = always(422)
    async with room.at_work():
        await room.desk.send(related(41))
        [failed] = await room.delivered()
        [letter] = await room.desk.told("dead")
        assert (failed.name, failed.subject, letter.subject) == ("links.failed", ARTICLE, ARTICLE)
        assert isinstance(letter.data, DeadLetter)
        assert letter.data.fields["type"] == "khabar.related.changed.v1"
        room.partner.behaviour = well
        await room.redis.hset(room.keys.article(ARTICLE), "revision", "9")  # its text went on meanwhile
        box = Box(room.redis, room.keys, Wire())
        [waits] = [each async for each in box.letters()]
        await Desk(box).retry(waits, Answer("محررة", "أُصلح"))
        await until(lambda: _told(room, 2))
    assert names(await room.delivered()) == ["links.failed", "links.applied"]


async def _waits(room: Room, count: int) -> bool:
    return await room.desk.waiting(PARTNER) == count


async def _told(room: Room, count: int) -> bool:
    return len(await room.desk.told()) >= count


async def _held(room: Room, name: str) -> Shown | None:
    kept = await room.redis.hget(room.keys.shown(name), PARTNER)
    return Shown.model_validate(json.loads(kept)) if kept else None
