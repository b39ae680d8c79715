"""``khabar related``, and the API behind it, against the service as operators run it."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from pytest_httpserver import HTTPServer
from redis.asyncio import Redis

from khabar.archive import Archive
from khabar.blobs import BlobStore
from khabar.events import article_id
from khabar.keys import Keys
from khabar.models import LinkLocks
from khabar.restore import Rebuild
from khabar.wire import Wire
from khabar_ingest.links.restore import restore
from khabar_ingest.settings import IngestSettings

from .conftest import Events, serving
from .test_verbs import environment, khabar, push, running

__all__ = ["environment", "running"]
pytestmark = pytest.mark.server
UNKNOWN = article_id("desk", "atlantis")


@pytest.fixture
async def client(settings: IngestSettings) -> AsyncIterator[httpx.AsyncClient]:
    async with serving(settings) as client:
        yield client


async def admitted(client: httpx.AsyncClient, guid: str, **more: object) -> str:
    body = [{"type": "paragraph", "text": f"انقطعت المياه عن الحي {guid}."}]
    sent = {"headline": f"انقطاع المياه {guid}", "body": body, "source": {"guid": guid}, **more}
    return str((await client.post("/v1/articles", json=sent)).json()["article_id"])


async def links(client: httpx.AsyncClient, article: str, verb: str, *others: str) -> httpx.Response:
    order = {"verb": verb, "others": others, "reason": "قرار", "by": "محررة"}
    return await client.post(f"/v1/articles/{article}/links", json=order)


@pytest.mark.timeout(300)
def test_an_editor_governs_links_from_the_command_line(running: dict[str, str], httpserver: HTTPServer) -> None:
    water, power, bread = (push(running, source={"guid": f"desk:{number}"}) for number in range(3))
    link = {"article_id": power, "score": 0.5, "headline": "عودة الكهرباء", "pinned": True, "reasons": ["tag الرقة"]}
    shown = {"related": [link]}
    httpserver.expect_request(f"/api/articles/{water}/analysis").respond_with_json(shown)
    here = running | {"KHABAR_SITE_URL": httpserver.url_for("/").rstrip("/")}

    def said(*arguments: str) -> Any:  # noqa: ANN401 - any JSON
        done = khabar(here, "related", *arguments, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    assert said("block", water, power)["blocked"] == [power]
    pinned = said("pin", water, power, bread, "--reason", "السياق", "--by", "محررة")
    assert (pinned["pinned"], pinned["blocked"], pinned["unblocked"]) == ([power, bread], [], [power])
    assert said("unpin", water, bread)["pinned"] == [power]
    assert said("freeze", water)["frozen"]
    assert said("show", water)["shown"] == shown
    printed = khabar(here, "related", "show", water).stdout
    assert f"{power}  0.50  pinned  عودة الكهرباء\n    tag الرقة\npinned: {power}\nfrozen: yes\n" in printed
    httpserver.expect_request(f"/api/articles/{bread}/analysis").respond_with_data("", 404)
    assert "the site has no page of this article" in khabar(here, "related", "show", bread).stdout
    refused = khabar(here, "related", "pin", water, UNKNOWN)
    assert (refused.returncode, f"there is no article {UNKNOWN}" in refused.stderr) == (1, True)


async def test_a_decision_is_an_event_that_carries_all_that_then_stands(
    client: httpx.AsyncClient, events: Events, redis_client: Redis, keys: Keys
) -> None:
    water, power = await admitted(client, "1"), await admitted(client, "2")
    assert (await links(client, water, "pin", power)).status_code == 202
    assert (await links(client, water, "pin", power)).status_code == 202
    [command] = await events("commands")
    assert (command.name, command.subject, command.revision) == ("command.pin", water, 1)
    kept = LinkLocks.model_validate_json(command.data.model_dump()["arguments"]["links"])
    assert (kept.pinned, kept.by, kept.reason) == ((power,), "محررة", "قرار")
    rows: Any = await redis_client.xrange(keys.again("enrich"))
    [told] = [Wire().decode(fields) for _, fields in rows]
    assert (told.name, told.subject, told.data, told.causationid) == ("links.changed", water, kept, command.id)
    assert LinkLocks.model_validate_json(await redis_client.get(keys.article_links(water)) or b"") == kept
    assert (await client.get(f"/v1/articles/{water}/links")).json()["pinned"] == [power]


async def test_editors_who_decide_at_once_are_all_heard(
    client: httpx.AsyncClient, redis_client: Redis, keys: Keys
) -> None:
    water, *others = [await admitted(client, str(number)) for number in range(6)]
    answers = await asyncio.gather(*(links(client, water, "pin", other) for other in others))
    assert {answer.status_code for answer in answers} == {202}
    assert set((await client.get(f"/v1/articles/{water}/links")).json()["pinned"]) == set(others)
    assert await redis_client.hget(keys.article(water), "relinks") == b"5"


async def test_what_cannot_be_done_says_why(client: httpx.AsyncClient, redis_client: Redis, keys: Keys) -> None:
    water, rumour = await admitted(client, "1"), await admitted(client, "2")
    held = await admitted(client, "3", embargo_until="2099-01-01T00:00:00Z")
    await client.post(f"/v1/articles/{rumour}/kill", json={"reason": "خطأ"})

    async def said(article: str, verb: str, *others: str) -> tuple[int, str]:
        answer = await links(client, article, verb, *others)
        return answer.status_code, answer.json().get("detail", "")

    assert await said(UNKNOWN, "freeze") == (404, f"there is no article {UNKNOWN}")
    assert await said(rumour, "freeze") == (409, f"article {rumour} is killed")
    assert (await said(water, "pin", water))[0] == 409
    assert f"{rumour} (killed)" in (await said(water, "pin", rumour))[1]
    assert f"{held} (held)" in (await said(water, "pin", held))[1]
    assert (await said(water, "pin"))[0] == (await said(water, "thaw", rumour))[0] == 422
    assert (await said(water, "pin", UNKNOWN))[0] == 404
    assert (await client.post(f"/v1/articles/{water}/links", content=b"x" * 100_001)).status_code == 413
    assert (await client.get(f"/v1/articles/{water}/links", headers={"authorization": "x"})).status_code == 401
    await redis_client.delete(keys.epoch)
    assert (await said(water, "freeze"))[0] == 503
    assert await redis_client.get(keys.article_links(water)) is None


async def test_a_server_that_lost_everything_learns_again_what_was_decided(
    client: httpx.AsyncClient, redis_client: Redis, keys: Keys, settings: IngestSettings
) -> None:
    water, power = await admitted(client, "1"), await admitted(client, "2")
    for verb, others in (("pin", [power]), ("freeze", []), ("block", [power])):
        await links(client, water, verb, *others)
    kept = await redis_client.get(keys.article_links(water))
    archive = Archive(settings.archive)
    rows: Any = await redis_client.xrange(keys.stream("commands"))
    archive.writer("commands").append([(id_.decode(), fields) for id_, fields in rows])
    await redis_client.delete(keys.article_links(water))

    rebuild = Rebuild(redis_client, keys, archive, BlobStore(settings.blobs), write=True)
    assert await restore(rebuild) == {"articles with links by hand": 1}
    assert await redis_client.get(keys.article_links(water)) == kept
    assert await redis_client.hget(keys.article(water), "relinks") == b"3"
    [(stage, told)] = rebuild.again
    assert (stage, told.name, told.data) == ("enrich", "links.changed", LinkLocks.model_validate_json(kept or b""))
