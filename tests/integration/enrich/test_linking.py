"""One text of three agencies, its updates and its story: who has the page, and what stands beside it."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from khabar import EnrichedRevision, Event, make
from khabar.blobs import BlobStore
from khabar.events import article_id
from khabar.keys import Keys
from khabar.models import (
    Block,
    CopiesChange,
    Enrichment,
    LinkLocks,
    RelatedChange,
    RelatedLink,
    Removal,
    Revision,
    SourceRef,
    StoryChange,
)
from khabar.wire import Wire
from khabar_enrich.linking import OUTDATED, Linked, Linking, Release
from khabar_enrich.linking.changing import restoried
from khabar_enrich.linking.record import Record
from khabar_enrich.related import RelatedIndex

from .test_related import background

pytestmark = pytest.mark.server
_DAY = datetime(2022, 2, 7, 8, tzinfo=UTC)
_WIRE = (
    "قطعت السيول فجر الاثنين طريق الوادي الذي يصل العاصمة بالساحل وعلقت عشرات السيارات قرب جسر المنصورة. وقال مدير "
    "الدفاع المدني في المحافظة إن فرق الإنقاذ سحبت أربعين سيارة وأجلت سكان ثلاث قرى إلى مدارس قريبة. وأضاف أن الأمطار "
    "التي هطلت طوال الليل تجاوزت معدل شهر كامل وأن الجسر القديم مهدد بالانهيار إذا استمر ارتفاع منسوب النهر."
)
_SINCE = (
    "وأعلنت وزارة الصحة مساءً وفاة أربعة أشخاص وإصابة تسعة عشر آخرين نقلوا بالمروحيات إلى مستشفى المدينة. وأمرت الحكومة "
    "بصرف تعويضات عاجلة للأسر التي فقدت منازلها وبإيفاد لجنة من المهندسين تفحص الجسر قبل نهاية الأسبوع."
)
_FLOOD = "السيول تقطع طريق الوادي وتعزل ثلاث قرى"
NEXT = (
    "إعادة فتح طريق الوادي بعد السيول",
    "أعيد اليوم فتح طريق الوادي الذي قطعته السيول قرب جسر المنصورة بعد سحب السيارات وعاد سكان القرى الثلاث إلى بيوتهم.",
)
NORTH, COAST, HILLS = (article_id(source, _FLOOD) for source in ("north", "coast", "hills"))
LATER = article_id("north", NEXT[0])
MUSEUM = article_id("north", "متحف")
LOOSELY = 80.0
"""After so many hours the later report is like the first, but not plainly of its event."""


def report(source: str, headline: str = _FLOOD, text: str = _WIRE, *, hours: float = 0, revision: int = 1) -> Revision:
    when = _DAY + timedelta(hours=hours)
    return Revision(
        id=article_id(source, headline),
        revision=revision,
        source=SourceRef(id=source, name=f"وكالة {source}"),
        headline=headline,
        body=tuple(Block(type="paragraph", text=f"{part}.") for part in text.split(". ")),
        published_at=when,
        received_at=when,
        content_sha="0" * 64,
    )


@pytest.fixture
async def linking(redis_client: Redis, keys: Keys, tmp_path: Path) -> Linking:
    made = Linking(redis_client, keys, BlobStore(tmp_path))
    for revision in background():
        await made.index.ask(revision, ())
    return made


async def come(linking: Linking, revision: Revision) -> Linked:
    event = make("article.created", revision, source="test", subject=revision.id, revision=revision.revision)
    return await linking.add(revision, Enrichment(for_revision=revision.revision), event)


async def go(linking: Linking, article: str, revision: int = 2) -> Sequence[Event]:
    removal = Removal(id=article, revision=revision, reason="طلب المصدر سحبه", by="محررة")
    event = make("article.killed", removal, source="test", subject=article, revision=revision)
    return await linking.remove(article, revision, event)


async def wire(linking: Linking) -> list[Linked]:
    """One text from three agencies, an hour apart."""
    return [await come(linking, report(source, hours=n)) for n, source in enumerate(("north", "coast", "hills"))]


async def decide(linking: Linking, **decided: object) -> RelatedChange:
    """An editor decides about the links of the later report; what is told of them then."""
    locks = LinkLocks.model_validate({"id": LATER, "revision": 1} | decided)
    await linking.redis.set(linking.keys.article_links(LATER), locks.to_json())
    event = make("links.changed", locks, source="test", subject=LATER, revision=1)
    (told,) = await linking.outdated(LATER, event)
    assert isinstance(told.data, RelatedChange)
    return told.data


def pages(events: Sequence[Event]) -> dict[str, CopiesChange]:
    return {event.subject: event.data for event in events if isinstance(event.data, CopiesChange)}


def last_word(article: str, told: Sequence[Linked]) -> tuple[str | None, set[str]]:
    """Of whom an article is said to be a copy in the end, and which copies it has."""
    changes = [change for linked in told for change in pages(linked.events).values() if change.id == article]
    words = [(each.version, each.duplicate_of, set(each.copies)) for each in changes]
    [own] = [linked.whole.enrichment for linked in told if linked.whole.id == article]
    words.append((own.linked_version or 0, own.duplicate_of, set(own.copies)))
    return max(words, key=lambda word: word[0])[1:]


def ids(links: Sequence[RelatedLink]) -> list[str]:
    return [link.article_id for link in links]


async def test_a_text_of_three_agencies_has_one_page_that_names_the_others(linking: Linking) -> None:
    first, second, third = await wire(linking)

    assert first.whole.enrichment.duplicate_of is None
    assert second.whole.enrichment.duplicate_of == third.whole.enrichment.duplicate_of == NORTH
    told = pages(third.events)[NORTH]
    assert [(each.source, each.name) for each in told.also_reported_by] == [
        ("coast", "وكالة coast"),
        ("hills", "وكالة hills"),
    ]
    assert set(told.copies) == {COAST, HILLS}
    again = await come(linking, report("north", text=f"{_WIRE} وأغلقت المدارس.", hours=3, revision=2))
    assert len(again.whole.enrichment.also_reported_by) == 2


async def test_an_earlier_text_that_comes_late_takes_nobodys_page(linking: Linking) -> None:
    await come(linking, report("coast", hours=2))
    late = await come(linking, report("north"))
    assert late.whole.enrichment.duplicate_of == COAST


async def test_the_oldest_copy_gets_the_page_of_a_killed_article_and_is_told_as_a_whole(linking: Linking) -> None:
    await wire(linking)

    told = await go(linking, NORTH)

    whole = next(event.data for event in told if event.name == "article.enriched")
    assert isinstance(whole, EnrichedRevision)
    assert (whole.id, whole.headline, whole.enrichment.duplicate_of) == (COAST, _FLOOD, None)
    assert [each.article_id for each in whole.enrichment.also_reported_by] == [HILLS]
    assert pages(told)[HILLS].duplicate_of == COAST
    after = await go(linking, COAST)
    assert [event.subject for event in after if event.name == "article.enriched"] == [HILLS]


async def test_what_was_lost_before_it_could_be_told_is_told_again(linking: Linking) -> None:
    await wire(linking)
    told = pages(await go(linking, NORTH))
    again = pages(await go(linking, NORTH))
    assert again.keys() == told.keys() == {COAST, HILLS}


async def test_an_article_that_is_rewritten_gets_a_page_of_its_own_again(linking: Linking) -> None:
    await come(linking, report("north"))
    await come(linking, report("coast", hours=1))
    other = report("coast", text=NEXT[1], hours=2, revision=2)
    rewritten = await come(linking, other)
    assert rewritten.whole.enrichment.duplicate_of is None
    assert pages(rewritten.events)[NORTH].copies == ()


async def test_related_articles_are_never_copies_of_each_other_nor_of_the_article(linking: Linking) -> None:
    await wire(linking)
    later = await come(linking, report("north", *NEXT, hours=20))
    assert ids(later.whole.enrichment.related) == [NORTH]
    assert any(reason.startswith("word ") for reason in later.whole.enrichment.related[0].reasons)
    copy = await come(linking, report("far", *NEXT, hours=21))
    assert ids(copy.whole.enrichment.related) == [NORTH]


async def test_an_update_and_what_it_updates_never_stand_side_by_side(linking: Linking) -> None:
    await come(linking, report("north"))
    update = await come(linking, report("coast", "أربعة قتلى في سيول الوادي", f"{_WIRE} {_SINCE}", hours=2))
    assert (update.whole.enrichment.duplicate_of, update.whole.enrichment.related) == (None, ())
    later = await come(linking, report("north", *NEXT, hours=20))
    assert len(later.whole.enrichment.related) == 1


async def test_background_is_linked_to_when_the_news_of_its_days_is_no_longer(linking: Linking) -> None:
    linking.index = RelatedIndex(linking.redis, linking.keys, newest=3)
    explained = report("explainers")
    await come(linking, explained.model_copy(update={"source": SourceRef(id="explainers", evergreen=True)}))
    for number in range(4):
        await come(linking, report("north", f"متحف {number}", f"افتتح المتحف رقم {number} في المدينة أمام الزوار."))
    assert [link.article_id for link in (await come(linking, report("north", *NEXT))).whole.enrichment.related] == [
        explained.id
    ]


async def test_a_story_is_told_whole_with_the_days_on_which_things_happened(linking: Linking) -> None:
    await come(linking, report("north"))
    later = await come(linking, report("north", *NEXT, hours=20))

    story = later.whole.enrichment.story
    assert story is not None
    (told,) = [event.data for event in later.events if isinstance(event.data, StoryChange)]
    assert (told.id, told.name) == (story.id, story.name)
    assert [each.article_id for each in told.articles] == [NORTH, LATER]
    assert later.whole.enrichment.related[0].reasons[0] == f"story {story.name}"
    gone = [event.data for event in await go(linking, NORTH) if isinstance(event.data, StoryChange)]
    assert (gone[0].removed, [each.article_id for each in gone[0].articles]) == ((NORTH,), [LATER])


async def test_no_link_names_a_story_that_is_not_told(linking: Linking) -> None:
    await come(linking, report("north"))
    later = await come(linking, report("north", *NEXT, hours=LOOSELY))
    places = (await linking.store.look(LATER, [NORTH])).places
    assert places[NORTH].story == (await linking.store.look(NORTH, [LATER])).places[LATER].story != ""
    assert later.whole.enrichment.story is None

    again = make(OUTDATED, LinkLocks(id=NORTH, revision=1), source="test", subject=NORTH)
    (told,) = await linking.outdated(NORTH, again)

    assert isinstance(told.data, RelatedChange)
    assert not [reason for link in told.data.related for reason in link.reasons if reason.startswith("story")]


async def test_an_older_article_is_told_of_a_newer_one_a_minute_later(linking: Linking) -> None:
    await come(linking, report("north"))
    await come(linking, report("north", *NEXT, hours=20))
    seconds, _ = await linking.redis.time()
    rows: Any = await linking.redis.zrange(linking.keys("links", "due"), 0, -1, withscores=True)
    [(due, at)] = rows
    assert due.decode() == NORTH
    assert 50 < at / 1000 - seconds < 70

    (told,) = await linking.outdated(NORTH, make(OUTDATED, LinkLocks(id=NORTH, revision=1), source="t", subject=NORTH))

    assert isinstance(told.data, RelatedChange)
    assert ids(told.data.added) == ids(told.data.related) == [LATER]


async def test_an_article_that_another_drew_into_a_story_chooses_its_links_anew_with_nothing_waiting(
    linking: Linking,
) -> None:
    await come(linking, report("north"))
    around = await linking.store.look(LATER, [NORTH], 1)
    await linking.store.write(LATER, Record(1), restoried(around, [NORTH, "not-here"]))
    due: Any = await linking.redis.zrange(linking.keys("links", "due"), 0, -1)
    assert [id_.decode() for id_ in due] == [NORTH]
    assert await linking.redis.hlen(linking.keys("links", "new")) == 0


async def test_links_to_a_killed_article_are_due_at_once_and_one_replica_takes_each(linking: Linking) -> None:
    await come(linking, report("north"))
    await come(linking, report("north", *NEXT, hours=20))
    await go(linking, NORTH)
    stream = linking.keys.again("enrich")
    first, second = Release(linking.store, stream), Release(linking.store, stream)

    assert [await first.tick(), await second.tick()] == [1, 0]

    entries: Any = await linking.redis.xrange(stream)
    [(_, fields)] = entries
    event = Wire().decode(fields)
    assert (event.name, event.subject) == (OUTDATED, LATER)
    (told,) = await linking.outdated(LATER, event)
    assert isinstance(told.data, RelatedChange)
    assert (told.data.related, told.data.removed) == ((), (NORTH,))


async def test_editors_pin_block_and_freeze(linking: Linking) -> None:
    await come(linking, report("north"))
    await come(linking, report("north", "متحف", "افتتح في العاصمة متحف يضم مئات المخطوطات النادرة"))
    await come(linking, report("north", *NEXT, hours=20))

    pinned = await decide(linking, pinned=[MUSEUM])
    assert [(link.article_id, link.pinned) for link in pinned.related] == [(MUSEUM, True), (NORTH, False)]
    blocked = await decide(linking, pinned=[MUSEUM], blocked=[NORTH])
    assert ids(blocked.related) == [MUSEUM]
    again = await come(linking, report("north", *NEXT, hours=20, revision=2))
    assert ids(again.whole.enrichment.related) == [MUSEUM]
    frozen = await decide(linking, frozen=True)
    assert ids(frozen.related) == [MUSEUM]
    await go(linking, MUSEUM)
    assert ids((await decide(linking, frozen=True)).related) == []


async def test_of_copies_that_come_at_once_to_several_replicas_the_last_word_names_all(
    linking: Linking, valkey_url: str, tmp_path: Path
) -> None:
    clients = [Redis.from_url(valkey_url) for _ in range(4)]
    replicas = [Linking(client, linking.keys, BlobStore(tmp_path)) for client in clients]
    reports = [report(f"agency-{number}", hours=number / 10) for number in range(8)]

    told = await asyncio.gather(*(come(replicas[n % 4], one) for n, one in enumerate(reports)))

    group = await replicas[0]._pages.copies.group_of(reports[0].id)  # noqa: SLF001 - the truth that was to be told
    assert group is not None
    assert group.shown is not None
    page, ids_ = group.shown.article_id, {one.id for one in reports}
    last = {one.id: last_word(one.id, told) for one in reports}
    assert {id_: state[0] for id_, state in last.items() if id_ != page} == dict.fromkeys(ids_ - {page}, page)
    assert last[page] == (None, ids_ - {page})
    for client in clients:
        await client.aclose()
