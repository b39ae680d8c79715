"""People's commands through the API, on a real server."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from redis.asyncio import Redis

from khabar.archive import Archive
from khabar.blobs import BlobStore
from khabar.events import Event
from khabar.keys import Keys
from khabar.models import Command, Removal, Revision
from khabar_ingest.settings import IngestSettings

from .conftest import Events, serving

pytestmark = pytest.mark.server

WHY = {"reason": "خطأ في الاسم", "by": "سلمى"}
UNKNOWN = "6ba7b810-9dad-11d1-80b4-00c04fd430c8"


def article(number: int = 1, **fields: Any) -> dict[str, Any]:  # noqa: ANN401 - any field of an article
    body = [{"type": "paragraph", "text": "افتتح المجلس البلدي، اليوم، جسراً جديداً."}]
    return {"headline": "افتتاح جسر جديد", "body": body, "source": {"guid": f"desk:{number}"}} | fields


@pytest.fixture
async def client(settings: IngestSettings) -> AsyncIterator[httpx.AsyncClient]:
    async with serving(settings) as client:
        yield client


async def push(client: httpx.AsyncClient, **fields: Any) -> str:  # noqa: ANN401 - any field of an article
    answer = await client.post("/v1/articles?source=desk", json=article(**fields))
    assert answer.status_code == 202, answer.text
    return str(answer.json()["article_id"])


async def command(client: httpx.AsyncClient, verb: str, id_: str, **more: Any) -> httpx.Response:  # noqa: ANN401 - any field
    return await client.post(f"/v1/articles/{id_}/{verb}", json=WHY | more)


async def newest(events: Events) -> Event:
    return (await events("articles"))[-1]


async def test_a_killed_article_is_told_everywhere_and_stays_dead(
    client: httpx.AsyncClient, events: Events, redis_client: Redis, keys: Keys
) -> None:
    id_ = await push(client)
    shown = {"url": "https://site.example/a", "revision": 1, "state": "shown"}
    await redis_client.hset(keys.shown(id_), mapping={"site": json.dumps(shown), "old": "{}"})
    answer = await command(client, "kill", id_)
    told = {"article_id": id_, "revision": 2, "urls": ["https://site.example/a"], "targets": ["old", "site"]}
    assert (answer.status_code, answer.json()) == (202, told | {"outcome": "killed"})
    killed, [ordered] = await newest(events), await events("commands")
    assert isinstance(killed.data, Removal)
    assert (killed.name, killed.lane, killed.data.by, killed.data.targets) == (
        "article.killed",
        "urgent",
        "سلمى",
        ("old", "site"),
    )
    assert isinstance(ordered.data, Command)
    assert (ordered.name, ordered.revision, ordered.data.reason) == ("command.kill", 2, WHY["reason"])
    assert (killed.causationid, killed.correlationid) == (ordered.id, ordered.id)
    again = await command(client, "kill", id_)
    assert (again.status_code, again.json()) == (202, told | {"outcome": "unchanged"})
    assert (await client.post("/v1/articles?source=desk", json=article(headline="عودة"))).status_code == 422
    assert (await command(client, "release", id_)).status_code == 409
    assert len(await events("articles")) == 2


async def test_an_article_that_its_source_cancels_is_told_to_every_place_that_had_it(
    client: httpx.AsyncClient, events: Events, redis_client: Redis, keys: Keys
) -> None:
    id_ = await push(client)
    await redis_client.hset(keys.shown(id_), "site", json.dumps({"url": "https://site.example/a"}))
    await push(client, status="canceled")
    told = (await newest(events)).data
    assert isinstance(told, Removal)
    assert (told.urls, told.targets, told.by) == (("https://site.example/a",), ("site",), "source desk")


async def test_an_urgent_removal_stands_in_the_fast_lane_too(
    client: httpx.AsyncClient, redis_client: Redis, keys: Keys
) -> None:
    id_ = await push(client)
    await command(client, "unpublish", id_)
    main: Any = await redis_client.xrange(keys.stream("articles"))
    lane: Any = await redis_client.xrange(keys.lane("articles"))
    [(_, twin)] = lane
    assert twin[b"mainid"] == main[-1][0]
    assert {key: value for key, value in twin.items() if key != b"mainid"} == main[-1][1]
    assert (main[-1][1][b"fastlane"], b"fastlane" in main[0][1]) == (b"1", False)


async def test_an_unpublished_article_comes_back_as_it_was(client: httpx.AsyncClient, events: Events) -> None:
    id_ = await push(client)
    first = await newest(events)
    assert (await command(client, "unpublish", id_)).json()["outcome"] == "unpublished"
    assert (await client.get(f"/v1/articles/{id_}")).json()["status"] == "unpublished"
    assert (await command(client, "release", id_)).json()["revision"] == 3
    back = await newest(events)
    assert isinstance(back.data, Revision)
    assert isinstance(first.data, Revision)
    assert back.name == "article.released"
    assert back.data == first.data.model_copy(update={"revision": 3})


async def test_the_text_of_a_release_comes_from_the_archive_when_the_stream_was_trimmed(
    client: httpx.AsyncClient, events: Events, redis_client: Redis, keys: Keys, settings: IngestSettings
) -> None:
    id_ = await push(client)
    entries: Any = await redis_client.xrange(keys.stream("articles"))
    await command(client, "unpublish", id_)
    await redis_client.xtrim(keys.stream("articles"), maxlen=0, approximate=False)
    lost = await command(client, "release", id_)
    assert (lost.status_code, "KHABAR_ARCHIVE" in lost.json()["detail"]) == (503, True)
    Archive(settings.archive).writer("articles").append([(name.decode(), fields) for name, fields in entries])
    assert (await command(client, "release", id_)).json()["outcome"] == "released"
    back = await newest(events)
    assert isinstance(back.data, Revision)
    assert back.data.headline == "افتتاح جسر جديد"


async def test_what_a_source_sends_for_a_withdrawn_article_waits_for_a_person(
    client: httpx.AsyncClient, events: Events
) -> None:
    id_ = await push(client)
    await command(client, "withdraw", id_)
    answer = await client.post("/v1/articles?source=desk", json=article(headline="نص مصحح"))
    assert answer.json()["outcome"] == "held"
    [waiting] = (await client.get("/v1/held")).json()["held"]
    assert (waiting["article_id"], waiting["status"], waiting["revision"]) == (id_, "withdrawn", 3)
    await command(client, "release", id_)
    back = await newest(events)
    assert isinstance(back.data, Revision)
    assert (back.name, back.revision, back.data.headline) == ("article.released", 4, "نص مصحح")
    assert (await client.get("/v1/held")).json() == {"held": []}


async def test_a_correction_by_a_person_is_told_with_its_changes(client: httpx.AsyncClient, events: Events) -> None:
    id_ = await push(client)
    answer = await command(
        client, "correct", id_, note="الجسر الثاني لا الأول", headline="افتتاح الجسر الثاني", kind="major"
    )
    assert answer.json()["outcome"] == "corrected"
    told = await newest(events)
    assert isinstance(told.data, Revision)
    assert told.data.correction is not None
    [change] = told.data.correction.changes
    assert (told.name, change.before, change.after) == ("article.corrected", "افتتاح جسر جديد", "افتتاح الجسر الثاني")
    poll = await client.post("/v1/articles?source=desk", json=article())
    assert poll.json()["outcome"] == "stale"


async def test_a_correction_by_the_source_is_told_with_its_changes(client: httpx.AsyncClient, events: Events) -> None:
    await push(client)
    await push(client, headline="افتتاح جسر ثان", correction={"note": "جسر ثان"})
    told = await newest(events)
    assert isinstance(told.data, Revision)
    assert told.data.correction is not None
    assert (told.name, [change.zone for change in told.data.correction.changes]) == ("article.corrected", ["headline"])


async def test_a_merged_article_leads_to_the_other_and_takes_nothing_more(
    client: httpx.AsyncClient, events: Events
) -> None:
    one, other = await push(client), await push(client, number=2, headline="الجسر الجديد")
    answer = await command(client, "merge", one, into=other)
    assert answer.json()["outcome"] == "merged"
    told = await newest(events)
    assert isinstance(told.data, Removal)
    assert (told.name, told.data.into) == ("article.merged", other)
    assert (await client.post("/v1/articles?source=desk", json=article(headline="جديد"))).json()["outcome"] == "stale"
    assert (await command(client, "merge", other, into=one)).status_code == 409


async def test_an_article_that_goes_on_another_and_a_translation_know_the_ids(
    client: httpx.AsyncClient, events: Events, redis_client: Redis, keys: Keys
) -> None:
    root = await push(client)
    child = await push(client, number=2, headline="Bridge", language="en", translation_of="desk:1", evolves="desk:1")
    told = await newest(events)
    assert isinstance(told.data, Revision)
    assert (told.name, told.data.translation_of, told.data.evolves) == ("article.created", root, root)
    assert await redis_client.smembers(keys.translations(root)) == {child.encode()}


async def test_mistakes_are_named(client: httpx.AsyncClient) -> None:
    id_ = await push(client)
    for verb, body, status, word in [
        ("kill", {}, 422, "reason"),
        ("kill", {"reason": "  "}, 422, "reason"),
        ("correct", {"reason": "x"}, 422, "note"),
        ("correct", {"reason": "x", "note": "x", "headline": " "}, 422, "headline"),
        ("merge", {"reason": "x"}, 422, "into"),
        ("merge", {"reason": "x", "into": "desk:9"}, 409, "into"),
        ("release", WHY, 409, "usable"),
    ]:
        answer = await client.post(f"/v1/articles/{id_}/{verb}", json=body)
        assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), verb
        assert word in answer.json()["detail"]
    for id_ in (UNKNOWN, "none"):
        assert (await command(client, "kill", id_)).status_code == 404
    assert (await client.post(f"/v1/articles/{id_}/kill", content=b"\xff{")).status_code == 422
    nobody = await client.post(f"/v1/articles/{id_}/kill", json=WHY, headers={"authorization": ""})
    assert nobody.status_code == 401


async def test_an_approved_article_stays_on_the_page_while_its_update_waits(
    settings: IngestSettings,
    events: Events,
    tmp_path: Any,  # noqa: ANN401 - pytest's path
) -> None:
    (tmp_path / "newsroom.toml").write_text('[[sources]]\nid = "desk"\ntype = "api"\npublish = "review"\n', "utf-8")
    async with serving(settings.model_copy(update={"config": tmp_path / "newsroom.toml"})) as client:
        id_ = await push(client)
        assert (await command(client, "release", id_)).json()["outcome"] == "released"
        await push(client, headline="نص محدث")
        state = (await client.get(f"/v1/articles/{id_}")).json()
        assert (state["status"], state["public"], state["revision"], state["waiting"]) == ("usable", 2, 3, True)
        shown = await client.get(f"/v1/held/{id_}")
        assert (shown.json()["headline"], shown.headers["cache-control"]) == ("نص محدث", "no-store")
        assert (await command(client, "release", id_)).json()["outcome"] == "released"
        assert (await client.get(f"/v1/held/{id_}")).status_code == 404
        assert (await client.get(f"/v1/articles/{id_}")).json()["waiting"] is False
    names = [event.name.removeprefix("article.") for event in await events("articles")]
    assert names == ["held", "released", "held", "released"]


async def test_while_there_is_no_epoch_nothing_is_taken_and_nothing_is_decided(
    client: httpx.AsyncClient, redis_client: Redis, keys: Keys, events: Events
) -> None:
    id_ = await push(client)
    await redis_client.delete(keys.epoch)
    for answer in (await client.post("/v1/articles", json=article(2)), await command(client, "kill", id_)):
        assert (answer.status_code, "khabar restore" in answer.json()["detail"]) == (503, True)
        assert int(answer.headers["retry-after"]) >= 1
    assert (await client.get("/readyz")).status_code == 503
    await redis_client.set(keys.epoch, "1" * 32)
    assert (await command(client, "kill", id_)).status_code == 202
    assert len(await events("articles")) == 2


async def test_one_of_many_who_kill_at_once_does_and_all_are_told_it_is_done(
    settings: IngestSettings, events: Events
) -> None:
    async with serving(settings) as one, serving(settings) as other:
        id_ = await push(one)
        answers = await asyncio.gather(*(command(client, "kill", id_) for client in (one, other) * 10))
    outcomes = sorted(answer.json()["outcome"] for answer in answers)
    assert outcomes == ["killed"] + ["unchanged"] * 19
    assert [event.name for event in await events("articles")] == ["article.created", "article.killed"]
    assert len(await events("commands")) == 1


async def test_a_correction_while_held_is_sealed_anew_and_the_old_seal_is_gone(
    client: httpx.AsyncClient, blobs: BlobStore, events: Events
) -> None:
    id_ = await push(client, embargo_until=None)
    before = (await newest(events)).data
    assert (await command(client, "correct", id_, note="x", headline="عنوان أصح")).json()["outcome"] == "held"
    after = (await newest(events)).data
    assert b"headline" not in after.to_json()
    with pytest.raises(KeyError):
        blobs.get(str(getattr(before, "sealed", "")), sealed=True)
    await command(client, "release", id_)
    told = await newest(events)
    assert isinstance(told.data, Revision)
    assert (told.data.headline, told.revision, told.data.correction) == ("عنوان أصح", 3, None)
