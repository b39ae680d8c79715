"""A server that forgot everything learns it again from the archive."""

import json
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from redis.asyncio import Redis

from khabar import sample
from khabar.archive import Archive
from khabar.events import event_id, full_type
from khabar.keys import Keys

from .newsroom import Newsroom

pytestmark = pytest.mark.timeout(300)
SECRET = "نص محظور النشر حتى موعده"


@pytest.fixture
def newsroom(valkey_url: str, keys: Keys, redis_client: Redis, tmp_path: Path) -> Newsroom:
    return Newsroom(valkey_url, keys, tmp_path / "first", redis_client)


def _article(guid: str, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - any field of an article
    return {
        "source": {"guid": guid},
        "headline": f"خبر من {guid}",
        "body": [{"type": "paragraph", "text": f"قال مراسلنا في {guid} إن المياه عادت."}],
        "published_at": "2026-11-20T09:00:00+03:00",
        **changes,
    }


async def _send(client: httpx.AsyncClient, article: dict[str, Any]) -> dict[str, Any]:
    answer = await client.post("/v1/articles?source=sample", json=article)
    assert answer.status_code in {202, 422}, answer.text
    told: dict[str, Any] = answer.json()
    return told if answer.status_code == 202 else told["errors"][0]


async def _order(client: httpx.AsyncClient, verb: str, article: str, **more: str) -> None:
    order = {"reason": "قرار هيئة التحرير", "by": "رئيس التحرير", **more}
    answer = await client.post(f"/v1/articles/{article}/{verb}", json=order)
    assert answer.status_code == 202, answer.text


async def _states(newsroom: Newsroom) -> dict[str, dict[str, str]]:
    """Every article's state, without the fields that were emptied."""
    found = {}
    async for key in newsroom.redis.scan_iter(newsroom.keys.article("*"), count=1000):
        article = key.decode().rpartition(":")[2]
        found[article] = {name: value for name, value in (await newsroom.state(article)).items() if value}
    return found


async def _memory(newsroom: Newsroom) -> dict[str, Any]:
    """What else is remembered beside the states: aliases, what is held, what waits, what the targets hold."""
    redis, keys = newsroom.redis, newsroom.keys
    shown: dict[str, Any] = {}
    async for key in redis.scan_iter(keys.shown("*"), count=1000):
        kept: Any = await redis.hgetall(key)
        held = {target: json.loads(value) for target, value in kept.items()}
        shown[key.decode()] = {
            target: {name: said for name, said in value.items() if name != "at" and said is not False}
            for target, value in held.items()
        }
    return {
        "aliases": await redis.hgetall(keys.aliases("sample")),
        "held": await redis.zrange(keys.held, 0, -1),
        "waiting": await redis.zrange(keys.waiting, 0, -1, withscores=True),
        "shown": shown,
    }


async def _restored(newsroom: Newsroom, *arguments: str) -> tuple[int, str, str]:
    """``khabar restore`` as an operator runs it."""
    return await newsroom.khabar("restore", *arguments)


async def _closed(newsroom: Newsroom) -> None:
    async def told() -> bool:
        return "admission.closed" in [event.name for event in await newsroom.told("ops")]

    await newsroom.until(told)


async def test_after_a_flush_nothing_is_admitted_until_all_is_known_again(newsroom: Newsroom) -> None:
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    async with newsroom.running() as client:
        articles = [*sample.articles(), *(_article(f"guid-{number}") for number in range(6))]
        sent = [await _send(client, article) for article in articles]
        ids = [told["article_id"] for told in sent[-6:]]
        await _order(client, "kill", ids[0])
        await _order(client, "withdraw", ids[1])
        await _order(client, "unpublish", ids[2])
        await _order(client, "correct", ids[3], note="كان المكان خطأً", headline="خبر مصحّح")
        await _order(client, "unpublish", ids[3])
        await _order(client, "correct", ids[3], note="ملاحظة تنتظر", headline="خبر ينتظر")
        await _order(client, "merge", ids[4], into=ids[5])
        timed = _article("embargoed", embargo_until=tomorrow.isoformat(), headline=SECRET)
        sealed = await _send(client, timed)
        never = await _send(client, _article("held", embargo_until="غداً", headline="خبر بلا موعد"))
        again = await _send(client, _article("guid-5", headline="خبر محدّث", updated_at="2026-11-21T09:00:00+03:00"))
        assert [sealed["outcome"], never["outcome"], again["outcome"]] == ["held", "held", "updated"]
        await newsroom.shows(ids[5], again["revision"])
        await newsroom.settled()
        before, memory = await _states(newsroom), await _memory(newsroom)
        assert [past["note"] for past in json.loads(before[ids[3]]["notes"])] == ["كان المكان خطأً"]
        await newsroom.is_archived()

        await newsroom.flush()
        refused = await client.post("/v1/articles?source=sample", json=_article("new"))
        assert refused.status_code == 503
        assert "retry-after" in refused.headers
        await _closed(newsroom)
        assert (await client.post("/v1/articles?source=sample", json=_article("new"))).status_code == 503

        code, out, error = await _restored(newsroom)
        assert (code, error) == (0, ""), out + error
        assert "articles are taken in again" in out
        assert await _states(newsroom) == before
        assert await _memory(newsroom) == memory

        outcomes = [(await _send(client, article))["outcome"] for article in articles[:-6]]
        assert set(outcomes) <= {"duplicate", "stale"}
        killed = await _send(client, articles[-6])
        assert killed["outcome"] == "rejected"
        assert (await _send(client, _article("new")))["outcome"] == "created"
        later = await _send(client, _article("guid-5", headline="خبر ثالث", updated_at="2026-11-22T09:00:00+03:00"))
        assert (later["outcome"], later["revision"]) == ("updated", again["revision"] + 1)
        await newsroom.shows(ids[5], later["revision"])
        await _order(client, "release", never["article_id"])
        await newsroom.shows(never["article_id"], never["revision"] + 1)
        assert (await newsroom.state(sealed["article_id"]))["status"] == "held"


async def test_what_was_under_embargo_is_released_at_its_time_though_the_server_forgot_it(newsroom: Newsroom) -> None:
    async with newsroom.running() as client:
        soon = datetime.now(UTC) + timedelta(seconds=10)
        sealed = await _send(client, _article("embargoed", embargo_until=soon.isoformat(), headline=SECRET))
        assert sealed["outcome"] == "held"
        await newsroom.is_archived()
        await newsroom.flush()
        await _closed(newsroom)
        code, out, error = await _restored(newsroom)
        assert code == 0, out + error
        await newsroom.shows(sealed["article_id"], 2)
        released = [event for event in await newsroom.told("articles") if event.name == "article.released"]
        assert all(event.time >= soon for event in released)


async def test_what_was_accepted_and_never_delivered_is_put_on_its_way_again(newsroom: Newsroom) -> None:
    async with AsyncExitStack() as stack:
        async with newsroom.running() as client:
            done = await _send(client, _article("delivered"))
            await newsroom.shows(done["article_id"], 1)
            await newsroom.settled()
        newsroom.site.start()
        stack.callback(newsroom.site.stop)
        async with newsroom.control(), newsroom.ingest() as client:
            stuck = [await _send(client, _article(f"stuck-{number}")) for number in range(3)]
            await newsroom.is_archived()
            await newsroom.flush()
            await _closed(newsroom)
            async with newsroom.enrich(), newsroom.publish():
                code, out, _ = await _restored(newsroom)
                assert code == 0
                assert "3 articles have had no end" in out
                for told in stuck:
                    await newsroom.shows(told["article_id"], 1)
    receipts = [event for event in await newsroom.told("published") if event.subject == done["article_id"]]
    assert receipts == [], "what had its end is left alone"


async def test_a_rehearsal_counts_and_changes_nothing(newsroom: Newsroom) -> None:
    async with newsroom.control(), newsroom.ingest() as client:
        await newsroom.until(newsroom.is_open)
        await _send(client, _article("one"))
        await newsroom.is_archived()
        code, _, error = await _restored(newsroom)
        assert code == 1
        assert "nothing to restore" in error
        await newsroom.flush()
        await _closed(newsroom)
        code, out, error = await _restored(newsroom, "--dry-run", "--json")
        assert (code, error) == (0, "")
        told = json.loads(out)
        assert told["rebuilt"]["ingest"]["articles"] == 1
        assert told["unended"] == 1
        assert not await newsroom.is_open()
        assert await _states(newsroom) == {}


async def test_restoring_twice_is_restoring_once(newsroom: Newsroom) -> None:
    async with newsroom.control(), newsroom.ingest() as client:
        await newsroom.until(newsroom.is_open)
        first = await _send(client, _article("one"))
        await _order(client, "kill", first["article_id"])
        await _send(client, _article("held", embargo_until="غداً"))
        await newsroom.is_archived()
        before = await _states(newsroom)
        async with newsroom.enrich():
            for _ in range(2):
                code, out, error = await _restored(newsroom, "--force")
                assert code == 0, out + error
                assert await _states(newsroom) == before
                await newsroom.until(newsroom.is_open)


async def test_an_archive_of_thousands_of_articles_is_read_in_one_go(newsroom: Newsroom) -> None:
    async with newsroom.ingest() as client:
        await newsroom.redis.set(newsroom.keys.epoch, "e1")
        await _send(client, _article("pattern", body=[{"type": "paragraph", "text": "سطر من النص. " * 100}]))
    told: Any = await newsroom.redis.xrange(newsroom.keys.stream("articles"))
    [(_, fields)] = told
    Archive(newsroom.folder / "archive").begin_epoch("e0")
    writer = newsroom.archive.writer("articles")
    pattern = json.loads(fields[b"data"])
    rows = []
    for number in range(5000):
        article = str(event_id(f"a{number}", 1, full_type("article.created")))
        data = json.dumps(pattern | {"id": article, "source": {"id": "sample", "guid": f"g{number}"}}).encode()
        rows.append((f"{1_700_000_000_000 + number}-0", fields | {b"subject": article.encode(), b"data": data}))
    writer.append(rows)
    await newsroom.flush()
    code, out, error = await _restored(newsroom, "--dry-run", "--json")
    assert code == 0, error
    counted = json.loads(out)
    assert counted["rebuilt"]["ingest"]["articles"] == 5000
    print(f"restored {5000 / counted['seconds']:.0f} entries a second")  # noqa: T201 - the measurement
