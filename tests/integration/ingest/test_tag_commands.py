"""``khabar tag``, and the API behind it, against the service as operators run it."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from redis.asyncio import Redis

from khabar.events import REPLAY
from khabar.keys import Keys
from khabar.wire import Wire
from khabar_ingest.settings import IngestSettings

from .conftest import Events, serving
from .test_verbs import environment, khabar, push, running

__all__ = ["environment", "running"]
pytestmark = pytest.mark.server
TABLE = {"loc:raqqa": "place\tالرقة", "loc:syria": "place\tسوريا", "loc:iraq": "place\tالعراق"}
KEY = "person سلمان البهلواني"
WAITING = {
    "type": "person",
    "name": "سلمان البهلواني",
    "articles": ["a"],
    "snippets": [{"article": "a", "headline": "افتتاح المعرض", "text": "وقال سلمان البهلواني إن"}],
}


@pytest.fixture(autouse=True)
async def table(redis_client: Redis, keys: Keys) -> None:
    """What enrich tells the server: its table, and a name that it does not know."""
    for tag, row in TABLE.items():
        await redis_client.hset(keys.tags_known, tag, row)
    await redis_client.zadd(keys.tags_review, {KEY: 1})
    await redis_client.hset(keys.tags_review_names, KEY, json.dumps(WAITING, ensure_ascii=False))


@pytest.fixture
async def client(settings: IngestSettings) -> AsyncIterator[httpx.AsyncClient]:
    async with serving(settings) as client:
        yield client


def said(environment: dict[str, str], *arguments: str) -> Any:  # noqa: ANN401 - any JSON
    done = khabar(environment, "tag", *arguments, "--json")
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return lines if arguments[0] in {"list", "review"} else lines[0]


async def admitted(client: httpx.AsyncClient, headline: str = "انقطاع المياه") -> str:
    body = [{"type": "paragraph", "text": "انقطعت المياه عن الحي."}]
    sent = {"headline": headline, "body": body, "source": {"guid": "desk:1"}}
    answer = await client.post("/v1/articles", json=sent)
    return str(answer.json()["article_id"])


def test_an_editor_governs_tags_from_the_command_line(running: dict[str, str]) -> None:
    assert [row["id"] for row in said(running, "list")] == sorted(TABLE)
    assert [row["id"] for row in said(running, "list", "سوريا")] == ["loc:syria"]
    assert said(running, "rename", "loc:raqqa", "--name", "مدينة الرقة")["name"] == "مدينة الرقة"
    merged = said(running, "merge", "loc:raqqa", "--into", "loc:syria", "--reason", "واحد", "--by", "محررة")
    assert (merged["state"], merged["leads_to"]) == ("merged", "loc:syria")
    assert said(running, "show", "loc:syria")["merged_from"] == ["loc:raqqa"]
    assert said(running, "merge", "loc:raqqa", "--into", "loc:syria")["outcome"] == "unchanged"
    assert said(running, "block", "loc:iraq")["state"] == "blocked"
    assert [row["id"] for row in said(running, "list", "--decided")] == ["loc:iraq", "loc:raqqa"]
    [name] = said(running, "review")
    assert (name["key"], name["articles"], name["snippets"][0]["headline"]) == (KEY, 1, "افتتاح المعرض")
    assert said(running, "accept", KEY, "--id", "per:bahlawani")["id"] == "per:bahlawani"
    assert said(running, "review") == []
    assert "no name waits" in khabar(running, "tag", "review").stdout
    article = push(running)
    assert said(running, "add", article, "loc:syria", "per:bahlawani")["added"][1]["name"] == "سلمان البهلواني"
    assert said(running, "remove", article, "loc:syria")["removed"] == ["loc:syria"]
    refused = khabar(running, "tag", "block", "loc:atlantis")
    assert (refused.returncode, "there is no tag loc:atlantis" in refused.stderr) == (1, True)


async def test_a_decision_is_an_event_that_carries_all_that_then_stands(
    client: httpx.AsyncClient, events: Events
) -> None:
    order = {"reason": "اسمان لواحد", "by": "محررة", "into": "loc:syria"}
    await client.post("/v1/tags/loc:raqqa/merge", json=order)
    [command] = await events("commands")
    assert (command.name, command.subject, command.revision) == ("command.merge-tag", "loc:raqqa", 1)
    kept = json.loads(command.data.model_dump()["arguments"]["ruling"])
    assert (kept["into"]["id"], kept["by"], kept["reason"]) == ("loc:syria", "محررة", "اسمان لواحد")


async def test_two_editors_who_decide_at_once_are_both_heard(
    client: httpx.AsyncClient, redis_client: Redis, keys: Keys
) -> None:
    article = await admitted(client)
    orders = [
        client.post("/v1/tags/loc:raqqa/rename", json={"reason": "أ", "name": "مدينة الرقة"}),
        client.post("/v1/tags/loc:raqqa/block", json={"reason": "ب"}),
        *(client.post(f"/v1/articles/{article}/tags", json={"reason": "ج", "add": [id_]}) for id_ in TABLE),
    ]
    answers = await asyncio.gather(*orders)
    assert {answer.status_code for answer in answers} <= {202, 409}  # 409: the tag was blocked a moment before
    shown = (await client.get("/v1/tags/loc:raqqa")).json()
    assert (shown["name"], shown["state"], shown["version"]) == ("مدينة الرقة", "blocked", 2)
    locks = (await client.get(f"/v1/articles/{article}/tags")).json()
    assert {"loc:syria", "loc:iraq"} <= {ref["id"] for ref in locks["added"]}
    assert await redis_client.get(keys.tags_version) == b"2"


async def test_an_articles_text_is_told_once_more_to_enrich_alone(
    client: httpx.AsyncClient, events: Events, redis_client: Redis, keys: Keys
) -> None:
    article = await admitted(client)
    before = await events("articles")
    await client.post(f"/v1/articles/{article}/tags", json={"reason": "قرار", "add": ["loc:iraq"]})
    assert await events("articles") == before
    rows: Any = await redis_client.xrange(keys.again("enrich"))
    told = {event.name: event for event in (Wire().decode(fields) for _, fields in rows)}
    assert told["tags.changed"].subject == article
    assert (told["article.created"].id, told["article.created"].extra[REPLAY]) == (before[0].id, "retag")


async def test_tags_of_an_article_that_waits_are_kept_for_its_release(
    client: httpx.AsyncClient, redis_client: Redis, keys: Keys
) -> None:
    body = [{"type": "paragraph", "text": "نص لم يحن موعده."}]
    held = {"headline": "محظور", "body": body, "embargo_until": "2099-01-01T00:00:00Z", "source": {"guid": "x"}}
    article = (await client.post("/v1/articles", json=held)).json()["article_id"]
    answer = await client.post(f"/v1/articles/{article}/tags", json={"reason": "قرار", "add": ["loc:iraq"]})
    assert answer.status_code == 202
    rows: Any = await redis_client.xrange(keys.again("enrich"))
    assert [Wire().decode(fields).name for _, fields in rows] == ["tags.changed"]


async def test_what_cannot_be_done_says_why(client: httpx.AsyncClient, redis_client: Redis, keys: Keys) -> None:
    article = await admitted(client)

    async def status(path: str, **order: Any) -> int:  # noqa: ANN401 - any field
        return (await client.post(f"/v1/{path}", json={"reason": "قرار", **order})).status_code

    assert await status("tags/loc:raqqa/merge") == 422
    assert await status("tags/loc:raqqa/merge", into="not an id") == 422
    assert await status("tags/loc:raqqa/rename", name=" ") == 422
    assert await status("tags/loc:raqqa/block", whatever=1) == 422
    assert await status("tags:review/accept", key="person nobody") == 404
    assert await status("tags:review/reject", key=KEY) == 202
    assert await status(f"articles/{article}/tags", add=["loc:atlantis"]) == 404
    assert await status("articles/nothing/tags", add=["loc:iraq"]) == 404
    assert await status(f"articles/{article}/tags", add=[f"loc:{n}" for n in range(51)]) == 422
    await client.post(f"/v1/articles/{article}/kill", json={"reason": "خطأ"})
    assert await status(f"articles/{article}/tags", add=["loc:iraq"]) == 409
    await redis_client.delete(keys.epoch)
    assert await status("tags/loc:raqqa/block") == 503
    assert await redis_client.hget(keys.tags_rejected, KEY) is not None
