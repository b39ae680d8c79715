"""A master that dies, or is cut off, behind sentinels."""

import asyncio
import signal

import pytest

from khabar.server import connect
from tests.integration.stage.newsroom import Newsroom, running, until

from .sender import Sender, sending, window
from .sentinel_set import REPLICA, WATCHER, SentinelSet

pytestmark = [pytest.mark.server, pytest.mark.timeout(180)]


async def _has(sender: Sender, count: int) -> bool:
    return len(sender.acknowledged) >= count


async def _is_promoted(sentinels: SentinelSet) -> bool:
    return await asyncio.to_thread(sentinels.promoted) is not None


async def _is_drained(newsroom: Newsroom) -> bool:
    [group] = await newsroom.redis.xinfo_groups(newsroom.keys.stream("articles"))
    return (group["pending"], group["lag"]) == (0, 0)


async def _through(newsroom: Newsroom) -> set[str]:
    """Wait until the stage has nothing left to do; the articles that went through, each of them once."""
    await until(lambda: _is_drained(newsroom), 60)
    came, went = await newsroom.subjects("articles"), await newsroom.subjects("enriched")
    assert sorted(came) == sorted(went)
    return set(went)


@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGSTOP], ids=["dies", "hangs"])
async def test_a_stage_goes_on_without_the_master_and_loses_nothing_that_a_replica_had(
    sentinels: SentinelSet, behind_sentinels: Newsroom, blow: signal.Signals
) -> None:
    room = behind_sentinels
    careful = Sender(room.redis, room.keys, replicas=1)
    quick = Sender(connect(sentinels.url), room.keys, first=100_000)
    async with running(room.stage(), room.settings):
        async with sending(careful, quick):
            await until(lambda: _has(careful, 50), 30)
            sentinels.master.signal(blow)
            before = set(quick.acknowledged)
            took = await until(lambda: _is_promoted(sentinels), 60)
            back = await until(lambda: _goes_on(room, quick, before), 60)
        there = await _through(room)
    await quick.redis.aclose()

    lost, seconds = window(quick, there)
    print(f"\n{blow.name}: promoted after {took:.1f} s, the stage back at work {back:.1f} s later;", end=" ")  # noqa: T201
    print(f"default lost {lost} of {len(quick.acknowledged)} over {seconds:.3f} s, wait:1 lost 0")  # noqa: T201
    assert window(careful, there)[0] == 0


async def _goes_on(room: Newsroom, sender: Sender, before: set[str]) -> bool:
    """Whether something that was sent after the failover has gone through the stage."""
    return bool((sender.acknowledged.keys() - before) & set(await room.subjects("enriched")))


async def test_a_master_that_is_cut_off_takes_articles_that_are_lost_unless_a_replica_must_have_them(
    sentinels: SentinelSet, behind_sentinels: Newsroom
) -> None:
    room, old = behind_sentinels, sentinels.master
    careful = Sender(room.redis, room.keys, replicas=1)
    quick = Sender(connect(sentinels.url), room.keys, first=100_000)
    async with running(room.stage(), room.settings):
        async with sending(careful, quick):
            await until(lambda: _has(careful, 50), 30)
            old.cut_off(WATCHER)
            await until(lambda: _is_promoted(sentinels), 60)
            old.let_in(WATCHER)
            await until(lambda: _is_followed(sentinels), 60)
            before = len(careful.acknowledged)
            await until(lambda: _has(careful, before + 20), 60)
        there = await _through(room)
    await quick.redis.aclose()

    lost, seconds = window(quick, there)
    print(f"\nmaster cut off: default lost {lost} over {seconds:.1f} s, wait:1 lost 0")  # noqa: T201
    assert lost > 0
    assert careful.refused > 0
    assert window(careful, there)[0] == 0


async def _is_followed(sentinels: SentinelSet) -> bool:
    promoted = await asyncio.to_thread(sentinels.promoted)
    return promoted is not None and await asyncio.to_thread(sentinels.replicas_of, promoted) == 1


async def test_a_replica_that_is_cut_off_and_then_promoted_misses_nothing_that_was_acknowledged_with_wait(
    sentinels: SentinelSet, behind_sentinels: Newsroom
) -> None:
    room = behind_sentinels
    careful = Sender(room.redis, room.keys, replicas=1)
    quick = Sender(connect(sentinels.url), room.keys, first=100_000)
    async with running(room.stage(), room.settings):
        async with sending(careful, quick):
            await until(lambda: _has(careful, 50), 30)
            sentinels.master.cut_off(REPLICA)
            before = len(quick.acknowledged)
            await until(lambda: _has(quick, before + 100), 30)
            sentinels.master.kill()
            await until(lambda: _is_promoted(sentinels), 60)
            after = len(quick.acknowledged)
            await until(lambda: _has(quick, after + 20), 60)
        there = await _through(room)
    await quick.redis.aclose()

    lost, seconds = window(quick, there)
    print(f"\nreplica cut off, then promoted: default lost {lost} over {seconds:.1f} s, wait:1 lost 0")  # noqa: T201
    assert lost > 50
    assert window(careful, there)[0] == 0
