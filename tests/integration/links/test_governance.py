"""Related links and copies in a whole newsroom: what editors decide shows at once and stays, and nothing is lost."""

import json
from typing import Any

import httpx
import pytest

from khabar.models import LinkLocks
from tests.integration.archive.newsroom import Newsroom

pytestmark = [pytest.mark.server, pytest.mark.timeout(300)]
BRIDGE = (
    "أعلنت بلدية الرقة الاثنين انتهاء أعمال ترميم الجسر القديم على نهر الفرات بعد ستة أشهر من بدئها.",
    "وقال رئيس البلدية إن الجسر سيفتح أمام السيارات الخفيفة أولا، على أن تمر الشاحنات بعد اختبار يجرى في أيار.",
    "وكان الجسر قد خرج من الخدمة قبل سنوات، فاعتمد السكان على العبارات وعلى جسر مؤقت ضيق غرب المدينة.",
    "وبلغت كلفة الترميم مليونين ونصف المليون، وشارك فيه مهندسون من أبناء المدينة وعمال من قرى الريف الشرقي.",
)
HARVEST = "بدأ مزارعو القمح في ريف الحسكة موسم الحصاد مبكرا هذا العام بسبب ارتفاع درجات الحرارة وقلة الأمطار."


async def send(newsroom: Newsroom, client: httpx.AsyncClient, guid: str, headline: str, *text: str) -> str:
    """Have a source of its own send an article, and wait until the site knows it."""
    body = [{"type": "paragraph", "text": each} for each in text]
    article = {"source": {"guid": guid}, "headline": headline, "body": body}
    answer = await client.post(f"/v1/articles?source={guid}", json=article)
    assert answer.status_code == 202, answer.text
    told = answer.json()
    await newsroom.shows(told["article_id"], told["revision"])
    return str(told["article_id"])


async def decide(client: httpx.AsyncClient, article: str, verb: str, *others: str) -> None:
    order = {"verb": verb, "others": others, "reason": "قرار التحرير", "by": "محررة"}
    answer = await client.post(f"/v1/articles/{article}/links", json=order)
    assert answer.status_code == 202, answer.text


async def held(newsroom: Newsroom, path: str) -> dict[str, Any]:
    async with httpx.AsyncClient(trust_env=False) as reader:
        found: dict[str, Any] = (await reader.get(f"{newsroom.site.url}/api/articles/{path}")).json()
        return found


async def has_links(newsroom: Newsroom, article: str, *others: str) -> None:
    """Wait until the site shows these links of an article, and no other."""

    async def so() -> bool:
        related = (await held(newsroom, f"{article}/analysis"))["related"]
        return [link["article_id"] for link in related] == list(others)

    await newsroom.until(so)


async def stands_for(newsroom: Newsroom, article: str, copy: str) -> None:
    """Wait until an article's page stands for another."""

    async def so() -> bool:
        return (await held(newsroom, copy)).get("duplicate_of") == article

    await newsroom.until(so)


async def is_balanced(newsroom: Newsroom) -> None:
    """Wait until nothing is under way, and have everything audited."""
    await newsroom.settled()
    await newsroom.is_archived()
    code, out, error = await newsroom.khabar("audit", "--json")
    assert code == 0, out + error


async def test_what_editors_pin_and_block_shows_at_once_and_stays_through_later_revisions(
    newsroom: Newsroom, client: httpx.AsyncClient
) -> None:
    bridge = await send(newsroom, client, "one", "الجسر القديم يعود إلى الخدمة", *BRIDGE)
    harvest = await send(newsroom, client, "two", "موسم حصاد مبكر", HARVEST)
    await decide(client, bridge, "pin", harvest)
    await has_links(newsroom, bridge, harvest)
    assert (await held(newsroom, f"{bridge}/analysis"))["related"][0]["pinned"]

    await send(newsroom, client, "one", "الجسر القديم يعود إلى الخدمة في الرقة", *BRIDGE)
    await newsroom.settled()
    await has_links(newsroom, bridge, harvest)
    await decide(client, bridge, "block", harvest)
    await has_links(newsroom, bridge)
    [locks] = [event.data for event in (await newsroom.told("enriched"))[-2:] if isinstance(event.data, LinkLocks)]
    assert (locks.pinned, locks.blocked) == ((), (harvest,))
    await is_balanced(newsroom)


async def test_a_copy_leads_to_the_first_and_gets_the_page_when_that_is_killed(
    newsroom: Newsroom, client: httpx.AsyncClient
) -> None:
    first = await send(newsroom, client, "one", "الجسر القديم يعود إلى الخدمة", *BRIDGE)
    copy = await send(newsroom, client, "two", "عودة الجسر القديم إلى الخدمة", *BRIDGE)
    await stands_for(newsroom, first, copy)
    await is_balanced(newsroom)

    answer = await client.post(f"/v1/articles/{first}/kill", json={"reason": "أمر قضائي"})
    assert answer.status_code == 202

    async def has_a_page() -> bool:
        found = await held(newsroom, copy)
        return not found.get("duplicate_of") and found["state"] == "live" and bool(found["url"])

    await newsroom.until(has_a_page)
    await is_balanced(newsroom)


async def test_a_lost_server_and_an_empty_site_learn_again_what_was_decided(
    newsroom: Newsroom, client: httpx.AsyncClient
) -> None:
    bridge = await send(newsroom, client, "one", "الجسر القديم يعود إلى الخدمة", *BRIDGE)
    harvest = await send(newsroom, client, "two", "موسم حصاد مبكر", HARVEST)
    await decide(client, bridge, "pin", harvest)
    await has_links(newsroom, bridge, harvest)
    await newsroom.settled()
    await newsroom.is_archived()
    newsroom.site.stop()
    newsroom.site.settings.site_database.unlink()
    newsroom.site.start()
    code, out, error = await newsroom.khabar("replay", "--target", "site", "--dry-run")
    assert (code, "1 related told" in out) == (0, True), out + error
    assert (await newsroom.khabar("replay", "--target", "site"))[0] == 0
    await has_links(newsroom, bridge, harvest)

    kept = await newsroom.redis.get(newsroom.keys.article_links(bridge))
    await newsroom.flush()
    code, out, error = await newsroom.khabar("restore")
    assert (code, "links: 1 articles with links by hand" in out) == (0, True), out + error
    assert await newsroom.redis.get(newsroom.keys.article_links(bridge)) == kept
    assert json.loads(kept or b"")["pinned"] == [harvest]
    await newsroom.settled()
    await has_links(newsroom, bridge, harvest)
