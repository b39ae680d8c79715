"""Enrich is away: readers do not wait for it, nothing stays that is to go, and what it finds is added later."""

import asyncio
from typing import Any

import pytest

from tests.integration.publish.receiver import Receiver

from .newsroom import LateNewsroom

pytestmark = pytest.mark.timeout(180)

WATER: dict[str, Any] = {
    "id": "water",
    "headline": "عودة المياه إلى أحياء الرقة بعد إصلاح محطة الضخ",
    "body_text": "قالت بلدية الرقة إن المياه عادت إلى أحياء المدينة. وأضاف المجلس أن العمل في دمشق وحلب مستمر.",
    "published_at": "2024-03-10T09:00:00Z",
    "section_hint": "اقتصاد",
}
BREAD: dict[str, Any] = WATER | {
    "id": "bread",
    "headline": "الخبز يصل إلى القرى",
    "published_at": "2024-03-10T10:00:00Z",
}
ROAD: dict[str, Any] = WATER | {"id": "road", "headline": "فتح طريق حلب", "published_at": "2024-03-10T08:00:00Z"}


async def test_an_article_is_published_bare_and_amended_in_its_place_when_enrich_is_back(
    newsroom: LateNewsroom, partner: Receiver
) -> None:
    async with newsroom.without_enrich() as client:
        ids = [await newsroom.send(client, **article) for article in (WATER, BREAD, ROAD)]
        for article in ids:
            await newsroom.shows(article, 1)
        url, page = await newsroom.page(ids[0])
        order, in_section = await newsroom.listed(), await newsroom.listed("/section/economy")
        assert len(order) == 3
        assert in_section == order
        assert "/tag/" not in page
        fed = await newsroom.fed()
        assert len(fed) == 3
        assert await newsroom.enrichment() == "late"
        assert not partner.taken
        async with newsroom.enrich():
            await newsroom.settled()
            await newsroom.until(lambda: _has(newsroom, "partner", ids))
        later, page = await newsroom.page(ids[0])
        assert later == url
        assert "/tag/" in page
        assert await newsroom.fed() == fed
        assert await newsroom.listed() == order
        assert await newsroom.listed("/section/economy") == in_section
        await newsroom.until(lambda: _alarmed(newsroom, ["enrichment.late", "enrichment.caught-up"]))
        assert await newsroom.enrichment() == "in time"
        for article in ids:
            assert await newsroom.receipts(article) == [
                ("article.published", "created", True),
                ("article.published", "updated", False),
            ]
        verdict = await newsroom.judged()
    assert verdict.clean, verdict.findings
    assert partner.went_back == 0
    assert len(partner.holds) == 3


async def test_a_kill_reaches_every_target_while_enrich_is_away(newsroom: LateNewsroom, partner: Receiver) -> None:
    async with newsroom.without_enrich() as client:
        async with newsroom.enrich():
            article = await newsroom.send(client, **WATER)
            await newsroom.until(lambda: _has(newsroom, "site", [article]))
            await newsroom.until(lambda: _has(newsroom, "partner", [article]))
        killed = await client.post(f"/v1/articles/{article}/kill", json={"reason": "خطر على المصدر", "by": "المناوب"})
        assert killed.status_code == 202
        await newsroom.until(lambda: _is(newsroom, article, "killed"), 8)
        await newsroom.until(lambda: _has_gone(newsroom, "partner", article), 8)
        assert len([call for call in partner.taken if call["type"] == "khabar.article.killed.v1"]) == 1
        async with newsroom.enrich():
            await newsroom.settled()
            await newsroom.until(lambda: _counts(newsroom, "partner", article))
        assert len([call for call in partner.calls if call["type"] == "khabar.article.killed.v1"]) == 1
        verdict = await newsroom.judged()
    assert verdict.clean, verdict.findings


async def test_an_article_killed_before_enrich_saw_it_is_never_shown(newsroom: LateNewsroom) -> None:
    async with newsroom.without_enrich() as client:
        article = await newsroom.send(client, **WATER)
        await client.post(f"/v1/articles/{article}/kill", json={"reason": "خطر على المصدر", "by": "المناوب"})
        await newsroom.until(lambda: _is(newsroom, article, "killed"), 8)
        await asyncio.sleep(4)
        assert await newsroom.standing(article) == "killed"
        async with newsroom.enrich():
            await newsroom.settled()
        assert await newsroom.standing(article) == "killed"
        assert [name for name, _, _ in await newsroom.receipts(article)] == ["article.removed", "article.removed"]


async def test_an_article_under_embargo_waits_for_its_time_however_late_enrich_is(newsroom: LateNewsroom) -> None:
    async with newsroom.without_enrich() as client:
        held = await newsroom.send(client, **WATER, embargo_until="2999-01-01T00:00:00Z")
        open_ = await newsroom.send(client, **BREAD)
        await newsroom.shows(open_, 1)
        await asyncio.sleep(2)
        assert await newsroom.standing(held) == "unknown"
        assert not await newsroom.receipts(held)


async def test_two_replicas_of_publish_deliver_what_is_late_once(newsroom: LateNewsroom) -> None:
    async with newsroom.without_enrich(replicas=2) as client:
        ids = [await newsroom.send(client, **WATER | {"id": f"water-{number}"}) for number in range(10)]
        for article in ids:
            await newsroom.shows(article, 1)
        await asyncio.sleep(2)
        for article in ids:
            assert await newsroom.receipts(article) == [("article.published", "created", True)]
    assert [event.name for event in await newsroom.told("ops")].count("enrichment.late") == 1


async def test_while_enrich_is_in_time_nothing_is_published_bare(newsroom: LateNewsroom) -> None:
    async with newsroom.without_enrich() as client, newsroom.enrich():
        ids = [await newsroom.send(client, **WATER | {"id": f"water-{number}"}) for number in range(20)]
        for article in ids:
            await newsroom.shows(article, 1)
        for article in ids:
            assert await newsroom.receipts(article) == [("article.published", "created", False)]


async def _has(newsroom: LateNewsroom, target: str, ids: list[str]) -> bool:
    return all([await newsroom.receipts(article, target) for article in ids])


async def _has_gone(newsroom: LateNewsroom, target: str, article: str) -> bool:
    return "article.removed" in [name for name, _, _ in await newsroom.receipts(article, target)]


async def _counts(newsroom: LateNewsroom, target: str, article: str) -> bool:
    return ("article.removed", "unchanged", False) in await newsroom.receipts(article, target)


async def _alarmed(newsroom: LateNewsroom, names: list[str]) -> bool:
    return [event.name for event in await newsroom.told("ops") if event.name.startswith("enrichment.")] == names


async def _is(newsroom: LateNewsroom, article: str, state: str) -> bool:
    return await newsroom.standing(article) == state
