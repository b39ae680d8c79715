"""Faults of the server and of the lines to it."""

import asyncio
import time
from pathlib import Path

import pytest

from khabar.audit import queues
from tests.chaos.newsroom import Newsroom, Plan
from tests.chaos.scene import LONG, Play, Scene, scaled

pytestmark = [pytest.mark.chaos, pytest.mark.server, pytest.mark.timeout(1_800 if LONG else 300)]
BACK_SECONDS = 60
"""How long a busy machine may take to be back at work; a quiet one takes less than ten seconds."""


async def test_a_killed_server_comes_back_with_everything_it_acknowledged(play: Play) -> None:
    async with play("server kill -9, restart from AOF", Plan(replicas=2)) as scene:
        server, back = scene.newsroom.server, []
        async with scene.sending(scaled(100, 1_000), scaled(8, 120)):
            for _ in range(scaled(2, 10)):
                await asyncio.sleep(scene.chance.uniform(1, 3))
                await server.hold()
                server.let_go()
                back.append(await at_work_again(scene))
        scene.figures["back at work"] = f"after at most {max(back):.1f} s"


async def at_work_again(scene: Scene) -> float:
    """Seconds until the server answers, and then until an article that is sent has been published."""
    await scene.until(lambda: answers(scene.newsroom), BACK_SECONDS)
    begun, published = time.monotonic(), len(await scene.told("published", "article.published"))

    async def goes_on() -> bool:
        return len(await scene.told("published", "article.published")) > published or await scene.quiet()

    await scene.until(goes_on, BACK_SECONDS)
    return time.monotonic() - begun


async def answers(newsroom: Newsroom) -> bool:
    """Whether the server takes commands."""
    try:
        return bool(await newsroom.redis.ping()) and bool(await queues(newsroom.redis, newsroom.keys))
    except (OSError, Exception):  # noqa: BLE001 - away or still loading
        return False


async def test_an_append_only_file_cut_inside_a_record_is_noticed_and_made_good_from_the_archive(play: Play) -> None:
    async with play("AOF truncated inside a record") as scene:
        newsroom = scene.newsroom
        await scene.send(scaled(20, 200))
        await scene.settle()
        await scene.send(1)
        mark = scene.pieces[-1].guid.encode()
        await scene.until(lambda: archived(scene), 30)
        await newsroom.server.hold()
        cut = truncate(newsroom.data, mark)
        newsroom.server.let_go()
        await scene.until(lambda: answers(newsroom), BACK_SECONDS)
        noticed = await scene.until(lambda: told_closed(scene), BACK_SECONDS)
        scene.figures["detected"] = f"{noticed:.1f} s"
        scene.figures["cut"] = f"{cut} bytes, the newest article among them"
        scene.figures["restored"] = (await scene.khabar("restore", "--json")).splitlines()[0][:200]
        await scene.send(scaled(5, 50))


async def archived(scene: Scene) -> bool:
    """Whether the archive has all that the stream of articles holds."""
    keys, redis = scene.newsroom.keys, scene.newsroom.redis
    last = (await redis.xinfo_stream(keys.stream("articles")))["last-generated-id"]
    return bool(await redis.hget(keys.archived, "articles") == last)


async def told_closed(scene: Scene) -> bool:
    """Whether the operators were told that nothing is taken in."""
    return bool(await scene.told("ops", "admission.closed"))


def truncate(folder: Path, mark: bytes) -> int:
    """Cut the append-only file in the middle of the first record that holds a mark; returns the bytes cut off."""
    [newest] = sorted((folder / "appendonlydir").glob("*.incr.aof"))[-1:]
    content = newest.read_bytes()
    at = content.index(mark) + len(mark) // 2
    newest.write_bytes(content[:at])
    return len(content) - at


async def test_replies_that_never_arrive_make_nothing_happen_twice(play: Play) -> None:
    async with play("replies lost on the way", Plan(replicas=2, proxied=True)) as scene:
        async with scene.sending(scaled(100, 1_000), scaled(8, 120)):
            scene.newsroom.proxy.lose = 0.02
            await asyncio.sleep(scaled(8, 120))
            scene.newsroom.proxy.lose = 0.0
        scene.figures["lost replies"] = scene.newsroom.proxy.lost
        assert scene.newsroom.proxy.lost > 0


async def test_connections_that_hang_are_given_up_and_the_work_goes_on(play: Play) -> None:
    async with play("half-open and stalled connections", Plan(replicas=2, proxied=True)) as scene:
        async with scene.sending(scaled(60, 600), scaled(8, 120)):
            await asyncio.sleep(1)
            await scene.newsroom.proxy.stall(scaled(3, 30))
            await asyncio.sleep(1)
            scene.newsroom.proxy.freeze()
        scene.figures["half open"] = f"{scene.newsroom.proxy.frozen} connections"
        assert scene.newsroom.proxy.frozen > 0


async def test_clocks_an_hour_wrong_that_jump_change_nothing(play: Play) -> None:
    hour = 3_600.0
    clocks = {
        "ingest-1": hour,
        "ingest-2": -hour,
        "enrich-1": -hour,
        "publish-1": hour,
        "publish-2": -hour,
        "site": hour,
    }
    plan = Plan(replicas=2, clocks=clocks)
    async with play("clocks ±1 h, jumping", plan) as scene, scene.sending(scaled(80, 800), scaled(6, 60)):
        wrong = [part for part in scene.newsroom.services if part.name in clocks]
        for _ in range(scaled(2, 10)):
            await asyncio.sleep(scaled(2, 5))
            for part in wrong:
                part.jump_clock()
