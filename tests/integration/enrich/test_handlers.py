"""What enrich tells of each event, with the index and the translations on a real server."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from redis.asyncio import Redis

from khabar import EnrichedRevision, Event, Rejected, make
from khabar.blobs import BlobStore
from khabar.config import Config
from khabar.events import REMOVALS, REPLAY, article_id
from khabar.keys import Keys
from khabar.models import CorrectionNote, Removal, Revision, Stale
from khabar.settings import Settings
from khabar.stage import Passed, Stage
from khabar_enrich.desk import Desk
from khabar_enrich.handlers import Enriching
from khabar_enrich.linking import Linking

from .test_related import background, write

pytestmark = pytest.mark.server
ROOT = article_id("desk", "هجوم على السجن")
ENGLISH, KURDISH = article_id("desk", "prison attack"), article_id("desk", "êrîşa li ser girtîgehê")
TEXT = ("هجوم على سجن الصناعة في الحسكة", "هاجم مسلحون سجن الصناعة وفر سجناء من مهاجع السجن في حي غويران")
SECOND = ("تمشيط أحياء غويران بعد هجوم السجن", "بحثت قوات الأمن عن سجناء فروا من سجن الصناعة خلال هجوم المسلحين")


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk.load(Config())


@pytest.fixture
def enriching(desk: Desk, redis_client: Redis, keys: Keys, tmp_path: Path) -> Enriching:
    return Enriching(desk, Linking(redis_client, keys, BlobStore(tmp_path)), redis_client, keys)


def told(name: str, revision: Revision, *, urgent: bool = False, replay: str = "") -> Event:
    event = make(name, revision, source="khabar/ingest", subject=revision.id, revision=revision.revision)
    extra = {REPLAY: replay} if replay else {}
    return replace(event, lane="urgent" if urgent else "normal", extra=extra)


def corrected(number: int = 2) -> Revision:
    note = CorrectionNote(note="كان عدد الفارين خطأً", kind="major")
    return write(ROOT, TEXT, revision=number).model_copy(update={"correction": note})


def removed(name: str, article: str, revision: int) -> Event:
    into = ENGLISH if name == "article.merged" else None
    removal = Removal(id=article, revision=revision, reason="خبر مكرر", by="محررة", into=into)
    return make(name, removal, source="khabar/ingest", subject=article, revision=revision, lane="urgent")


async def links(enriching: Enriching, asking: str = "asking") -> list[str]:
    """The articles that a second report on the attack is linked with."""
    await _told_of(enriching, *background())
    event, *_ = await enriching.on_revision(told("article.created", write(asking, SECOND)))
    return [link.article_id for link in cast("EnrichedRevision", event.data).enrichment.related]


async def _told_of(enriching: Enriching, *revisions: Revision) -> None:
    for revision in revisions:
        await enriching.on_revision(told("article.created", revision))


def stale_in(events: Sequence[Event]) -> list[Event]:
    return [event for event in events if event.name == "translation.stale"]


async def test_a_corrected_original_makes_each_of_its_translations_stale(enriching: Enriching) -> None:
    await enriching.redis.sadd(enriching.keys.translations(ROOT), ENGLISH, KURDISH)

    events = await enriching.on_revision(told("article.corrected", corrected()))

    assert events[0].name == "article.enriched"
    stale = stale_in(events)
    assert {event.subject for event in stale} == {ENGLISH, KURDISH}
    assert {(event.revision, event.stream) for event in stale} == {(2, "enriched")}
    for event in stale:
        assert event.data == Stale(id=event.subject, root=ROOT, root_revision=2, note="كان عدد الفارين خطأً")
    again = await enriching.on_revision(told("article.corrected", corrected()))
    assert [event.id for event in again] == [event.id for event in events]
    later = stale_in(await enriching.on_revision(told("article.corrected", corrected(3))))
    assert not {event.id for event in later} & {event.id for event in stale}


@pytest.mark.parametrize("name", ["article.created", "article.updated", "article.released"])
async def test_only_a_correction_makes_translations_stale(enriching: Enriching, name: str) -> None:
    await enriching.redis.sadd(enriching.keys.translations(ROOT), ENGLISH)

    assert stale_in(await enriching.on_revision(told(name, write(ROOT, TEXT, revision=2)))) == []


async def test_what_is_urgent_or_replayed_stays_so(enriching: Enriching) -> None:
    await enriching.redis.sadd(enriching.keys.translations(ROOT), ENGLISH)

    events = await enriching.on_revision(told("article.corrected", corrected(), urgent=True, replay="run-7"))

    assert [(event.lane, event.extra) for event in events] == [("urgent", {REPLAY: "run-7"})] * 2


@pytest.mark.parametrize("name", REMOVALS)
async def test_a_removed_article_is_forgotten_and_its_removal_passed_on(
    enriching: Enriching, tmp_path: Path, valkey_url: str, name: str
) -> None:
    stage = Stage("enrich", reads="articles", settings=Settings(redis_url=valkey_url, blobs=tmp_path))
    enriching.register(stage)
    await _told_of(enriching, write(ROOT, TEXT))
    event = removed(name, ROOT, 2)

    assert list(await stage.handlers[name](event)) == [Passed(event, "enriched")]
    assert await links(enriching) == []


async def test_an_article_that_is_released_again_is_found_again(enriching: Enriching) -> None:
    await _told_of(enriching, write(ROOT, TEXT))
    await enriching.on_removed(removed("article.unpublished", ROOT, 2))
    await enriching.on_revision(told("article.updated", write(ROOT, TEXT, revision=2)))
    assert await links(enriching) == []

    await enriching.on_revision(told("article.released", write(ROOT, TEXT, revision=3)))

    assert ROOT in await links(enriching, "asking later")


async def test_a_replay_of_an_older_revision_does_not_disturb_the_newer(enriching: Enriching) -> None:
    other = ("أمطار على الساحل", "توقعت الأرصاد رياحا وأمواجا عالية")
    await _told_of(enriching, write(ROOT, other), write(ROOT, TEXT, revision=2))

    [event] = await enriching.on_revision(told("article.created", write(ROOT, other), replay="run-7"))

    assert (event.revision, event.replayed) == (1, True)
    assert await links(enriching) == [ROOT]


async def test_a_replay_of_the_same_revision_changes_no_byte_but_the_time_it_took(enriching: Enriching) -> None:
    await _told_of(enriching, *background(), write(ROOT, TEXT))
    again = told("article.created", write(ROOT, TEXT), replay="run-7")
    first, second = [(await enriching.on_revision(again))[0] for _ in range(2)]

    assert [first.id, _timeless(first)] == [second.id, _timeless(second)]
    assert await links(enriching) == [ROOT]


def _timeless(event: Event) -> bytes:
    whole = cast("EnrichedRevision", event.data)
    enrichment = whole.enrichment.model_copy(update={"took_ms": 0.0, "linked_version": None})
    return whole.model_copy(update={"enrichment": enrichment}).to_json()


async def test_an_event_that_carries_no_revision_is_refused(enriching: Enriching) -> None:
    with pytest.raises(Rejected, match=r"article\.created carries Removal, not a revision"):
        await enriching.on_revision(replace(removed("article.killed", ROOT, 1), type="khabar.article.created.v1"))
