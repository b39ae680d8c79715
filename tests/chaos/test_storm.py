"""A newsroom under fire: processes and the server are killed at random, and nothing is lost or doubled."""

import asyncio

import pytest

from tests.chaos.newsroom import Plan
from tests.chaos.scene import LONG, Play, Scene, scaled
from tests.chaos.storm import Storm

pytestmark = [pytest.mark.chaos, pytest.mark.server, pytest.mark.timeout(3_600 if LONG else 400)]
ARTICLES, SECONDS = scaled(150, 5_000), scaled(8, 300)
KILLS, SERVER_KILLS = scaled(6, 100), scaled(1, 10)


async def test_killed_services_and_a_killed_server_lose_no_article_and_double_none(play_on_each: Play) -> None:
    async with play_on_each("services and server killed at random", Plan(replicas=2)) as scene:
        storm = await weather(scene)
    assert (storm.kills >= KILLS, scene.newsroom.server.kills) == (True, SERVER_KILLS)


async def weather(scene: Scene) -> Storm:
    """Send everything while the storm rages."""
    async with scene.sending(ARTICLES, SECONDS) as reporters:

        def progress() -> float:
            return len(reporters.acknowledged) / len(scene.pieces)

        storm = Storm(scene.newsroom, scene.chance, progress, KILLS, SERVER_KILLS)
        await asyncio.create_task(storm.rage())
    return storm
