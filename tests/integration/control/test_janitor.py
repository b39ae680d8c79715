"""Trimming: the server's memory is freed of what nobody needs, and of nothing else."""

import random
from collections.abc import Callable

import pytest
from redis.asyncio import Redis

from khabar.archive import Archive, rank
from khabar.keys import Keys
from khabar_control.janitor import trimming
from tests.integration.control.conftest import Streams
from tests.integration.stage.servers import Server

MEGABYTE = 1 << 20


async def test_what_is_archived_and_acknowledged_goes_and_the_rest_stays(any_streams: Streams) -> None:
    streams = any_streams
    ids = await streams.add("articles", 250)
    await streams.group("articles", "enrich")
    read = await streams.read("articles", "enrich", 200)
    await streams.ack("articles", "enrich", read[:150])
    await streams.janitor().tidy()
    assert await streams.ids("articles") == ids, "nothing was archived yet"
    await streams.archived("articles")
    await streams.janitor().tidy()
    assert await streams.ids("articles") == ids[150:], "from the first entry on that enrich has in hand"


async def test_a_newsroom_without_readers_keeps_what_the_archive_has_not_written(streams: Streams) -> None:
    ids = await streams.add("enriched", 10)
    await streams.redis.hset(streams.keys.archived, "enriched", ids[4])
    await streams.janitor().tidy()
    assert await streams.ids("enriched") == ids[4:]


async def test_entries_stay_for_a_day_though_all_have_read_them(streams: Streams) -> None:
    ids = await streams.add("published", 5)
    await streams.archived("published")
    await streams.janitor(keep_hours=24).tidy()
    assert await streams.ids("published") == ids


async def test_a_group_that_nobody_registered_holds_nothing(streams: Streams) -> None:
    await streams.add("articles", 10)
    await streams.group("articles", "curious", registered=False)
    await streams.archived("articles")
    await streams.janitor().tidy()
    assert len(await streams.ids("articles")) <= 1


async def test_a_registered_group_that_somebody_destroyed_holds_everything(streams: Streams) -> None:
    ids = await streams.add("articles", 10)
    await streams.redis.hset(streams.keys.groups, "articles|enrich", "1")
    await streams.archived("articles")
    await streams.janitor().tidy()
    assert await streams.ids("articles") == ids


async def test_an_urgent_article_stays_in_the_fast_lane_until_it_was_handled(streams: Streams) -> None:
    ids = await streams.add("articles.urgent", 10)
    await streams.group("articles.urgent", "enrich")
    read = await streams.read("articles.urgent", "enrich", 6)
    await streams.ack("articles.urgent", "enrich", read[:4])
    await streams.janitor().tidy()
    assert await streams.ids("articles.urgent") == ids[4:]


async def test_a_dead_letter_stays_until_somebody_decides_on_it(streams: Streams) -> None:
    ids = await streams.add("dead", 40)
    await streams.archived("dead")
    done = streams.keys("dead-done")
    for decided in [*ids[:20], ids[30]]:
        await streams.redis.hset(done, decided, "{}")
    await streams.janitor().tidy()
    assert await streams.ids("dead") == ids[20:]
    assert await streams.redis.hkeys(done) == [ids[30].encode()]


async def test_another_programs_key_in_a_streams_place_does_not_stop_the_trimming_of_others(streams: Streams) -> None:
    await streams.redis.set(streams.key("articles"), "not a stream")
    await streams.add("enriched", 10)
    await streams.archived("enriched")
    await streams.janitor().tidy()
    assert len(await streams.ids("enriched")) <= 1


async def test_two_janitors_take_turns(streams: Streams) -> None:
    first, second = streams.janitor(), streams.janitor()
    assert await first.is_mine()
    assert not await second.is_mine()
    await first.stop()
    assert await second.is_mine()


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("name", ["articles", "enriched.urgent"])
async def test_whatever_the_readers_do_no_entry_goes_that_one_of_them_still_needs(
    streams: Streams, name: str, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - seeded chance, not a secret
    groups = [f"group-{number}" for number in range(3)]
    sent: list[str] = []
    held: dict[str, list[str]] = {group: [] for group in groups}
    acknowledged: dict[str, set[str]] = {group: set() for group in groups}
    for group in groups:
        await streams.group(name, group)
    archived, trimmed = "0-0", set[str]()
    for _ in range(60):
        sent += await streams.add(name, chance.randrange(12))
        group = chance.choice(groups)
        held[group] += await streams.read(name, group, chance.randrange(1, 15))
        done = chance.sample(held[group], chance.randint(0, len(held[group])))
        await streams.ack(name, group, done)
        acknowledged[group] |= set(done)
        held[group] = [id_ for id_ in held[group] if id_ not in acknowledged[group]]
        if sent and chance.random() < 0.5:
            archived = max(archived, chance.choice(sent), key=rank)
            await streams.redis.hset(streams.keys.archived, name, archived)
        await streams.janitor().tidy()
        trimmed = set(sent) - set(await streams.ids(name))
        assert all(trimmed <= acknowledged[group] for group in groups), f"seed {seed}"
        assert name != "articles" or all(rank(id_) <= rank(archived) for id_ in trimmed), f"seed {seed}"
    assert trimmed, f"seed {seed}: nothing was ever trimmed, so nothing was shown"


async def test_a_group_that_stands_still_for_a_week_is_let_go_once_and_loudly(
    streams: Streams, monkeypatch: pytest.MonkeyPatch
) -> None:
    await streams.add("articles", 5)
    await streams.group("articles", "gone-for-good")
    await streams.group("articles", "enrich")
    await streams.archived("articles")
    await streams.janitor().tidy()
    assert len(await streams.ids("articles")) == 5
    monkeypatch.setattr(trimming, "MOST_SECONDS", -1.0)
    await streams.ack("articles", "enrich", await streams.read("articles", "enrich", 5))
    for _ in range(3):
        await streams.janitor().tidy()
    assert len(await streams.ids("articles")) <= 1
    [told] = await streams.reports("group.expired")
    assert "gone-for-good" in told


async def test_a_group_that_moves_on_is_never_let_go_for_its_age(
    streams: Streams, monkeypatch: pytest.MonkeyPatch
) -> None:
    week_ago = int((await streams.redis.time())[0]) * 1000 - 8 * 86_400_000
    for number in range(6):
        await streams.redis.xadd(streams.key("articles"), {"type": "x"}, id=f"{week_ago + number}-0")
    await streams.group("articles", "enrich")
    await streams.archived("articles")
    for _ in range(3):
        await streams.ack("articles", "enrich", await streams.read("articles", "enrich", 1))
        await streams.janitor().tidy()
    assert len(await streams.ids("articles")) == 3
    assert await streams.reports("group.expired") == []


async def test_a_dead_group_does_not_fill_the_memory(
    server_with: Callable[..., Server], keys: Keys, tmp_path_factory: pytest.TempPathFactory
) -> None:
    async with Redis.from_url(server_with(maxmemory=12 * MEGABYTE).url) as client:
        streams = Streams(client, keys, Archive(tmp_path_factory.mktemp("archive")))
        await streams.group("articles", "nobody")
        await streams.group("articles", "enrich")
        ids = await streams.add("articles", 400, data="م" * 5000)
        await streams.ack("articles", "enrich", await streams.read("articles", "enrich", 390))
        await streams.janitor(keep_hours=24).tidy()
        assert await streams.ids("articles") == ids, "over the quarter, but the archive comes first"
        await streams.archived("articles")
        await streams.janitor(keep_hours=24).tidy()
        assert await streams.ids("articles") == ids[390:], "what enrich still needs stays"
        [told] = await streams.reports("group.expired")
        assert "nobody" in told


async def test_a_group_at_work_is_waited_for_though_it_is_slow(
    server_with: Callable[..., Server], keys: Keys, tmp_path_factory: pytest.TempPathFactory
) -> None:
    async with Redis.from_url(server_with(maxmemory=12 * MEGABYTE).url) as client:
        streams = Streams(client, keys, Archive(tmp_path_factory.mktemp("archive")))
        await streams.group("articles", "enrich")
        ids = await streams.add("articles", 400, data="م" * 5000)
        await streams.archived("articles")
        await streams.ack("articles", "enrich", await streams.read("articles", "enrich", 5))
        await streams.janitor(keep_hours=24).tidy()
        assert await streams.ids("articles") == ids[5:]
        await client.config_set("maxmemory", 5 * MEGABYTE)
        await streams.janitor(keep_hours=24).tidy()
        assert len(await streams.ids("articles")) <= 1, "no memory is left to wait for it"
        assert len(await streams.reports("group.expired")) == 1


async def test_trimming_goes_on_when_the_memory_is_full(
    server_with: Callable[..., Server], keys: Keys, tmp_path_factory: pytest.TempPathFactory
) -> None:
    server = server_with()
    async with Redis.from_url(server.url) as client:
        streams = Streams(client, keys, Archive(tmp_path_factory.mktemp("archive")))
        await streams.add("articles", 300, data="م" * 5000)
        await streams.archived("articles")
        await client.config_set("maxmemory", MEGABYTE)
        await streams.janitor(keep_hours=24).tidy()
        assert len(await streams.ids("articles")) <= 1
