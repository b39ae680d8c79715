"""Kills at the worst moments, and restarts that nobody should notice."""

import asyncio
import json

import pytest

from tests.chaos import pointed
from tests.chaos.newsroom import Plan
from tests.chaos.scene import LONG, Play, Scene, scaled

pytestmark = [pytest.mark.chaos, pytest.mark.server, pytest.mark.timeout(3_600 if LONG else 600)]
AT_EACH_POINT = scaled(3, 50)
BATCH = scaled(40, 100)
CHANCE = 0.02
"""Low enough for the kills to hit many articles a little, and not a few again and again."""


async def test_services_that_die_before_and_after_every_call_and_commit_lose_nothing(play: Play) -> None:
    plan = Plan(replicas=2, kills=AT_EACH_POINT, chance=CHANCE, seed=play.seed)
    async with play("kill -9 at named points", plan) as scene:
        await fed_until_all_kills_are_done(scene)
        points = sum(map(len, pointed.POINTS.values()))
        scene.figures["points"] = f"{points}, {AT_EACH_POINT} kills at each"
        await scene.newsroom.ready()
        assert sum(part.ends for part in scene.newsroom.services) >= points * AT_EACH_POINT


async def fed_until_all_kills_are_done(scene: Scene) -> None:
    """Send articles as long as there are kills left, for a service dies only at work, and no faster than it works."""

    async def has_work_in_hand() -> bool:
        return sum(queue.unread or 0 for queue in (await scene.waiting()).values()) < 10 * BATCH

    while scene.newsroom.kills_left():
        await scene.send(BATCH, seconds=1.0)
        await scene.until(has_work_in_hand, 120)


async def test_rolling_restarts_and_a_change_of_scale_lose_nothing(play: Play) -> None:
    async with play("SIGTERM rolling restarts, scale 1→4→1") as scene:
        newsroom = scene.newsroom
        async with scene.sending(scaled(120, 1_000), scaled(12, 90)):
            for _ in range(scaled(1, 3)):
                for part in list(newsroom.services):
                    await part.again()
                    await newsroom.ready()
            added = [await newsroom.add(stage) for _ in range(3) for stage in ("enrich", "publish")]
            await newsroom.ready()
            for part in added:
                await newsroom.remove(part)
                await asyncio.sleep(scene.chance.uniform(0, 0.3))
        await scene.settle()
        said = json.loads(await scene.khabar("audit", "--json"))
        assert (said["clean"], said["under_way"]) == (True, {"site": 0, "partner": 0}), "the operators' command agrees"
