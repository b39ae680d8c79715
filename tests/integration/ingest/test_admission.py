import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from redis.asyncio import Redis

from khabar.blobs import BlobStore
from khabar.config import SourceSettings
from khabar.errors import Retryable
from khabar.keys import Keys
from khabar.models import Block, Held, Removal, Revision
from khabar_ingest.admission import Admission
from khabar_ingest.draft import BUG, Draft, Embargo

from .conftest import Events, replica

pytestmark = pytest.mark.server

AGENCY = SourceSettings(id="agency", type="api")


def draft(**fields: Any) -> Draft:  # noqa: ANN401 - any field of a draft
    body = (Block(type="paragraph", text="انقطعت الكهرباء عن أحياء المدينة منذ الفجر."),)
    return Draft(**{"guid": "agency:1", "headline": "انقطاع الكهرباء عن المدينة", "body": body} | fields)


async def admit(admission: Admission, *drafts: Draft, source: SourceSettings = AGENCY) -> list[str]:
    return [decision.kind for decision in await admission.admit(drafts, source, "ab" * 32)]


async def test_a_new_article_is_admitted_once_however_often_it_is_sent(admission: Admission, events: Events) -> None:
    assert await admit(admission, draft()) == ["created"]
    assert await admit(admission, draft()) == ["duplicate"]
    [event] = await events("articles")
    assert (event.name, event.revision, event.source) == ("article.created", 1, "khabar/ingest/agency")
    assert event.extra == {"rawsha256": "ab" * 32}
    assert isinstance(event.data, Revision)
    assert event.data.headline == "انقطاع الكهرباء عن المدينة"


async def test_a_corrected_headline_is_the_next_revision_and_keeps_the_time_of_arrival(
    admission: Admission, events: Events
) -> None:
    await admit(admission, draft())
    assert await admit(admission, draft(headline="عودة الكهرباء إلى المدينة")) == ["updated"]
    first, second = await events("articles")
    assert (second.name, second.revision, second.subject) == ("article.updated", 2, first.subject)
    assert isinstance(first.data, Revision)
    assert isinstance(second.data, Revision)
    assert second.data.received_at == first.data.received_at


async def test_a_bumped_date_alone_changes_nothing_but_is_remembered(admission: Admission, events: Events) -> None:
    noon = datetime(2024, 3, 1, 12, tzinfo=UTC)
    await admit(admission, draft(updated_at=noon))
    assert await admit(admission, draft(updated_at=noon + timedelta(hours=2))) == ["duplicate"]
    assert await admit(admission, draft(headline="نص قديم", updated_at=noon + timedelta(hours=1))) == ["stale"]
    assert len(await events("articles")) == 1


async def test_an_older_version_that_comes_late_is_never_a_revision(admission: Admission, events: Events) -> None:
    await admit(admission, draft(version="10"))
    assert await admit(admission, draft(version="9", headline="نسخة أقدم")) == ["stale"]
    assert await admit(admission, draft(version="11", headline="نسخة أحدث")) == ["updated"]
    assert [event.revision for event in await events("articles")] == [1, 2]


async def test_the_feed_and_the_page_of_one_article_are_one_article(admission: Admission, events: Events) -> None:
    link = "https://news.example/2024/power/"
    from_feed = draft(guid="https://news.example/?p=7", canonical_url=f"{link}?utm_source=rss")
    assert await admit(admission, from_feed) == ["created"]
    assert await admit(admission, draft(guid=None, canonical_url=link)) == ["duplicate"]
    assert await admit(admission, draft(guid=None, canonical_url=link, headline="عنوان الصفحة")) == ["updated"]
    assert {event.subject for event in await events("articles")} == {(await events("articles"))[0].subject}


async def test_the_page_first_and_the_feed_later_are_one_article_too(admission: Admission) -> None:
    link = "https://news.example/2024/power/"
    await admit(admission, draft(guid=None, canonical_url=link))
    assert await admit(admission, draft(guid="https://news.example/?p=7", canonical_url=link)) == ["duplicate"]
    assert await admit(admission, draft(guid="https://news.example/?p=7", canonical_url=None)) == ["duplicate"]


async def test_the_same_guid_of_two_sources_is_two_articles(admission: Admission) -> None:
    await admit(admission, draft())
    assert await admit(admission, draft(), source=SourceSettings(id="other", type="api")) == ["created"]


async def test_one_article_twice_in_one_feed_is_taken_once_however_often_the_feed_is_read(
    admission: Admission, events: Events
) -> None:
    twice = (draft(), draft(headline="عنوان ثان"), draft(guid="agency:2"))
    assert await admit(admission, *twice) == ["created", "duplicate", "created"]
    assert await admit(admission, *twice) == ["duplicate"] * 3
    assert [event.revision for event in await events("articles")] == [1, 1]


async def test_two_versions_of_an_article_in_one_document_are_two_revisions(
    admission: Admission, events: Events
) -> None:
    both = (draft(version="1"), draft(version="2", headline="عنوان ثان"))
    assert await admit(admission, *both) == ["created", "updated"]
    assert await admit(admission, *both) == ["stale", "duplicate"]
    assert [event.revision for event in await events("articles")] == [1, 2]


async def test_an_old_text_that_comes_back_is_stale(admission: Admission, events: Events) -> None:
    texts = [draft(headline=headline) for headline in ("أول", "ثان", "أول")]
    assert [kind for text in texts for kind in await admit(admission, text)] == ["created", "updated", "stale"]
    assert len(await events("articles")) == 2


async def test_two_guids_that_share_a_link_in_separate_documents_are_two_articles(
    admission: Admission, events: Events
) -> None:
    link = "https://news.example/live"
    one, two = (draft(guid=guid, headline=guid, canonical_url=link) for guid in ("g-1", "g-2"))
    assert [await admit(admission, each) for each in (one, two, one, two)] == [
        ["created"],
        ["created"],
        ["duplicate"],
        ["duplicate"],
    ]
    assert len({event.subject for event in await events("articles")}) == 2


async def test_a_guid_learned_later_tells_the_next_article_under_the_link_apart(admission: Admission) -> None:
    link = "https://news.example/live"
    await admit(admission, draft(guid=None, canonical_url=link))
    assert await admit(admission, draft(guid="g-1", canonical_url=link)) == ["duplicate"]
    assert await admit(admission, draft(guid="g-2", canonical_url=link, headline="خبر آخر")) == ["created"]


async def test_a_draft_that_cannot_be_encoded_costs_no_other(admission: Admission, events: Events) -> None:
    broken = draft(guid="agency:2").model_copy(update={"dateline": "x\ud800"})
    [good, bad] = await admission.admit([draft(), broken], AGENCY, "ab" * 32)
    assert (good.kind, bad.kind, bad.reason) == ("created", "rejected", BUG)
    assert len(await events("articles")) == 1


async def test_a_disk_that_does_not_take_a_sealed_text_is_tried_again(
    admission: Admission, blobs: BlobStore, events: Events
) -> None:
    blobs.root.mkdir()
    (blobs.root / "sealed").touch()
    with pytest.raises(Retryable, match="blob store"):
        await admit(admission, draft(embargo=Embargo()))
    (blobs.root / "sealed").unlink()
    assert await admit(admission, draft(embargo=Embargo())) == ["held"]
    assert len(await events("articles")) == 1


async def test_replicas_that_race_make_exactly_one_revision_of_each_content(
    valkey_url: str, keys: Keys, blobs: BlobStore, events: Events
) -> None:
    replicas = [replica(Redis.from_url(valkey_url), keys, blobs) for _ in range(4)]
    contents = [draft(headline=f"تحديث {number}") for number in range(5)]
    try:
        kinds = await asyncio.gather(*(admit(each, content) for each in replicas for content in contents))
    finally:
        for each in replicas:
            await each.ledger.client.aclose()
    sent = await events("articles")
    assert [event.revision for event in sent] == list(range(1, len(sent) + 1))
    assert sum(kind == ["created"] for kind in kinds) == 1
    assert sum(kind in (["created"], ["updated"]) for kind in kinds) == len(sent)
    assert {kind for [kind] in kinds} <= {"created", "updated", "duplicate", "stale"}


async def test_many_items_of_one_feed_are_admitted_in_their_order(admission: Admission, events: Events) -> None:
    drafts = [draft(guid=f"agency:{number}", headline=f"خبر {number}") for number in range(150)]
    assert await admit(admission, *drafts) == ["created"] * 150
    headlines = [event.data.headline for event in await events("articles") if isinstance(event.data, Revision)]
    assert headlines == [f"خبر {number}" for number in range(150)]


async def test_an_embargoed_text_is_in_no_stream_and_only_sealed(
    admission: Admission, redis_client: Redis, keys: Keys, blobs: BlobStore, events: Events
) -> None:
    until = datetime.now(UTC) + timedelta(hours=1)
    assert await admit(admission, draft(embargo=Embargo(until=until))) == ["held"]
    [event] = await events("articles")
    assert isinstance(event.data, Held)
    assert event.data.embargo_until == until
    entries: Any = await redis_client.xrange(keys.stream("articles"))
    everything = b"".join(entries[0][1].values())
    assert "الكهرباء".encode() not in everything
    [state] = await admission.ledger.states([event.subject])
    assert "الكهرباء".encode() in blobs.get(state.get("sealed"), sealed=True)
    with pytest.raises(KeyError):
        blobs.get(state.get("sealed"))


async def test_an_embargo_without_a_readable_end_waits_for_a_person(admission: Admission, events: Events) -> None:
    assert await admit(admission, draft(embargo=Embargo(reason="embargo that cannot be read"))) == ["held"]
    assert await admit(admission, draft(embargo=Embargo(reason="embargo that cannot be read"))) == ["duplicate"]
    [event] = await events("articles")
    assert isinstance(event.data, Held)
    assert event.data.embargo_until is None


async def test_an_embargo_that_is_over_holds_nothing(admission: Admission) -> None:
    assert await admit(admission, draft(embargo=Embargo(until=datetime(2020, 1, 1, tzinfo=UTC)))) == ["created"]


async def test_a_held_article_that_comes_without_embargo_is_released(admission: Admission, events: Events) -> None:
    await admit(admission, draft(embargo=Embargo()))
    assert await admit(admission, draft()) == ["released"]
    assert [event.name for event in await events("articles")] == ["article.held", "article.released"]


async def test_a_source_under_review_holds_everything_for_a_person(admission: Admission, events: Events) -> None:
    assert await admit(admission, draft(), source=SourceSettings(id="blog", type="api", publish="review")) == ["held"]
    [event] = await events("articles")
    assert event.name == "article.held"


async def test_a_killed_article_does_not_come_back(
    admission: Admission, redis_client: Redis, keys: Keys, events: Events
) -> None:
    await admit(admission, draft())
    [event] = await events("articles")
    await redis_client.hset(keys.article(event.subject), "status", "killed")
    [decision] = await admission.admit([draft(headline="عودة")], AGENCY, "")
    assert (decision.kind, len(await events("articles"))) == ("rejected", 1)
    assert "killed" in decision.reason


async def test_an_item_canceled_before_it_came_stays_out_however_late_its_older_version_comes(
    admission: Admission, events: Events
) -> None:
    assert await admit(admission, draft(status="canceled", version="2")) == ["killed"]
    assert await admit(admission, draft(version="1")) == ["rejected"]
    assert await events("articles") == []


async def test_an_item_that_its_source_cancels_is_killed(admission: Admission, events: Events) -> None:
    await admit(admission, draft())
    assert await admit(admission, draft(status="canceled")) == ["killed"]
    assert await admit(admission, draft(version="9", headline="عودة")) == ["rejected"]
    [_, killed] = await events("articles")
    assert isinstance(killed.data, Removal)
    assert (killed.name, killed.revision, killed.lane) == ("article.killed", 2, "urgent")
    assert (killed.data.by, killed.data.reason) == ("source agency", "the source canceled it")


async def test_a_killed_article_does_not_come_back_under_another_guid_or_its_link_alone(
    admission: Admission, events: Events
) -> None:
    link = "https://news.example/2024/power/"
    await admit(admission, draft(canonical_url=link))
    await admit(admission, draft(canonical_url=link, status="canceled"))
    told = len(await events("articles"))
    assert await admit(admission, draft(guid="agency:2", canonical_url=link)) == ["rejected"]
    assert await admit(admission, draft(guid="agency:2")) == ["rejected"]
    assert await admit(admission, draft(guid=None, canonical_url=link)) == ["rejected"]
    assert len(await events("articles")) == told


async def test_a_stream_that_is_no_stream_admits_nothing_and_forgets_nothing(
    admission: Admission, redis_client: Redis, keys: Keys, events: Events
) -> None:
    await redis_client.set(keys.stream("articles"), "not a stream")
    with pytest.raises(Retryable, match="WRONGTYPE"):
        await admit(admission, draft())
    await redis_client.delete(keys.stream("articles"))
    assert await admit(admission, draft()) == ["created"]
    assert len(await events("articles")) == 1


async def test_a_server_that_is_down_is_no_loss(keys: Keys, blobs: BlobStore) -> None:
    client = Redis.from_url("redis://127.0.0.1:1/0")
    with pytest.raises(Retryable, match="sent again"):
        await admit(replica(client, keys, blobs), draft())
    await client.aclose()
