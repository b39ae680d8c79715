"""Deliveries that wait for a target: the newest of each article, and a word for everything it supersedes."""

import asyncio
import json
import random
from dataclasses import dataclass, replace
from typing import Any, cast

import pytest

from khabar.events import Event, full_type, make
from khabar.models import DeliveryProblem, Removal
from khabar.stage import KILL, Due, Stage
from khabar.stage.due import keys_of
from khabar.stage.entry import Entry
from khabar.stage.stage import OVERDRAFT

from .newsroom import NAME, Newsroom, article, gated, running, until

pytestmark = pytest.mark.server
TARGET, NUMBER = "site", 1
SUBJECT = article(NUMBER).subject


def revision(number: int, *, urgent: bool = False, of: int = NUMBER) -> Event:
    first = article(of)
    lane = "urgent" if urgent else "normal"
    told = make("article.updated", first.data, source="t", subject=first.subject, revision=number)
    return replace(told, lane=cast("Any", lane))


def kill(number: int) -> Event:
    removal = Removal(id=SUBJECT, revision=number, reason="أمر قضائي", by="محررة")
    return make("article.killed", removal, source="t", subject=SUBJECT, revision=number, lane="urgent")


async def put(event: Event) -> list[Due]:
    problem = DeliveryProblem(id=event.subject, revision=event.revision, target=TARGET, reason="a newer one came")
    skipped = make(
        "delivery.skipped",
        problem,
        source="t",
        subject=event.subject,
        revision=event.revision,
        target=TARGET,
        cause=event,
    )
    about = f"{event.subject}/related" if event.name == "article.corrected" else ""
    return [Due(event, event.revision + (KILL if event.name == "article.killed" else 0), skipped, about)]


def draining(newsroom: Newsroom) -> Stage:
    stage = Stage(NAME, reads="articles", settings=newsroom.settings, drains=True, due=TARGET)
    stage.on("article.created", "article.updated", "article.corrected", "article.killed")(put)
    return stage


@dataclass
class Target:
    """What waits for one target, and what was told."""

    newsroom: Newsroom
    stage: Stage

    async def gets(self, *events: Event) -> None:
        """Have the target's stage settle some events, each by a commit of its own."""
        for event in events:
            await self.newsroom.send(event)
            inbox = self.stage.inboxes[0]
            await inbox.ensure_group()
            reply = await self.newsroom.redis.xreadgroup(NAME, inbox.consumer, {inbox.key: ">"})
            [(_, rows)] = cast("Any", reply.items() if isinstance(reply, dict) else reply)
            await inbox.take([Entry(id_.decode(), fields) for id_, fields in rows])

    async def waits(self, name: str = SUBJECT) -> list[tuple[int, int, str]]:
        """Rank, revision and lane of what waits of the article, or under another name."""
        work = await self._work(name)
        if work is None:
            return []
        rank, number, lane, _, own = work.split("\n")
        assert json.loads(own)[1] == "1.0"
        return [(int(rank), int(number), lane)]

    async def at(self) -> dict[str, int]:
        """When it is to be tried, by the set that says so, in milliseconds from now."""
        seconds, micros = await self.newsroom.redis.time()
        sets = dict(zip(("normal", "urgent"), keys_of(self.newsroom.keys, TARGET), strict=False))
        found = {lane: await self.newsroom.redis.zscore(key, SUBJECT) for lane, key in sets.items()}
        return {lane: int(at - seconds * 1000 - micros / 1000) for lane, at in found.items() if at is not None}

    async def flies(self) -> None:
        """Take the article into somebody's hand, as a claim does."""
        due, urgent, flight, _ = keys_of(self.newsroom.keys, TARGET)
        await self.newsroom.redis.zrem(due, SUBJECT)
        await self.newsroom.redis.zrem(urgent, SUBJECT)
        await self.newsroom.redis.zadd(flight, {SUBJECT: 9_999_999_999_999})

    async def told(self) -> list[int]:
        """The revisions of which it was told that they were not delivered."""
        return [event.revision for event in await self.newsroom.read("published")]

    async def doubtful(self) -> list[int]:
        """The revision that is to be told should what is in flight fail."""
        entry = await self._work(f"{SUBJECT}!")
        fields = json.loads(entry) if entry else []
        return [int(value) for name, value in zip(fields[::2], fields[1::2], strict=True) if name == "revision"]

    async def _work(self, field: str) -> str | None:
        found = await self.newsroom.redis.hget(keys_of(self.newsroom.keys, TARGET)[3], field)
        return found.decode() if isinstance(found, bytes) else None


@pytest.fixture
def target(any_newsroom: Newsroom) -> Target:
    return Target(any_newsroom, draining(any_newsroom))


async def test_a_newer_revision_supersedes_the_one_that_waits_and_an_older_one_is_told_itself(target: Target) -> None:
    await target.gets(revision(2))
    assert await target.waits() == [(2, 2, "normal")]
    assert list(await target.at()) == ["normal"]
    await target.gets(revision(5), revision(3))

    assert await target.waits() == [(5, 5, "normal")]
    assert await target.told() == [2, 3]


async def test_a_replay_of_what_waits_changes_and_tells_nothing(target: Target) -> None:
    await target.gets(revision(2), revision(2))

    assert (await target.waits(), await target.told()) == ([(2, 2, "normal")], [])


async def test_what_waits_beside_an_article_neither_supersedes_it_nor_is_superseded_by_it(target: Target) -> None:
    beside = replace(revision(9), type=full_type("article.corrected"))
    await target.gets(revision(2), beside, revision(3), replace(beside, revision=8), kill(4))

    assert await target.waits() == [(KILL + 4, 4, "urgent")]
    assert await target.waits(f"{SUBJECT}/related") == [(9, 9, "normal")]
    assert await target.told() == [2, 8, 3]


async def test_nothing_supersedes_a_kill_but_another_kill(target: Target) -> None:
    await target.gets(revision(7), kill(4), revision(9))
    assert await target.waits() == [(KILL + 4, 4, "urgent")]
    assert await target.told() == [7, 9]
    await target.gets(kill(4), kill(5))

    assert (await target.waits(), await target.told()) == ([(KILL + 5, 5, "urgent")], [7, 9, 4])


async def test_a_newer_revision_does_not_wait_for_the_next_try_of_the_older(target: Target) -> None:
    await target.gets(revision(1))
    due = keys_of(target.newsroom.keys, TARGET)[0]
    seconds, _ = await target.newsroom.redis.time()
    await target.newsroom.redis.zadd(due, {SUBJECT: (seconds + 3600) * 1000})
    await target.gets(revision(2))

    assert (await target.at())["normal"] <= 0


async def test_an_article_waits_in_one_lane_only(target: Target) -> None:
    await target.gets(revision(1), revision(2, urgent=True))
    assert list(await target.at()) == ["urgent"]
    await target.gets(revision(3))

    assert list(await target.at()) == ["normal"]


async def test_what_is_superseded_in_flight_is_not_told_before_its_flight_ends(target: Target) -> None:
    await target.gets(revision(1))
    await target.flies()
    await target.gets(revision(2))
    assert (await target.told(), await target.doubtful(), await target.at()) == ([], [1], {})
    await target.gets(revision(3), revision(1))

    assert await target.waits() == [(3, 3, "normal")]
    assert (await target.told(), await target.doubtful(), await target.at()) == ([2, 1], [1], {})


async def test_a_replay_of_what_is_in_flight_leaves_the_flight_alone(target: Target) -> None:
    await target.gets(revision(1))
    await target.flies()
    await target.gets(revision(1))

    assert (await target.told(), await target.doubtful(), await target.at()) == ([], [], {})


async def test_random_orders_end_with_the_highest_rank_and_a_word_for_every_other(target: Target) -> None:
    chance = random.Random(20240310)  # noqa: S311 - seeded chance, not secrets
    for _ in range(40):
        await target.newsroom.redis.delete(
            target.newsroom.keys.stream("published"), *keys_of(target.newsroom.keys, TARGET)
        )
        events = [revision(number) for number in range(1, 9)] + [kill(number) for number in range(1, 4)]
        chosen = chance.sample(events, chance.randint(1, len(events)))
        order = [*chosen, *chance.choices(chosen, k=3)]
        chance.shuffle(order)
        await target.gets(*order)

        [(rank, number, _)] = await target.waits()
        ranks = [event.revision + (KILL if event.name == "article.killed" else 0) for event in chosen]
        assert rank == max(ranks), order
        others = sorted(one % KILL for one in ranks if one != rank)
        assert sorted(set(await target.told()) - {number}) == sorted(set(others) - {number}), order


@pytest.mark.parametrize("wrong", range(4), ids=["due", "urgent", "flight", "work"])
async def test_a_key_of_a_target_that_is_of_the_wrong_kind_stops_the_commit(newsroom: Newsroom, wrong: int) -> None:
    target, key = Target(newsroom, draining(newsroom)), keys_of(newsroom.keys, TARGET)[wrong]
    await newsroom.redis.set(key, "text")
    waiting = asyncio.create_task(target.gets(revision(1)))
    await until(lambda: _refused(target.stage))
    assert key in target.stage.inboxes[0].refused
    assert (await newsroom.pending(), await newsroom.length("published")) == (1, 0)
    await newsroom.redis.delete(key)
    await waiting

    assert await target.waits() == [(1, 1, "normal")]
    assert await newsroom.pending() == 0


async def _refused(stage: Stage) -> bool:
    return bool(stage.inboxes[0].refused)


async def test_on_a_full_server_a_target_is_drained_until_many_deliveries_wait(own_newsroom: Newsroom) -> None:
    work = keys_of(own_newsroom.keys, TARGET)[3]

    async def full() -> bool:
        return await own_newsroom.redis.hlen(work) >= OVERDRAFT

    async def drained() -> bool:
        return await own_newsroom.redis.hlen(work) == 400 and await own_newsroom.pending() == 0

    await own_newsroom.send(*(revision(1, of=number) for number in range(400)))
    gate, stage = asyncio.Event(), draining(own_newsroom)

    stage.handlers["article.updated"] = gated(gate, put)
    async with running(stage, own_newsroom.settings):
        await until(lambda: _holds(own_newsroom), seconds=30)
        await own_newsroom.redis.config_set("maxmemory", "100kb")
        gate.set()
        await until(full, seconds=30)
        await asyncio.sleep(1)
        waiting = await own_newsroom.redis.hlen(work)
        assert OVERDRAFT <= waiting < OVERDRAFT + 64
        await own_newsroom.redis.config_set("maxmemory", "0")
        await until(drained, seconds=30)

    assert await own_newsroom.length("dead") == 0


async def _holds(newsroom: Newsroom) -> bool:
    return await newsroom.redis.exists(newsroom.keys.stream("articles")) == 1 and await newsroom.pending() > 0
