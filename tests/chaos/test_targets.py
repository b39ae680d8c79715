"""A target that is slow, broken, busy, forgetful or away, beside one that is well."""

import asyncio
import random
from collections.abc import Callable
from typing import Any

import pytest

from tests.chaos.newsroom import Newsroom, Plan
from tests.chaos.scene import LONG, Play, Scene, scaled
from tests.integration.publish.receiver import Behaviour, Reply, well

pytestmark = [pytest.mark.chaos, pytest.mark.server, pytest.mark.timeout(1_800 if LONG else 300)]


def slow(_: random.Random) -> Behaviour:
    return lambda _, __: Reply(after=0.5)


def half_broken(chance: random.Random) -> Behaviour:
    return lambda _, __: Reply(502, takes=False) if chance.random() < 0.5 else Reply()


def busy(chance: random.Random) -> Behaviour:
    return lambda _, __: Reply(429, takes=False, headers=("retry-after: 1",)) if chance.random() < 0.3 else Reply()


def forgetful(chance: random.Random) -> Behaviour:
    return lambda _, __: Reply(drops=chance.random() < 0.5)


FAULTS: dict[str, Callable[[random.Random], Behaviour]] = {
    "slow": slow,
    "50 % 5xx": half_broken,
    "429": busy,
    "takes and drops the reply": forgetful,
}


async def test_a_target_in_trouble_gets_every_article_once_in_the_end_and_holds_up_no_other(play: Play) -> None:
    async with play("target slow, 50 % 5xx, 429, reply dropped, down", Plan(replicas=2)) as scene:
        receiver = scene.newsroom.receiver
        for fault in FAULTS.values():
            receiver.behaviour = fault(scene.chance)
            await scene.send(scaled(15, 200), scaled(2, 60))
            receiver.behaviour = well
        await away(scene, scene.newsroom)
        scene.figures["repeated to the partner"] = receiver.repeated
        assert (receiver.unsigned, receiver.went_back) == (0, 0)


async def away(scene: Scene, newsroom: Newsroom) -> None:
    """Have the partner's address refuse all connections for a while; the site gets its articles meanwhile."""
    await newsroom.receiver.stop()
    before = len(await receipts(scene, "site"))
    await scene.send(scaled(15, 200))
    await scene.until(lambda: reached(scene, before + scaled(15, 200)))
    await asyncio.sleep(scaled(5, 300))
    await newsroom.receiver.start()


async def receipts(scene: Scene, target: str) -> list[dict[bytes, bytes]]:
    """A target's receipts."""
    told: list[dict[bytes, Any]] = await scene.told("published", "article.published", "delivery.skipped")
    return [fields for fields in told if fields[b"source"] == f"khabar/publish/{target}".encode()]


async def reached(scene: Scene, count: int) -> bool:
    """Whether so many deliveries to the site have ended."""
    return len(await receipts(scene, "site")) >= count
