"""Proofs that wait, on a real server: the newest of each article, under a lease, and never too many."""

import asyncio
from datetime import timedelta

import pytest
from redis.asyncio import Redis

from khabar.events import article_id, make
from khabar.keys import Keys
from khabar.models import Receipt
from khabar.wire import Wire
from khabar_publish.proving.aviary import Aviary, Flight
from khabar_publish.proving.sought import Sought
from khabar_publish.proving.waiting import OVERDUE, Waiting
from tests.unit.publish.stories import WHEN

from .rooms import MakeRoom
from .test_by_hand import khabar

ONE = article_id("desk", "one")


def sought(revision: int = 1, *, article: str = ONE, removed: bool = False) -> Sought:
    receipt = Receipt(id=article, revision=revision, target="site", content_sha256="", outcome="created")
    event = make(
        "article.removed" if removed else "article.published",
        receipt,
        source="khabar/publish/site",
        subject=article,
        revision=revision,
        target="site",
        time=WHEN + timedelta(seconds=revision),
    )
    return Sought.of(event, receipt, f"http://news.test/{article}")


@pytest.fixture
def waiting(redis_client: Redis, keys: Keys) -> Waiting:
    return Waiting(redis_client, keys, "site")


async def test_of_each_article_the_newest_receipt_is_proved(waiting: Waiting) -> None:
    for revision in (1, 3, 2):
        assert await waiting.put(sought(revision), revision)
    [taken] = (await waiting.take(10)).taken
    assert taken.sought == sought(3)
    assert (await waiting.take(10)).taken == []


async def test_a_receipt_that_comes_while_the_page_is_looked_at_is_proved_next(waiting: Waiting) -> None:
    await waiting.put(sought(1), 1)
    [first] = (await waiting.take(1)).taken
    await waiting.put(sought(2), 2)
    assert (await waiting.take(1)).taken == []
    assert await waiting.end(first, None, sought(1), 60)
    [second] = (await waiting.take(1)).taken
    assert second.sought == sought(2)


async def test_who_lost_the_lease_tells_nothing(waiting: Waiting, redis_client: Redis, keys: Keys) -> None:
    await waiting.put(sought(1), 1)
    [first] = (await waiting.take(1)).taken
    await redis_client.zadd(keys.proof("site", "flight"), {ONE: 1})
    [second] = (await waiting.take(1)).taken
    told = Wire().encode(sought().cause("khabar/publish/site", WHEN))
    assert not await waiting.end(first, told)
    assert await waiting.end(second, told)
    assert await redis_client.xlen(keys.stream("published")) == 1


async def test_a_receipt_that_is_read_twice_is_proved_once(waiting: Waiting) -> None:
    await waiting.put(sought(1), 1)
    [taken] = (await waiting.take(1)).taken
    await waiting.end(taken, None)
    assert await waiting.put(sought(1), 1)
    assert (await waiting.take(1)).taken == []


async def test_beyond_its_bound_nothing_new_waits_but_removals_which_go_first(waiting: Waiting) -> None:
    for number in range(OVERDUE):
        assert await waiting.put(sought(article=article_id("desk", str(number))), 1)
    assert not await waiting.put(sought(), 1)
    assert await waiting.put(sought(2, removed=True), 2)
    assert await waiting.put(sought(3, article=article_id("desk", "7")), 3)  # in place of what waits already
    [first] = (await waiting.take(1)).taken
    assert first.sought == sought(2, removed=True)
    rest = (await waiting.take(1_000)).taken
    assert len(rest) == OVERDUE


async def test_of_two_replicas_one_sends_the_canary_and_a_day_of_them_is_kept(redis_client: Redis, keys: Keys) -> None:
    one, other = Aviary(redis_client, keys, "site"), Aviary(redis_client, keys, "site")
    assert [await one.takes_turn(1), await other.takes_turn(1)] == [True, False]
    await asyncio.sleep(1)
    assert await other.takes_turn(1)
    for number in range(300):
        await one.keep(Flight(number / 1000), f"mark-{number:04}", misses=2)
    assert await redis_client.llen(keys.canaries("site")) == 288


async def test_the_canaries_of_the_last_day_stand_in_the_list_of_targets(make_room: MakeRoom) -> None:
    room = await make_room()
    aviary = Aviary(room.redis, room.keys, "partner")
    for number in range(1, 101):
        await aviary.keep(Flight(number / 10), f"mark-{number:04}", misses=2)
    await aviary.keep(Flight(30, "the page answered 500 without it"), "mark-0000", misses=2)
    [row] = (await khabar(room, "list"))["targets"]
    assert (row["canary p50"], row["p95"], row["canaries"], row["canaries missed"]) == (5.0, 9.5, 101, 1)
