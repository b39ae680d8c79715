"""What the index tells beside links: neighbours and scores, evergreen articles, words counted for all replicas."""

import pytest
from redis.asyncio import Redis

from khabar.keys import Keys
from khabar.models import Mention, Tag, TagType
from khabar_enrich.related import Near, RelatedIndex, together

from .test_related import background, names, told, write

pytestmark = pytest.mark.server

_PRISON = ("هجوم على سجن الصناعة في الحسكة", "هاجم مسلحون سجن الصناعة وفر سجناء من مهاجع السجن في حي غويران")
_PRISON_AGAIN = ("تمشيط أحياء غويران بعد هجوم السجن", "بحثت قوات الأمن عن سجناء فروا من سجن الصناعة خلال هجوم المسلحين")
_ENGLISH = ("Search in Hasakah", "Security forces looked for inmates after the raid")
_PLACE = Tag(
    id="loc:sinaa-prison",
    type="place",
    name="سجن الصناعة",
    mentions=(Mention(zone="headline", start=0, end=1, text="س"),),
)


@pytest.fixture
def index(redis_client: Redis, keys: Keys) -> RelatedIndex:
    return RelatedIndex(redis_client, keys)


def ids(near: Near) -> list[str]:
    return [other.article_id for other in near.neighbours]


async def test_a_score_is_the_same_either_way_round(redis_client: Redis, keys: Keys) -> None:
    one, other = (RelatedIndex(redis_client, Keys(f"{keys.newsroom}-{name}")) for name in "ab")
    await told(one, write("first", _PRISON, days=-7))
    forth = await one.ask(write("second", _PRISON_AGAIN), ())
    await told(other, write("second", _PRISON_AGAIN))
    back = await other.ask(write("first", _PRISON, days=-7), ())
    assert back.neighbours[0].score == pytest.approx(forth.neighbours[0].score, rel=0.1)
    assert forth.neighbours[0].score < forth.neighbours[0].cosine


async def test_stories_are_told_the_weights_and_when_the_nearest_were_published(index: RelatedIndex) -> None:
    await told(index, *background(), write("first", _PRISON, days=-1))
    near = await index.ask(write("second", _PRISON_AGAIN), ())
    assert next(iter(near.times(24))) == "first"
    assert near.published - near.times(1)["first"] == 86_400
    assert sum(weight * weight for weight in near.weights.values()) == pytest.approx(1)
    assert list(near.weights.values()) == sorted(near.weights.values(), reverse=True)


async def test_an_article_in_another_language_is_found_by_what_both_name(index: RelatedIndex) -> None:
    await told(index, *background(), write("first", _PRISON), tags=[_PLACE])
    near = await index.ask(write("english", _ENGLISH), [_PLACE])
    assert "first" in ids(near)
    assert near.reasons(near.neighbours[0]) == ("tag سجن الصناعة",)


@pytest.mark.parametrize(("type_", "stronger"), [("organisation", True), ("person", True), ("place", False)])
async def test_a_name_that_both_are_about_makes_the_link_stronger(
    index: RelatedIndex, type_: TagType, *, stronger: bool
) -> None:
    tag = _PLACE.model_copy(update={"type": type_})
    await told(index, *background())
    await told(index, write("first", _PRISON), tags=[tag])
    (near,) = (await index.ask(write("second", _PRISON_AGAIN), [tag])).neighbours
    assert (near.named > 0.01, near.strength > near.score) == (stronger, stronger)


async def test_a_tag_that_awaits_an_editor_links_nothing(index: RelatedIndex) -> None:
    suggested = _PLACE.model_copy(update={"suggested": True})
    await told(index, *background(), write("first", _PRISON), tags=[suggested])
    assert ids(await index.ask(write("english", _ENGLISH), [suggested])) == []


async def test_of_two_articles_that_come_at_once_exactly_one_finds_the_other(index: RelatedIndex) -> None:
    await told(index, *background())
    asked = [index.asking(write("first", _PRISON), ()), index.asking(write("second", _PRISON_AGAIN), ())]
    one, other = await together(index.redis, *asked)
    assert ("second" in ids(one)) + ("first" in ids(other)) == 1


async def test_an_index_that_was_lost_is_rebuilt_in_shared_round_trips(index: RelatedIndex) -> None:
    archive = [
        *background(),
        write("first", _PRISON),
        *(write(f"rain-{n}", ("مطر", f"هطل المطر {n}")) for n in range(40)),
    ]
    rebuilt = await together(index.redis, *(index.asking(revision, (), looking=False) for revision in archive))
    assert [near.neighbours for near in rebuilt] == [()] * len(archive)
    assert ids(await index.ask(write("second", _PRISON_AGAIN), ())) == ["first"]


async def test_an_evergreen_article_is_found_when_all_others_of_its_age_have_left(
    redis_client: Redis, keys: Keys
) -> None:
    small = RelatedIndex(redis_client, keys, newest=3)
    await small.ask(write("explained", _PRISON), (), evergreen=True)
    await told(small, write("passing", _PRISON), *background())
    assert ids(await small.ask(write("second", _PRISON_AGAIN), ())) == ["explained"]


async def test_the_first_of_many_evergreen_articles_is_found_still(redis_client: Redis, keys: Keys) -> None:
    small = RelatedIndex(redis_client, keys, newest=3)
    for number in range(20):
        await small.ask(write(f"explained-{number:02}", _PRISON), (), evergreen=True)
    assert sorted(ids(await small.ask(write("second", _PRISON_AGAIN), ()))) == [f"explained-{n:02}" for n in range(20)]


async def test_an_article_that_is_no_longer_evergreen_leaves_like_others(redis_client: Redis, keys: Keys) -> None:
    small = RelatedIndex(redis_client, keys, newest=3)
    await small.ask(write("explained", _PRISON), (), evergreen=True)
    await told(small, write("explained", _PRISON), *background())
    assert ids(await small.ask(write("second", _PRISON_AGAIN), ())) == []
    await small.remove("nobody")
    assert not [name for name in await names(redis_client, keys) if name.startswith(("e:", "green"))]


async def test_a_refused_revision_is_told_its_neighbours_and_never_itself(index: RelatedIndex) -> None:
    await told(index, *background(), write("first", _PRISON), write("second", _PRISON_AGAIN, revision=3))
    near = await index.ask(write("second", _PRISON_AGAIN, revision=2), ())
    assert near.refused
    assert ids(near) == ["first"]


async def test_replicas_weigh_words_by_what_all_of_them_have_read(redis_client: Redis, keys: Keys) -> None:
    one, other = RelatedIndex(redis_client, keys), RelatedIndex(redis_client, keys)
    await other.ask(write("early", _PRISON), ())
    for number in range(9):
        await one.ask(write(f"prison-{number}", _PRISON), ())
    await other.ask(write("late", _PRISON), ())
    weights = [
        (await asked.ask(write(f"asking-{n}", _PRISON_AGAIN), ())).weights for n, asked in enumerate((other, one))
    ]
    assert weights[0]["سجن"] == pytest.approx(weights[1]["سجن"], rel=0.02)


async def test_what_words_were_long_ago_is_forgotten(redis_client: Redis, keys: Keys) -> None:
    small = RelatedIndex(redis_client, keys, newest=4)
    for number in range(13):
        near = await small.ask(write(f"prison-{number}", _PRISON), ())
    counted = [int(figure or 0) for figure in await redis_client.hmget(keys("related", "state"), "counted", "before")]
    assert counted == [1, 4]
    assert near.neighbours[0].cosine == pytest.approx(1, abs=0.02)
