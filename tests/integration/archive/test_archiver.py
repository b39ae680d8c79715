"""The archiver follows the streams of a real server."""

import asyncio
import random
from typing import Any

import pytest
from prometheus_client import REGISTRY
from redis.asyncio import Redis

from khabar.archive import Archive, lock
from khabar.keys import STREAMS, Keys

from .conftest import Archiving, is_archived, until

HEADLINE = "عودة المياه إلى أحياء الرقة"


async def _fill(redis: Redis, key: str, count: int) -> bytes:
    last: Any = b""
    for number in range(count):
        last = await redis.xadd(key, {"headline": HEADLINE, "number": str(number)})
    return bytes(last)


def _gaps(stream: str) -> float:
    return REGISTRY.get_sample_value("khabar_archive_gaps_total", {"stream": stream}) or 0.0


async def _reports(redis: Redis, keys: Keys) -> list[bytes]:
    entries: Any = await redis.xrange(keys.stream("ops"))
    return [fields[b"type"] for _, fields in entries]


async def test_every_stream_is_archived_as_it_was_written(
    redis_client: Redis, keys: Keys, archive: Archive, archiving: Archiving
) -> None:
    lasts = {name: await _fill(redis_client, keys.stream(name), 30) for name in STREAMS}
    await redis_client.xadd(keys.stream("dead"), {b"\xff": b"\x00\xfe"})
    async with archiving():
        lasts["articles"] = await _fill(redis_client, keys.stream("articles"), 3000)
        for name, last in lasts.items():
            await is_archived(redis_client, keys, name, last)
    for name in STREAMS:
        there: Any = await redis_client.xrange(keys.stream(name))
        kept = list(archive.entries(name))
        assert [(entry_id.decode(), fields) for entry_id, fields in there][: len(kept)] == kept
        assert len(kept) >= 30


async def test_nothing_is_missing_or_double_when_the_archiver_is_restarted_at_any_time(
    redis_client: Redis, keys: Keys, archive: Archive, archiving: Archiving
) -> None:
    chance = random.Random(20261122)  # noqa: S311 - seeded chance, not secrets
    last = b""

    async def write() -> None:
        nonlocal last
        for _ in range(12):
            last = await _fill(redis_client, keys.stream("articles"), 60)
            await asyncio.sleep(0.1)

    writing = asyncio.create_task(write())
    while not writing.done():
        async with archiving():
            await asyncio.sleep(chance.uniform(0, 0.6))
    async with archiving():
        await is_archived(redis_client, keys, "articles", last)
    there: Any = await redis_client.xrange(keys.stream("articles"))
    assert [entry_id for entry_id, _ in archive.entries("articles")] == [entry_id.decode() for entry_id, _ in there]


async def test_a_second_control_waits_until_the_first_is_gone(
    redis_client: Redis, keys: Keys, archive: Archive, archiving: Archiving
) -> None:
    held = lock(archive.root)
    assert held is not None
    last = await _fill(redis_client, keys.stream("articles"), 3)
    async with archiving() as second:
        await asyncio.sleep(0.3)
        assert [check.detail for check in second.checks() if check.name == "archive"] == [
            "standby: another control writes"
        ]
        assert archive.last("articles") == "0-0"
        held.close()
        await is_archived(redis_client, keys, "articles", last)


async def test_a_new_newsroom_gets_its_epoch_and_an_older_one_keeps_it(
    redis_client: Redis, keys: Keys, archive: Archive, archiving: Archiving
) -> None:
    async def has_epoch() -> bool:
        return await redis_client.get(keys.epoch) is not None and bool(archive.epoch())

    async with archiving():
        await until(has_epoch)
    first = archive.epoch()
    async with archiving():
        await asyncio.sleep(1.5)
    assert await redis_client.get(keys.epoch) == first.encode()
    assert archive.epoch() == first


async def test_a_newsroom_from_before_the_archive_keeps_its_epoch(
    redis_client: Redis, keys: Keys, archive: Archive, archiving: Archiving
) -> None:
    await redis_client.set(keys.epoch, "there-already")

    async def adopted() -> bool:
        return archive.epoch() == "there-already"

    async with archiving():
        await until(adopted)


@pytest.mark.parametrize("loss", ["flush", "epoch", "end"])
async def test_a_server_that_lost_something_takes_no_article_in_and_says_so_once(
    redis_client: Redis, keys: Keys, archive: Archive, archiving: Archiving, loss: str
) -> None:
    async with archiving() as archiver:
        last = await _fill(redis_client, keys.stream("articles"), 5)
        await is_archived(redis_client, keys, "articles", last)
        if loss == "flush":
            await redis_client.delete(*await redis_client.keys(keys("*")))
        elif loss == "epoch":
            await redis_client.delete(keys.epoch)
        else:
            await redis_client.delete(keys.stream("articles"))

        async def told() -> bool:
            return b"khabar.admission.closed.v1" in await _reports(redis_client, keys)

        await until(told)
        await asyncio.sleep(2.2)
        assert (await _reports(redis_client, keys)).count(b"khabar.admission.closed.v1") == 1
        assert await redis_client.get(keys.epoch) is None
        [check] = [check for check in archiver.checks() if check.name == "admission"]
        assert not check.ok
        assert "khabar restore" in check.action


async def test_a_stream_that_lost_its_end_gives_out_no_id_twice(
    redis_client: Redis, keys: Keys, archive: Archive, archiving: Archiving
) -> None:
    ahead = "99999999999999-0"
    writer = archive.writer("published")
    writer.append([(ahead, {b"type": b"x"})])
    await _fill(redis_client, keys.stream("published"), 2)

    async def lifted() -> bool:
        told: Any = await redis_client.xinfo_stream(keys.stream("published"))
        return bool(told["last-generated-id"] == ahead.encode())

    async with archiving():
        await until(lifted)
        last = await _fill(redis_client, keys.stream("published"), 2)
        await is_archived(redis_client, keys, "published", last)
    assert [fields.get(b"number") for _, fields in archive.entries("published")] == [None, b"0", b"1"]


async def test_entries_removed_by_hand_before_they_were_archived_are_reported_loudly(
    redis_client: Redis, keys: Keys, archive: Archive, archiving: Archiving
) -> None:
    last = await _fill(redis_client, keys.stream("articles"), 5)
    async with archiving():
        await is_archived(redis_client, keys, "articles", last)
    await _fill(redis_client, keys.stream("articles"), 5)
    await redis_client.xtrim(keys.stream("articles"), maxlen=2, approximate=False)
    before = _gaps("articles")
    async with archiving():
        last = await _fill(redis_client, keys.stream("articles"), 1)
        await is_archived(redis_client, keys, "articles", last)
    assert _gaps("articles") == before + 1
    assert (await _reports(redis_client, keys)).count(b"khabar.archive.gap.v1") == 1


async def test_entries_that_were_trimmed_after_they_were_archived_are_no_gap(
    redis_client: Redis, keys: Keys, archive: Archive, archiving: Archiving
) -> None:
    last = await _fill(redis_client, keys.stream("articles"), 9)
    async with archiving():
        await is_archived(redis_client, keys, "articles", last)
    await redis_client.xtrim(keys.stream("articles"), minid=last, approximate=False)
    before = _gaps("articles")
    async with archiving():
        last = await _fill(redis_client, keys.stream("articles"), 2)
        await is_archived(redis_client, keys, "articles", last)
    assert _gaps("articles") == before
    assert len(list(archive.entries("articles"))) == 11


async def test_a_disk_that_takes_nothing_is_said_and_nothing_is_told_to_be_safe(
    redis_client: Redis, keys: Keys, archive: Archive, archiving: Archiving
) -> None:
    archive.root.mkdir(parents=True)
    (archive.root / "articles").write_text("a file where a folder should be", "utf-8")

    async with archiving() as archiver:
        await _fill(redis_client, keys.stream("articles"), 3)

        async def refused() -> bool:
            return not all(check.ok for check in archiver.checks())

        await until(refused)
        assert await redis_client.hget(keys.archived, "articles") is None
        (archive.root / "articles").unlink()
        await is_archived(redis_client, keys, "articles", await _fill(redis_client, keys.stream("articles"), 1))
    assert len(list(archive.entries("articles"))) == 4


async def test_the_archive_goes_on_while_memory_is_full_for_trimming_waits_for_it(
    redis_client: Redis, keys: Keys, archive: Archive, archiving: Archiving
) -> None:
    async with archiving():
        await is_archived(redis_client, keys, "articles", await _fill(redis_client, keys.stream("articles"), 1))
        last = await _fill(redis_client, keys.stream("articles"), 5)
        await redis_client.config_set("maxmemory", "1")
        try:
            await is_archived(redis_client, keys, "articles", last)
            await redis_client.delete(keys.epoch)

            async def told() -> bool:
                return b"khabar.admission.closed.v1" in await _reports(redis_client, keys)

            await until(told)
        finally:
            await redis_client.config_set("maxmemory", "0")
