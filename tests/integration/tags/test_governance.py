"""Editors govern tags in a whole newsroom: what they decide shows at once, and stays."""

import json
from typing import Any

import httpx
import pytest

from khabar.events import REPLAY
from khabar.models import EnrichedRevision
from tests.integration.archive.newsroom import ADDRESS, TOKEN, Newsroom

pytestmark = [pytest.mark.server, pytest.mark.timeout(300)]
RAQQA, HASAKAH, IRAQ = "loc:raqqa", "loc:hasakah", "loc:iraq"


async def send(newsroom: Newsroom, client: httpx.AsyncClient, guid: str, headline: str, **more: Any) -> str:  # noqa: ANN401 - any field
    """Send an article and wait until the site shows it."""
    text = more.pop("text", "وصلت المساعدات إلى الرقة قادمة من الحسكة، بحسب مجلس الرقة المدني.")
    article = {"source": {"guid": guid}, "headline": headline, "body": [{"type": "paragraph", "text": text}], **more}
    answer = await client.post("/v1/articles?source=sample", json=article)
    assert answer.status_code == 202, answer.text
    told = answer.json()
    await newsroom.shows(told["article_id"], told["revision"])
    return str(told["article_id"])


async def order(client: httpx.AsyncClient, path: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - any field
    answer = await client.post(f"/v1/{path}", json={"reason": "قرار التحرير", "by": "محررة", **more})
    assert answer.status_code == 202, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def site(newsroom: Newsroom, path: str) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False) as reader:
        return await reader.get(f"{newsroom.site.url}{path}")


async def page_of(newsroom: Newsroom, article: str) -> str:
    """The article's page, as readers get it."""
    url = (await site(newsroom, f"/api/articles/{article}")).json()["url"]
    return (await site(newsroom, url.removeprefix(ADDRESS))).text


async def tags(newsroom: Newsroom, article: str) -> dict[str, dict[str, Any]]:
    """The tags that the site shows of an article."""
    found = (await site(newsroom, f"/api/articles/{article}/analysis")).json()["tags"]
    return {tag["id"]: tag for tag in found}


async def answers(newsroom: Newsroom, path: str, status: int) -> httpx.Response:
    """Wait until the site answers so."""
    found: list[httpx.Response] = []

    async def so() -> bool:
        found.append(await site(newsroom, path))
        return found[-1].status_code == status

    await newsroom.until(so)
    return found[-1]


async def has(newsroom: Newsroom, article: str, *, on: str = "", off: str = "") -> None:
    """Wait until an article has a tag, and has not another."""

    async def so() -> bool:
        found = await tags(newsroom, article)
        return (not on or on in found) and off not in found

    await newsroom.until(so)


async def test_a_merged_tag_leads_to_the_other_and_no_article_is_rewritten(
    newsroom: Newsroom, client: httpx.AsyncClient
) -> None:
    article = await send(newsroom, client, "one", "قافلة مساعدات تصل إلى الرقة")
    assert (await site(newsroom, "/tag/loc-raqqa")).status_code == 200
    revisions = len(await newsroom.told("articles"))

    told = await order(client, f"tags/{RAQQA}/merge", into=IRAQ)

    assert (told["outcome"], told["state"], told["leads_to"], told["by"]) == ("done", "merged", IRAQ, "محررة")
    moved = await answers(newsroom, "/tag/loc-raqqa", 301)
    assert moved.headers["location"] == "/tag/loc-iraq"
    assert (await site(newsroom, "/tag/loc-raqqa/feed.xml")).headers["location"] == "/tag/loc-iraq/feed.xml"
    assert "قافلة مساعدات" in (await site(newsroom, "/tag/loc-iraq")).text
    found = await tags(newsroom, article)
    assert IRAQ in found
    assert RAQQA not in found
    assert found[IRAQ]["name"] == "العراق"
    assert found[IRAQ]["mentions"][0]["text"] == "الرقة"
    assert "قافلة مساعدات تصل إلى الرقة" in await page_of(newsroom, article)
    assert len(await newsroom.told("articles")) == revisions
    assert [event.subject for event in await newsroom.told("enriched") if event.name == "tag.merged"] == [RAQQA]

    other = await send(newsroom, client, "two", "عودة المدارس في الرقة")
    await has(newsroom, other, on=IRAQ, off=RAQQA)
    await order(client, f"tags/{RAQQA}/unmerge")
    await answers(newsroom, "/tag/loc-raqqa", 200)
    await has(newsroom, article, on=RAQQA)


async def test_a_renamed_tag_shows_its_name_everywhere_and_a_blocked_one_nowhere(
    newsroom: Newsroom, client: httpx.AsyncClient
) -> None:
    article = await send(newsroom, client, "one", "قافلة مساعدات تصل إلى الرقة")

    await order(client, f"tags/{RAQQA}/rename", name="مدينة الرشيد")

    async def renamed() -> bool:
        return "مدينة الرشيد" in (await site(newsroom, "/tag/loc-raqqa")).text

    await newsroom.until(renamed)
    page = await page_of(newsroom, article)
    assert ">مدينة الرشيد</bdi>" in page
    assert "قافلة مساعدات تصل إلى الرقة" in page

    await order(client, f"tags/{RAQQA}/block")
    await answers(newsroom, "/tag/loc-raqqa", 404)
    assert "مدينة الرشيد" not in await page_of(newsroom, article)
    later = await send(newsroom, client, "two", "عودة المدارس في الرقة")
    assert RAQQA not in await tags(newsroom, later)
    await order(client, f"tags/{RAQQA}/unblock")
    await answers(newsroom, "/tag/loc-raqqa", 200)


async def test_tags_by_hand_survive_the_next_revision(newsroom: Newsroom, client: httpx.AsyncClient) -> None:
    article = await send(newsroom, client, "one", "قافلة مساعدات تصل إلى الرقة")
    assert HASAKAH in await tags(newsroom, article)

    locks = await order(client, f"articles/{article}/tags", add=[IRAQ], remove=[HASAKAH])

    assert ([ref["id"] for ref in locks["added"]], locks["removed"]) == ([IRAQ], [HASAKAH])
    await has(newsroom, article, on=IRAQ, off=HASAKAH)
    by_hand = (await tags(newsroom, article))[IRAQ]
    assert (by_hand["by"], by_hand["confidence"], by_hand["version"][:4]) == ("editor", 1.0, locks["at"][:4])
    [change] = [event for event in await newsroom.told("enriched") if event.name == "tags.changed"]
    assert (change.subject, change.revision) == (article, 1)
    again = [event for event in await newsroom.told("enriched") if event.name == "article.enriched"][-1]
    assert again.extra[REPLAY] == "retag"
    assert isinstance(again.data, EnrichedRevision)

    await send(newsroom, client, "one", "قافلة ثانية تصل إلى الرقة", updated_at="2026-11-22T09:00:00+03:00")
    found = await tags(newsroom, article)
    assert IRAQ in found
    assert HASAKAH not in found
    await order(client, f"articles/{article}/tags", unlock=[IRAQ, HASAKAH])
    await has(newsroom, article, on=HASAKAH, off=IRAQ)


async def test_an_unknown_name_waits_with_its_passage_and_becomes_a_tag(
    newsroom: Newsroom, client: httpx.AsyncClient
) -> None:
    text = "قال مدير المستشفى الدكتور سلمان البهلواني إن المعدات وصلت. وأضاف الدكتور سلمان البهلواني أنها تكفي عاماً."
    article = await send(newsroom, client, "one", "معدات جديدة للمستشفى", text=text)

    async def waits() -> bool:
        names = (await client.get("/v1/tags:review")).json()["names"]
        return any("البهلواني" in row["name"] for row in names)

    await newsroom.until(waits)
    rows = (await client.get("/v1/tags:review")).json()["names"]
    row = next(row for row in rows if "البهلواني" in row["name"])
    assert row["articles"] == 1
    assert row["snippets"][0]["article"] == article
    assert row["snippets"][0]["headline"] == "معدات جديدة للمستشفى"
    assert row["name"] in row["snippets"][0]["text"]

    accepted = await order(client, "tags:review/accept", key=row["key"], id="per:salman-bahlawani")
    assert accepted["outcome"] == "accepted"
    assert row["key"] not in [each["key"] for each in (await client.get("/v1/tags:review")).json()["names"]]
    later = await send(newsroom, client, "two", "المستشفى يستقبل مرضاه", text=text)
    assert (await tags(newsroom, later))["per:salman-bahlawani"]["mentions"]
    shown = (await client.get("/v1/tags/per:salman-bahlawani")).json()
    assert (shown["state"], shown["by"]) == ("accepted", "محررة")


async def test_decisions_about_tags_come_back_from_the_archive(newsroom: Newsroom, client: httpx.AsyncClient) -> None:
    article = await send(newsroom, client, "one", "قافلة مساعدات تصل إلى الرقة")
    await order(client, f"tags/{RAQQA}/rename", name="مدينة الرشيد")
    await order(client, f"tags/{HASAKAH}/merge", into=IRAQ)
    await order(client, f"articles/{article}/tags", add=["loc:lebanon"], remove=[RAQQA])
    await has(newsroom, article, on="loc:lebanon", off=RAQQA)
    await newsroom.settled()
    await newsroom.is_archived()
    kept = [newsroom.keys.tags, newsroom.keys.article(article)]
    before = [await newsroom.redis.hgetall(key) for key in kept]
    locks = await newsroom.redis.get(newsroom.keys.article_tags(article))

    await newsroom.flush()
    code, out, error = await newsroom.khabar("restore")

    assert code == 0, error
    assert "2 decided tags" in out
    after = [await newsroom.redis.hgetall(key) for key in kept]
    assert {k: json.loads(v) for k, v in before[0].items()} == {k: json.loads(v) for k, v in after[0].items()}
    assert before[1][b"retags"] == after[1][b"retags"] == b"1"
    assert json.loads(locks or b"") == json.loads(await newsroom.redis.get(newsroom.keys.article_tags(article)) or b"")
    assert await newsroom.redis.get(newsroom.keys.tags_version) == b"2"


async def test_the_commands_say_what_the_api_says(newsroom: Newsroom, client: httpx.AsyncClient) -> None:
    await send(newsroom, client, "one", "قافلة مساعدات تصل إلى الرقة")
    code, _, error = await newsroom.khabar("tag", "list", "--json")
    assert (code, "KHABAR_INGEST_URL" in error) == (1, True)  # ingest has no socket of its own here
    answer = await client.get("/v1/tags", params={"q": "raqqa"})
    assert RAQQA in [row["id"] for row in answer.json()["tags"]]
    assert (await client.get("/v1/tags", headers={"authorization": f"Bearer {TOKEN}x"})).status_code == 401
    refused = await client.post("/v1/tags/loc:atlantis/block", json={"reason": "لا وجود لها"})
    assert (refused.status_code, "there is no tag loc:atlantis" in refused.text) == (404, True)
    circle = await client.post(f"/v1/tags/{RAQQA}/merge", json={"reason": "خطأ", "into": RAQQA})
    assert (circle.status_code, "is the tag itself" in circle.text) == (409, True)
