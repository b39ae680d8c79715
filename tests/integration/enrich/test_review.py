"""The names that no table knows wait for editors, with where they stand."""

from typing import Any

import pytest
from redis.asyncio import Redis

from khabar.keys import Keys
from khabar.models import Enrichment, Entity, Mention, Revision
from khabar_enrich.editors import ReviewQueue

from .test_related import write

pytestmark = pytest.mark.server
NAME = "سلمان البهلواني"
KEY = "person سلمان البهلواني"


@pytest.fixture
def queue(redis_client: Redis, keys: Keys) -> ReviewQueue:
    return ReviewQueue(redis_client, keys, most=3)


def story(article: str, name: str = NAME, *, revision: int = 1) -> tuple[Revision, Enrichment]:
    text = f"{'كلام ' * 20}وقال {name} إن العمل مستمر في الأيام المقبلة حتى إنجاز المشروع كله."
    written = write(article, ("افتتاح المعرض", text), revision=revision)
    start = text.index(name)
    mention = Mention(zone="body.0", start=start, end=start + len(name), text=name)
    entity = Entity(type="person", name=name, mentions=(mention,), by="model", suggested=True)
    return written, Enrichment(for_revision=revision, entities=(entity,))


async def waiting(queue: ReviewQueue) -> dict[str, int]:
    rows: Any = await queue.redis.zrange(queue.keys.tags_review, 0, -1, withscores=True)
    return {key.decode(): int(count) for key, count in rows}


async def told(queue: ReviewQueue, key: str = KEY) -> str:
    kept: Any = await queue.redis.hget(queue.keys.tags_review_names, key)
    return (kept or b"").decode()


async def test_an_article_counts_once_however_often_it_is_read(queue: ReviewQueue) -> None:
    for revision in (1, 1, 2):
        await queue.note(*story("one", revision=revision))
    assert await waiting(queue) == {KEY: 1}
    await queue.note(*story("two"))
    assert await waiting(queue) == {KEY: 2}
    assert (await told(queue)).count('"headline"') == 2


async def test_the_passage_holds_the_name_and_forty_letters_on_either_side(queue: ReviewQueue) -> None:
    await queue.note(*story("one"))
    kept = await told(queue)
    assert f"وقال {NAME} إن العمل مستمر" in kept
    assert "المشروع كله" not in kept


async def test_a_name_under_another_spelling_of_its_alef_is_the_same(queue: ReviewQueue) -> None:
    await queue.note(*story("one", "أحمد الآغا"))
    await queue.note(*story("two", "احمد الاغا"))
    assert await waiting(queue) == {"person احمد الاغا": 2}


async def test_without_room_the_rarest_name_goes(queue: ReviewQueue) -> None:
    for number, name in enumerate(("اسم اول", "اسم اول", "اسم ثان", "اسم ثان", "اسم ثالث", "اسم رابع")):
        await queue.note(*story(str(number), name))
    assert set(await waiting(queue)) == {"person اسم اول", "person اسم ثان", "person اسم رابع"}
    assert await queue.redis.hlen(queue.keys.tags_review_names) == 3


async def test_a_rejected_name_does_not_come_back(queue: ReviewQueue) -> None:
    await queue.redis.hset(queue.keys.tags_rejected, KEY, "{}")
    await queue.note(*story("one"))
    assert await waiting(queue) == {}


async def test_what_a_removed_article_told_is_forgotten(queue: ReviewQueue) -> None:
    await queue.note(*story("one"))
    await queue.note(*story("two"))
    await queue.forget("two")
    assert await waiting(queue) == {KEY: 1}
    assert "two" not in await told(queue)
    await queue.forget("one")
    assert (await waiting(queue), await told(queue)) == ({}, "")


async def test_a_revision_that_comes_after_its_removal_tells_nothing(queue: ReviewQueue) -> None:
    await queue.redis.hset(queue.keys("related", "ids"), "one", "0:2")
    await queue.note(*story("one", revision=2))
    assert await waiting(queue) == {}
    await queue.note(*story("one", revision=3))
    assert await waiting(queue) == {KEY: 1}


async def test_only_the_newest_five_passages_are_kept(queue: ReviewQueue) -> None:
    for number in range(30):
        await queue.note(*story(f"article-{number}"))
    kept = await told(queue)
    assert kept.count('"headline"') == 5
    assert '"article-29"' in kept
    assert await waiting(queue) == {KEY: 30}
