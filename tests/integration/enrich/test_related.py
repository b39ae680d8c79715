"""Related links on a real server: what belongs together finds each other, what was removed never comes back."""

import struct
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest
from redis.asyncio import Redis

from khabar.keys import Keys
from khabar.models import Block, Revision, SourceRef, Tag
from khabar_enrich.related import RelatedIndex
from khabar_enrich.related.store import TAIL_RECORDS, posting_name
from khabar_enrich.related.vector import RECORD, hashed

pytestmark = pytest.mark.server

_THRESHOLD = 0.20
_DAY = datetime(2022, 2, 7, 8, tzinfo=UTC)
_PRISON = ("هجوم على سجن الصناعة في الحسكة", "هاجم مسلحون سجن الصناعة وفر سجناء من مهاجع السجن في حي غويران")
_PRISON_AGAIN = ("تمشيط أحياء غويران بعد هجوم السجن", "بحثت قوات الأمن عن سجناء فروا من سجن الصناعة خلال هجوم المسلحين")
_FOOTBALL = ("فوز المنتخب في التصفيات", "سجل المهاجم هدفين في مرمى الضيوف أمام جمهور غفير في ملعب العاصمة")
_WEATHER = ("أمطار غزيرة على الساحل", "توقعت الأرصاد رياحا وأمواجا عالية وثلوجا فوق المرتفعات الجبلية")
_MARKET = ("أسعار الخضار ترتفع", "اشتكى الباعة من ضعف القدرة الشرائية وكلفة النقل والتخزين والمحروقات")


@pytest.fixture
def index(redis_client: Redis, keys: Keys) -> RelatedIndex:
    return RelatedIndex(redis_client, keys)


def write(article: str, text: tuple[str, str], *, revision: int = 1, days: float = 0) -> Revision:
    when = _DAY + timedelta(days=days)
    return Revision(
        id=article,
        revision=revision,
        source=SourceRef(id="desk"),
        headline=text[0],
        body=(Block(type="paragraph", text=text[1]),),
        published_at=when,
        received_at=when,
        content_sha="0" * 64,
    )


class Link(NamedTuple):
    article_id: str
    score: float
    reasons: tuple[str, ...]


async def told(index: RelatedIndex, *revisions: Revision, tags: Sequence[Tag] = ()) -> tuple[Link, ...]:
    """Index revisions in order and return what the last one found that is near enough to be shown."""
    links: tuple[Link, ...] = ()
    for revision in revisions:
        near = await index.ask(revision, tags)
        shown = [other for other in near.neighbours if other.score >= _THRESHOLD]
        links = tuple(Link(other.article_id, other.score, near.reasons(other)) for other in shown)
    return links


def background() -> list[Revision]:
    return [write("football", _FOOTBALL), write("weather", _WEATHER), write("market", _MARKET)]


async def test_two_articles_on_one_event_are_linked_and_others_are_not(index: RelatedIndex) -> None:
    (link,) = await told(index, *background(), write("first", _PRISON), write("second", _PRISON_AGAIN))
    assert link.article_id == "first"
    assert 0.20 <= link.score <= 1
    assert {"word السجن", "word سجناء"} & set(link.reasons)


async def test_shared_tags_are_named_as_reasons(index: RelatedIndex) -> None:
    prison = Tag(id="loc:sinaa-prison", type="place", name="سجن الصناعة")
    links = await told(index, *background(), write("first", _PRISON), write("second", _PRISON_AGAIN), tags=[prison])
    assert links[0].reasons[0] == "tag سجن الصناعة"


async def test_the_first_article_of_all_finds_nothing(index: RelatedIndex) -> None:
    assert await told(index, write("first", _PRISON)) == ()


async def test_an_article_told_twice_is_never_related_to_itself(index: RelatedIndex) -> None:
    first = write("first", _PRISON)
    assert await told(index, *background(), first, first) == ()


async def test_days_between_two_articles_weaken_their_link_mildly(index: RelatedIndex) -> None:
    await told(index, *background(), write("near", _PRISON), write("far", _PRISON, days=-56))
    links = await told(index, write("second", _PRISON_AGAIN))
    near, far = (next(link.score for link in links if link.article_id == name) for name in ("near", "far"))
    assert far / near == pytest.approx(0.8 + 0.2 / 16, abs=0.001)


async def test_a_corrected_article_is_found_by_its_new_text_alone(index: RelatedIndex) -> None:
    await told(index, *background(), write("first", _PRISON), write("first", _FOOTBALL, revision=2))
    assert "first" not in [link.article_id for link in await told(index, write("second", _PRISON_AGAIN))]
    links = await told(index, write("third", _FOOTBALL))
    assert "first" in [link.article_id for link in links]


async def test_an_older_revision_that_comes_late_changes_nothing(index: RelatedIndex) -> None:
    await told(index, *background(), write("first", _PRISON, revision=3), write("first", _FOOTBALL, revision=2))
    assert [link.article_id for link in await told(index, write("second", _PRISON_AGAIN))] == ["first"]


async def test_a_removed_article_is_no_longer_linked_to(index: RelatedIndex) -> None:
    await told(index, *background(), write("first", _PRISON))
    await index.remove("first", 1)
    assert await told(index, write("second", _PRISON_AGAIN)) == ()


async def test_a_removal_that_overtakes_its_article_still_holds(index: RelatedIndex) -> None:
    await index.remove("first", 2)
    await told(index, *background(), write("first", _PRISON, revision=2))
    assert await told(index, write("second", _PRISON_AGAIN)) == ()
    await told(index, write("first", _PRISON, revision=3))
    assert [link.article_id for link in await told(index, write("third", _PRISON_AGAIN))][-1:] == ["first"]


async def test_removing_what_was_never_there_is_harmless(index: RelatedIndex) -> None:
    await index.remove("nobody")


async def test_neighbours_are_told_best_first(index: RelatedIndex) -> None:
    same = [write(f"copy-{number}", _PRISON, days=-number) for number in range(9)]
    others = [write(f"other-{word}", (word * 2, f"{word * 3} {word * 4}")) for word in "بتثجحخدذرزسشصضطظعغفقكلمنه"]
    links = await told(index, *others, *same, write("second", _PRISON_AGAIN))
    assert len(links) == 9
    assert [link.score for link in links] == sorted((link.score for link in links), reverse=True)


async def test_the_same_order_gives_the_same_links(redis_client: Redis, keys: Keys) -> None:
    order = [*background(), write("first", _PRISON), write("second", _PRISON_AGAIN)]
    one = await told(RelatedIndex(redis_client, Keys(f"{keys.newsroom}-a")), *order)
    assert await told(RelatedIndex(redis_client, Keys(f"{keys.newsroom}-b")), *order) == one


async def test_the_oldest_article_leaves_a_full_index(redis_client: Redis, keys: Keys) -> None:
    small = RelatedIndex(redis_client, keys, newest=3)
    await told(small, write("first", _PRISON), *background())
    assert await told(small, write("second", _PRISON_AGAIN)) == ()
    assert await redis_client.hlen(keys("related", "docs")) == 3
    assert await redis_client.hlen(keys("related", "ids")) == 3


async def test_a_posting_keeps_its_newest_records_only(index: RelatedIndex, redis_client: Redis, keys: Keys) -> None:
    posting = keys("related", "p", posting_name(hashed("سجن")))
    await redis_client.set(posting, b"\0" * (2 * TAIL_RECORDS * RECORD.itemsize))
    await told(index, write("first", _PRISON))
    assert await redis_client.strlen(posting) == TAIL_RECORDS * RECORD.itemsize
    assert [link.article_id for link in await told(index, *background(), write("second", _PRISON_AGAIN))] == ["first"]


async def test_records_of_what_left_by_age_are_cut_off_a_growing_posting(redis_client: Redis, keys: Keys) -> None:
    small = RelatedIndex(redis_client, keys, newest=5)
    await told(small, *(write(f"prison-{number}", _PRISON) for number in range(64)))
    assert await redis_client.strlen(keys("related", "p", posting_name(hashed("سجن")))) < 32 * RECORD.itemsize


async def names(redis: Redis, keys: Keys) -> set[str]:
    """What the index keeps, by the first part of its keys' names."""
    prefix = keys("related", "")
    return {key.decode().removeprefix(prefix) async for key in redis.scan_iter(f"{prefix}*")}


async def test_an_index_whose_articles_were_all_removed_is_empty(
    index: RelatedIndex, redis_client: Redis, keys: Keys
) -> None:
    await told(index, *background(), write("first", _PRISON), write("first", _PRISON_AGAIN, revision=2))
    for article in ("first", "football", "weather", "market"):
        await index.remove(article, 2)
    assert await names(redis_client, keys) == {"state", "ids", "gone", "df:0", "df:1"}


async def test_postings_that_nothing_kept_is_in_are_gone(redis_client: Redis, keys: Keys) -> None:
    small = RelatedIndex(redis_client, keys, newest=2)
    await told(small, write("first", _PRISON), write("weather", _WEATHER))
    before = await names(redis_client, keys) - {"df:0", "df:1"}
    last = [write("first", _PRISON, revision=2), write("weather", _WEATHER, revision=2)]
    await told(small, *(write(f"football-{number}", _FOOTBALL) for number in range(17)), *background(), *last)
    await small.remove("nobody")
    assert await names(redis_client, keys) - {"df:0", "df:1", "gone"} == before


async def test_only_the_newest_removals_are_remembered(redis_client: Redis, keys: Keys) -> None:
    small = RelatedIndex(redis_client, keys, newest=3)
    for number in range(9):
        await small.remove(f"gone-{number}", 1)
    assert await redis_client.hlen(keys("related", "ids")) == 3
    assert await redis_client.zcard(keys("related", "gone")) == 3


async def test_what_a_dead_process_left_half_forgotten_is_forgotten_by_the_next(
    index: RelatedIndex, redis_client: Redis, keys: Keys
) -> None:
    await told(index, write("first", _PRISON))
    vector = await redis_client.hget(keys("related", "docs"), "1")
    assert isinstance(vector, bytes)
    await redis_client.hdel(keys("related", "docs"), "1")
    await redis_client.rpush(keys("related", "leaving"), struct.pack("<Ic", 1, b"r") + vector)
    await index.remove("nobody")
    assert await names(redis_client, keys) == {"state", "ids", "gone", "df:0", "df:1"}


async def test_an_article_without_words_is_taken_in_silence(index: RelatedIndex) -> None:
    assert await told(index, write("odd", ("؟!", "…")), write("odd-2", ("2022", ""))) == ()
