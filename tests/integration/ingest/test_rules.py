"""The rules of a source, from the bytes of a feed to what is told."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from redis.asyncio import Redis

from khabar.errors import Retryable
from khabar.keys import Keys
from khabar_ingest.handlers import Intake

from .conftest import Events
from .stories import agency, entry, outcomes, rss, told

pytestmark = pytest.mark.server

NOON = datetime(2024, 3, 1, 12, tzinfo=UTC)


def at(hour: int) -> str:
    return format_datetime(NOON + timedelta(hours=hour), usegmt=True)


async def test_a_changed_body_under_the_same_guid_and_date_is_one_update(intake: Intake, events: Events) -> None:
    before, after = (rss(entry("1", "خبر", pubDate=at(0), description=text)) for text in ("نص أول.", "نص مصحح."))
    taken = [outcomes(await intake.take(item, agency())) for item in (before, after, after, before)]
    assert taken == [["created"], ["updated"], ["duplicate"], ["stale"]]
    assert [(each.revision, each.body[0].text) for each in await told(events)] == [(1, "نص أول."), (2, "نص مصحح.")]


async def test_a_bumped_date_alone_is_no_update(intake: Intake, events: Events) -> None:
    for hour in (0, 5, 9):
        await intake.take(rss(entry("1", "خبر", pubDate=at(hour))), agency())
    assert len(await told(events)) == 1


async def test_an_older_item_that_comes_late_is_taken(intake: Intake, events: Events) -> None:
    await intake.take(rss(entry("2", "خبر اليوم", pubDate=at(0))), agency())
    late = rss(entry("2", "خبر اليوم", pubDate=at(0)), entry("1", "خبر الأمس", pubDate=at(-30)))
    assert outcomes(await intake.take(late, agency())) == ["duplicate", "created"]
    assert [each.headline for each in await told(events)] == ["خبر اليوم", "خبر الأمس"]


async def test_a_dropped_item_is_told_once_and_found_by_its_id(
    intake: Intake, events: Events, redis_client: Redis, keys: Keys
) -> None:
    source = agency(drop={"headline": ["حظك اليوم"]})
    feed = rss(entry("1", "حظك اليوم"), entry("2", "خبر"))
    [out, taken] = await intake.take(feed, source)
    assert (out.outcome, out.is_news, taken.outcome) == ("dropped", False, "created")
    assert out.reason is not None
    assert "drop.headline" in out.reason
    assert out.article_id is not None
    state: Any = await redis_client.hgetall(keys.article(out.article_id))
    assert (state[b"status"], state[b"reason"].decode()) == (b"dropped", out.reason)
    assert outcomes(await intake.take(feed, source)) == ["duplicate", "duplicate"]
    [report] = await events("ops")
    assert (report.name, report.subject) == ("item.dropped", out.article_id)
    assert [each.headline for each in await told(events)] == ["خبر"]
    assert outcomes(await intake.take(feed, agency())) == ["created", "duplicate"]


async def test_texts_are_replaced_before_anybody_sees_them(intake: Intake, events: Events) -> None:
    source = agency(replace=[{"text": "(أ ف ب)"}, {"pattern": r"(\d{1,3}) كيلومترا", "by": r"\1 كم"}])
    feed = rss(entry("1", "قال (أ ف ب)", description="(أ ف ب) على بعد 12 كيلومترا من المدينة."))
    for expected in ("created", "duplicate"):
        assert outcomes(await intake.take(feed, source)) == [expected]
    [made] = await told(events)
    assert (made.headline, made.body[0].text) == ("قال", "على بعد 12 كم من المدينة.")


async def test_a_changed_rule_makes_no_second_article_of_one_known_by_its_words(intake: Intake, events: Events) -> None:
    nameless = rss("<item><title>قال (أ ف ب)</title><description>نص الخبر كاملا هنا.</description></item>")
    await intake.take(nameless, agency())
    assert outcomes(await intake.take(nameless, agency(replace=[{"text": "(أ ف ب)"}]))) == ["updated"]
    assert len({each.id for each in await told(events)}) == 1


async def test_a_source_has_its_section_and_its_urgency(intake: Intake, events: Events) -> None:
    source = agency(section="economy", priority={"default": 6, "words": {"عاجل": 1}})
    await intake.take(rss(entry("1", "خبر", category="متفرقات"), entry("2", "عاجل: انقطاع الكهرباء")), source)
    sent = await events("articles")
    assert [(each.section_hint, each.urgency) for each in await told(events)] == [("economy", 6), ("economy", 1)]
    assert [event.lane for event in sent] == ["normal", "urgent"]


async def test_a_source_that_makes_up_guids_is_known_by_its_links(intake: Intake, events: Events) -> None:
    source = agency(identity="link")
    for guid in ("a", "b"):
        await intake.take(rss(entry(guid, "خبر", link="https://e.example/1")), source)
    assert len(await told(events)) == 1
    await intake.take(rss(entry("c", "خبر معدل", link="https://e.example/1")), source)
    assert [each.revision for each in await told(events)] == [1, 2]


async def test_a_source_that_has_neither_is_known_by_its_words(intake: Intake, events: Events) -> None:
    for number in range(2):
        entries = entry(f"g{number}", "خبر", link=f"https://e.example/?session={number}")
        await intake.take(rss(entries), agency(identity="content"))
    assert len(await told(events)) == 1


async def test_times_without_an_offset_are_the_sources(intake: Intake, events: Events) -> None:
    item = entry("1", "خبر", pubDate="2024-03-01 12:00:00")
    await intake.take(rss(item), agency(timezone="Asia/Baghdad"))
    assert [each.published_at for each in await told(events)] == [NOON - timedelta(hours=3)]


@pytest.mark.parametrize(("publish", "expected"), [("auto", "created"), ("review", "held"), ("never", "held")])
async def test_the_newsroom_says_whether_a_source_is_published(
    intake: Intake, events: Events, publish: str, expected: str
) -> None:
    assert outcomes(await intake.take(rss(entry("1", "خبر")), agency(publish=publish))) == [expected]
    assert [event.name for event in await events("articles")] == [f"article.{expected}"]


async def test_rights_and_the_wish_to_show_duplicates_go_with_every_revision(intake: Intake, events: Events) -> None:
    await intake.take(rss(entry("1", "خبر")), agency(rights="index-only", duplicates="show"))
    [made] = await told(events)
    assert (made.rights, made.source.model_dump()["duplicates"]) == ("index-only", "show")


async def test_the_first_poll_tells_the_newest_and_the_rest_is_never_news(intake: Intake, events: Events) -> None:
    source = agency(first_poll=2)
    entries = [entry(str(number), f"خبر {number}", pubDate=at(number)) for number in (1, 4, 2, 3)]
    first = await intake.take(rss(*entries), source)
    assert outcomes(first) == ["passed", "created", "passed", "created"]
    assert [result.is_news for result in first] == [False, True, False, True]
    assert outcomes(await intake.take(rss(*entries), source)) == ["duplicate"] * 4
    later = rss(entry("5", "خبر 5", pubDate=at(-9)), *entries)
    assert outcomes(await intake.take(later, source)) == ["created", *["duplicate"] * 4]
    assert [each.headline for each in await told(events)] == ["خبر 4", "خبر 3", "خبر 5"]


async def test_a_first_poll_whose_end_was_lost_passes_the_same_items_over_again(
    intake: Intake, events: Events, redis_client: Redis, keys: Keys
) -> None:
    entries = [entry(str(number), f"خبر {number}", pubDate=at(-number)) for number in range(100)]
    for _ in range(2):
        await intake.take(rss(*entries), agency(first_poll=3))
        assert await redis_client.delete(keys("source", "agency", "begun")) == 1
    assert [each.headline for each in await told(events)] == ["خبر 0", "خبر 1", "خبر 2"]


async def test_a_server_that_does_not_say_whether_a_source_was_read_is_asked_again_later(
    intake: Intake, events: Events, redis_client: Redis, keys: Keys
) -> None:
    await redis_client.hset(keys("source", "agency", "begun"), "in the", "way")
    with pytest.raises(Retryable, match="was read before"):
        await intake.take(rss(entry("1", "خبر")), agency(first_poll=3))
    assert await told(events) == []


async def test_without_the_rule_all_of_the_first_poll_is_news(intake: Intake, events: Events) -> None:
    await intake.take(rss(*(entry(str(number), f"خبر {number}") for number in range(70))), agency())
    assert len(await told(events)) == 70
