"""Commands that somebody typed into the server: loud, and nothing is lost beyond what cannot be known."""

import asyncio
import signal
from typing import Any

import pytest

from khabar.archive import Archive
from tests.chaos.newsroom import TOKEN, Plan
from tests.chaos.reporters import Reporters
from tests.chaos.scene import LONG, Play, Scene, scaled
from tests.chaos.test_server import archived, told_closed

pytestmark = [pytest.mark.chaos, pytest.mark.server, pytest.mark.timeout(1_800 if LONG else 300)]


async def test_a_flushed_server_takes_nothing_in_until_it_was_rebuilt_from_the_archive(play: Play) -> None:
    async with play("FLUSHALL") as scene:
        await scene.send(scaled(30, 500))
        await scene.until(lambda: archived(scene))
        async with scene.sending(scaled(30, 500), scaled(6, 40)) as reporters:
            await asyncio.sleep(scaled(2, 15))
            await scene.newsroom.redis.flushall()
            noticed = await scene.until(lambda: told_closed(scene))
            in_time = len(reporters.acknowledged)
            await asyncio.sleep(2)
            assert len(reporters.acknowledged) == in_time, "nothing is acknowledged while admission is closed"
            gone = lost(scene)
            scene.figures["restored"] = (await scene.khabar("restore", "--json")).splitlines()[0][:200]
        scene.figures["detected"] = f"{noticed:.1f} s"
        scene.figures["not yet archived"] = (
            f"{gone} of {len(scene.acknowledged)} acknowledged, until their source sent again"
        )
        await sent_again(scene)


def lost(scene: Scene) -> int:
    """How many acknowledged articles neither the server nor the archive knows now."""
    known = {fields[b"subject"].decode() for _, fields in Archive(scene.newsroom.archive).entries("articles")}
    return len({ack.article for ack in scene.acknowledged} - known)


async def sent_again(scene: Scene) -> None:
    """Have the sources tell all that they told, as feeds do: what is known is a duplicate."""
    again = Reporters(scene.newsroom.ingest_urls, TOKEN, 0.0)
    await again.send(scene.pieces)
    scene.reporters.append(again)


async def test_a_destroyed_group_is_made_anew_and_reads_from_the_beginning(play: Play) -> None:
    async with play("XGROUP DESTROY") as scene:
        redis, keys = scene.newsroom.redis, scene.newsroom.keys
        async with scene.sending(scaled(40, 400), scaled(5, 30)):
            await asyncio.sleep(2)
            for stream, group in (
                ("articles", "enrich"),
                ("enriched", "publish-site"),
                ("enriched", "publish-partner"),
            ):
                await redis.xgroup_destroy(keys.stream(stream), group)
        noticed = await scene.until(lambda: recreated(scene, 3))
        scene.figures["detected"] = f"{noticed:.1f} s after the last article"


async def recreated(scene: Scene, count: int) -> bool:
    """Whether the operators were told of so many groups that were made anew."""
    return len(await scene.told("ops", "group.recreated")) >= count


async def test_a_deleted_consumer_takes_no_article_with_it(play: Play) -> None:
    async with play("XGROUP DELCONSUMER") as scene:
        redis, articles = scene.newsroom.redis, scene.newsroom.keys.stream("articles")
        [enrich] = scene.newsroom.all_of("enrich")
        await scene.send(scaled(5, 50))
        await scene.settle()
        await scene.until(lambda: counted(scene))
        enrich.signal(signal.SIGSTOP)
        await scene.send(scaled(10, 100))
        taken: Any = await redis.xreadgroup("enrich", "a-dead-replica", {articles: ">"}, count=5)
        assert taken
        assert await redis.xgroup_delconsumer(articles, "enrich", "a-dead-replica") > 0
        enrich.signal(signal.SIGCONT)
        noticed = await scene.until(lambda: recreated(scene, 1))
        scene.figures["detected"] = f"{noticed:.1f} s"


async def counted(scene: Scene) -> bool:
    """Whether enrich has begun to count what it settles, which it does within a second."""
    return bool(await scene.newsroom.redis.hexists(scene.newsroom.keys.settled, "articles|enrich"))


async def test_a_group_that_nobody_reads_holds_its_articles_and_loses_none_when_it_is_back(play: Play) -> None:
    plan = Plan(settings={"KHABAR_STREAM_HOURS": "0"})
    async with play("trimming under a dead group", plan) as scene:
        redis, keys = scene.newsroom.redis, scene.newsroom.keys
        [publish] = scene.newsroom.all_of("publish")
        await scene.send(scaled(20, 200))
        await scene.settle()
        await publish.hold()
        await scene.send(scaled(40, 400))

        async def trimmed() -> bool:
            return await redis.xlen(keys.stream("articles")) <= 2  # the newest stay: their millisecond may not be over

        waited = await scene.until(trimmed, 90)
        scene.figures["trimmed"] = (
            f"articles after {waited:.0f} s; enriched keeps {await redis.xlen(keys.stream('enriched'))}"
        )
        assert await redis.xlen(keys.stream("enriched")) >= len({piece.number for piece in scene.pieces}) // 2
        publish.let_go()
