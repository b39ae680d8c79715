"""Stories on a real server: told once, the same for every replica, and gone when their time has passed."""

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest
from redis.asyncio import Redis

from khabar.keys import Keys
from khabar.models import Block, Revision, SourceRef
from khabar_enrich.related.terms import terms
from khabar_enrich.related.weighing import weighed
from khabar_enrich.stories import Standing, Stories, StoryChange, Telling

pytestmark = pytest.mark.server

_DAY = datetime(2022, 2, 7, 8, tzinfo=UTC)
_FLOOD = ("السيول تقطع طريق الوادي", "قطعت السيول طريق الوادي بعد أمطار غزيرة وعلقت عشرات السيارات قرب جسر المنصورة")
_FLOOD_AGAIN = (
    "إعادة فتح طريق الوادي بعد السيول",
    "أعيد فتح طريق الوادي الذي قطعته السيول وسحبت السيارات العالقة قرب جسر المنصورة",
)
_FLOOD_TOLL = (
    "وفاة سائق علق في سيول الوادي",
    "توفي سائق علقت سيارته في السيول على طريق الوادي قرب جسر المنصورة بعد أمطار غزيرة",
)
_MUSEUM = ("افتتاح متحف للخط العربي", "افتتح في العاصمة متحف يضم مئات المخطوطات النادرة ولوحات لخطاطين من عشرين بلدا")


@pytest.fixture
def stories(redis_client: Redis, keys: Keys) -> Stories:
    return Stories(redis_client, keys)


def tell(article: str, text: tuple[str, str], *, days: float = 0) -> Telling:
    when = _DAY + timedelta(days=days)
    revision = Revision(
        id=article,
        revision=1,
        source=SourceRef(id="desk"),
        headline=text[0],
        body=(Block(type="paragraph", text=text[1]),),
        published_at=when,
        received_at=when,
        content_sha="0" * 64,
    )
    return Telling.of(revision, weighed(terms(revision), {}, 1000, 100))


async def come(stories: Stories, telling: Telling, near: Iterable[Telling] = (), *, revision: int = 1) -> Standing:
    return await stories.add(telling, revision, "2022-02-07", {each.article_id: each.published for each in near})


async def flood(stories: Stories) -> tuple[Telling, Telling]:
    """A story of two articles."""
    first, second = tell("flood", _FLOOD), tell("again", _FLOOD_AGAIN, days=1)
    await come(stories, first)
    await come(stories, second, [first])
    return first, second


async def test_a_story_is_told_from_its_second_article_on(stories: Stories) -> None:
    first, second = tell("flood", _FLOOD), tell("again", _FLOOD_AGAIN, days=1)
    alone = await come(stories, first)
    together = await come(stories, second, [first])
    assert alone == Standing(None)
    assert together.story is not None
    assert together.story.articles == ("flood", "again")
    (change,) = together.changes
    assert change.id == together.story.id
    assert change.name in {_FLOOD[0], _FLOOD_AGAIN[0]}
    assert change.added == ("flood", "again")


async def test_an_article_on_something_else_stays_alone_whoever_is_near(stories: Stories) -> None:
    near = await flood(stories)
    assert await come(stories, tell("museum", _MUSEUM), near) == Standing(None)


async def test_an_article_that_comes_twice_changes_nothing_and_tells_the_same(stories: Stories) -> None:
    near = await flood(stories)
    third = tell("toll", _FLOOD_TOLL, days=1.2)
    once = await come(stories, third, near)
    again = await come(stories, third, near)
    assert again == once
    assert once.changes[0].added == ("toll",)


async def test_an_older_revision_that_comes_late_tells_nothing(stories: Stories) -> None:
    first, second = await flood(stories)
    newer = await come(stories, second, [first], revision=3)
    assert (await come(stories, second, [first], revision=2)) == Standing(newer.story)


async def test_a_revision_about_something_else_leaves_the_story(stories: Stories) -> None:
    first, _ = await flood(stories)
    left = await come(stories, tell("again", _MUSEUM, days=1), [first], revision=2)
    assert left.story is None
    assert left.changes[0].removed == ("again",)


async def test_a_removed_article_leaves_its_story_and_does_not_come_back(stories: Stories) -> None:
    near = await flood(stories)
    third = tell("toll", _FLOOD_TOLL, days=1.2)
    before = await come(stories, third, near)
    (change,) = await stories.remove("toll", 1)
    assert change.removed == ("toll",)
    assert change.version > before.changes[0].version
    assert await stories.remove("toll", 1) == (change,)
    assert await come(stories, third, near) == Standing(None)
    assert (await come(stories, third, near, revision=2)).story is not None


async def test_a_removal_of_what_never_came_keeps_it_out(stories: Stories) -> None:
    assert await stories.remove("flood", 2) == ()
    assert await come(stories, tell("flood", _FLOOD), revision=2) == Standing(None)
    assert await come(stories, tell("again", _FLOOD_AGAIN), [tell("flood", _FLOOD)]) == Standing(None)


async def test_two_stories_that_prove_one_lead_to_the_older(stories: Stories) -> None:
    first, second = await flood(stories)
    apart = [tell("other", _FLOOD, days=1.5), tell("more", _FLOOD_AGAIN, days=1.6)]
    await come(stories, apart[0])
    other = await come(stories, apart[1], apart[:1])
    assert other.story is not None
    merged = await come(stories, tell("toll", _FLOOD_TOLL, days=1.7), [first, second, *apart])
    assert merged.story is not None
    assert set(merged.story.articles) == {"flood", "again", "other", "more", "toll"}
    told = {change.id: change for change in merged.changes}
    assert told[other.story.id].into == merged.story.id
    assert told[other.story.id].removed == ("other", "more")


async def test_a_long_story_that_goes_into_an_older_one_takes_its_old_articles_with_it(stories: Stories) -> None:
    first, second = await flood(stories)
    many = [tell(f"other-{number:02}", _FLOOD, days=1.5 + number / 100) for number in range(20)]
    for number, telling in enumerate(many):
        await come(stories, telling, many[:number][-3:])
    merged = await come(stories, tell("toll", _FLOOD, days=1.75), [*many[-3:], first, second])
    assert merged.story is not None
    assert len(merged.story.articles) == 23
    again = await come(stories, tell("other-00", _FLOOD, days=1.5), many[1:3], revision=2)
    assert again.story is not None
    assert again.story.id == merged.story.id


async def test_two_articles_that_replicas_handle_at_once_end_in_one_story(stories: Stories, keys: Keys) -> None:
    first, second = tell("flood", _FLOOD), tell("again", _FLOOD_AGAIN)
    other = Stories(stories.redis, keys)
    await asyncio.gather(come(stories, first), come(other, second, [first]))
    late = await come(stories, tell("toll", _FLOOD_TOLL), [first, second])
    assert late.story is not None
    assert late.story.articles == ("again", "flood", "toll")
    assert late.changes[0].added == ("toll",)


async def test_the_second_of_two_is_found_by_a_first_that_is_slower(stories: Stories) -> None:
    first, second = tell("flood", _FLOOD), tell("again", _FLOOD_AGAIN)
    assert await come(stories, second, [first]) == Standing(None)
    assert (await come(stories, first)).changes[0].added == ("again", "flood")


async def test_many_replicas_on_one_event_lose_no_article(stories: Stories, keys: Keys) -> None:
    tellings = [tell(f"flood-{number:02}", _FLOOD) for number in range(12)]
    replicas = [Stories(stories.redis, keys) for _ in tellings]
    coming = (
        come(one, telling, tellings[:at]) for at, (one, telling) in enumerate(zip(replicas, tellings, strict=True))
    )
    await asyncio.gather(*coming)
    last = await come(stories, tell("last", _FLOOD, days=0.1), tellings)
    assert last.story is not None
    assert set(last.story.articles) == {*(each.article_id for each in tellings), "last"}


async def test_a_story_without_news_is_forgotten_and_leaves_nothing_behind(redis_client: Redis, keys: Keys) -> None:
    stories = Stories(redis_client, keys, days=2)
    await flood(stories)
    for day in range(10, 14):
        await come(stories, tell(f"museum-{day}", _MUSEUM, days=4 * day))
    assert await redis_client.hkeys(keys("stories", "docs")) == [b"museum-13"]
    assert await redis_client.hkeys(keys("stories", "told")) == [b"museum-13"]
    assert await redis_client.hlen(keys("stories", "stories")) == 1
    assert await redis_client.zcard(keys("stories", "times")) == 1
    assert await redis_client.zcard(keys("stories", "ends")) == 1


async def test_at_most_so_many_articles_are_kept(redis_client: Redis, keys: Keys) -> None:
    stories = Stories(redis_client, keys, newest=5)
    for number in range(20):
        await come(stories, tell(f"museum-{number}", _MUSEUM, days=number / 100))
    assert await redis_client.hlen(keys("stories", "docs")) == 5


async def test_versions_only_grow(stories: Stories) -> None:
    near = list(await flood(stories))
    changes: list[StoryChange] = []
    for number in range(3):
        third = tell("toll", _FLOOD_TOLL, days=1.2)
        changes += (await come(stories, third, near, revision=2 * number + 1)).changes
        changes += await stories.remove("toll", 2 * number + 1)
    versions = [change.version for change in changes]
    assert versions == sorted(set(versions))
    assert len(versions) == 6
