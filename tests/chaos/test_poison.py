"""Entries that nobody should have written, and articles that are hard to swallow."""

import json
import os
from http import HTTPStatus
from typing import Any

import httpx
import pytest

from khabar.reading import newest
from tests.chaos import pointed
from tests.chaos.newsroom import TOKEN, Plan
from tests.chaos.scene import LONG, Play, Scene, scaled

pytestmark = [pytest.mark.chaos, pytest.mark.server, pytest.mark.timeout(1_800 if LONG else 300)]
HUGE, BOOK = 20_000_000, 1_500_000
KILLER = "خبر يقتل من يقرؤه"


async def test_poison_on_the_streams_ends_in_the_dead_letters_and_stops_nobody(play: Play) -> None:
    async with play("poison entries") as scene:
        async with scene.sending(scaled(40, 400), scaled(4, 40)):
            written = await poisoned(scene)
        await scene.until(lambda: all_are_dead(scene, written))
        scene.figures["dead letters"] = len(await scene.told("dead", "dead.letter"))


async def poisoned(scene: Scene) -> int:
    """Write damaged entries onto both streams that stages read; returns how many."""
    redis, keys = scene.newsroom.redis, scene.newsroom.keys
    await scene.until(lambda: has_entry(scene))
    [(_, whole)] = await newest(redis, keys.stream("articles"), 1)
    kinds: list[dict[bytes, bytes]] = [
        {**whole, b"data": b'{"id": "half a doc'},
        {**whole, b"data": whole[b"data"].replace("و".encode(), b"\xff\xfe")},
        {**whole, b"data": b'{"headline": "a\x00b"}'},
        {**whole, b"data": rb'{"headline": "\ud800 alone"}'},
        {**whole, b"revision": b"-3"},
        {**whole, b"subject": b"\xc3\x28"},
        {b"hello": b"world"},
        {b"message": "رسالة من برنامج آخر".encode()},
        {b"data": os.urandom(1_000)},
    ]
    for fields in kinds:
        for stream in ("articles", "enriched"):
            entry: Any = fields
            await redis.xadd(keys.stream(stream), entry)
    return 2 * len(kinds) + len(kinds)  # on `enriched` each of two targets reads it


async def has_entry(scene: Scene) -> bool:
    """Whether anything was accepted yet."""
    return bool(await scene.newsroom.redis.xlen(scene.newsroom.keys.stream("articles")))


async def all_are_dead(scene: Scene, count: int) -> bool:
    """Whether every poisoned entry is a dead letter of every stage that read it."""
    return len(await scene.told("dead", "dead.letter")) >= count


async def test_an_article_of_twenty_megabytes_is_refused_at_the_door_and_a_whole_book_passes(play: Play) -> None:
    async with play("bodies of 20 MB and 1.5 MB") as scene:
        await scene.send(scaled(10, 50))
        refused = await pushed(scene, long_article("كبير جدا", HUGE))
        taken = await pushed(scene, long_article("كبير", BOOK))
        assert refused.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        assert taken.status_code == HTTPStatus.ACCEPTED, taken.text
        scene.extra.append("كبير")


async def pushed(scene: Scene, document: dict[str, Any]) -> httpx.Response:
    """What ingest answers to an article."""
    async with httpx.AsyncClient(headers={"authorization": f"Bearer {TOKEN}"}, timeout=60) as client:
        return await client.post(f"{scene.newsroom.ingest_urls[0]}/v1/articles", json=document)


def long_article(headline: str, size: int) -> dict[str, Any]:
    """An article whose body has about so many bytes."""
    paragraph = {"type": "paragraph", "text": "وقالت البلدية إن العمل مستمر. " * 1_000}
    count = 1 + size // (len(paragraph["text"].encode()) + 40)
    return {"headline": headline, "body": [paragraph] * count, "source": {"guid": f"urn:example:{size}"}}


async def test_an_article_that_kills_whoever_reads_it_ends_alone_in_the_dead_letters(play: Play) -> None:
    plan = Plan(replicas=2, settings={pointed.KILLER: KILLER})
    async with play("an entry that kills its worker", plan) as scene:
        async with scene.sending(scaled(30, 300), scaled(3, 30)):
            taken = await pushed(scene, long_article(KILLER, 1))
        assert taken.status_code == HTTPStatus.ACCEPTED, taken.text
        scene.extra.append(KILLER)
        await scene.until(lambda: all_are_dead(scene, 1), 120)
        [letter] = await scene.told("dead", "dead.letter")
        assert json.loads(letter[b"data"])["fields"]["subject"] == taken.json()["article_id"]
        assert sum(part.ends for part in scene.newsroom.all_of("enrich")) >= 1
