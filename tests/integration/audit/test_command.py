"""``khabar audit`` on a real server: what is on its way is no fault, and what vanished is."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from khabar.events import make
from khabar.keys import Keys
from khabar.models import Receipt
from khabar.receipts import chained
from khabar.wire import Wire
from tests.integration.cli.command import Command
from tests.integration.stage.newsroom import Newsroom, article

TARGET = '[[targets]]\nid = "partner"\ntype = "webhook"\nurl = "http://127.0.0.1:9/"\nsecret_file = "secret"\n'


@pytest.fixture
def khabar(valkey_url: str, keys: Keys, tmp_path: Path) -> Command:
    (tmp_path / "newsroom.toml").write_text(TARGET, "utf-8")
    paths = {"KHABAR_BLOBS": tmp_path / "blobs", "KHABAR_ARCHIVE": tmp_path / "archive"}
    settings = {"KHABAR_REDIS_URL": valkey_url, "KHABAR_NEWSROOM": keys.newsroom}
    return Command(
        tmp_path, settings | {name: str(path) for name, path in paths.items()} | {"KHABAR_CONFIG": "newsroom.toml"}
    )


@pytest.fixture
async def newsroom(valkey_url: str, redis_client: Redis, keys: Keys, tmp_path: Path) -> Newsroom:
    """Three articles that enrich has yet to read, for one target."""
    newsroom = Newsroom(redis_client, keys, valkey_url, tmp_path / "blobs")
    await newsroom.sent(3)
    await redis_client.xgroup_create(keys.stream("articles"), "enrich", "0")
    await redis_client.xgroup_create(keys.stream("enriched"), "publish-partner", "0", mkstream=True)
    return newsroom


async def swallowed(newsroom: Newsroom, count: int) -> None:
    """Have a reader take articles, acknowledge them, and do nothing."""
    key = newsroom.keys.stream("articles")
    rows: Any = await newsroom.redis.xreadgroup("enrich", "careless", {key: ">"}, count=count)
    [entries] = [entries for _, entries in (rows.items() if isinstance(rows, dict) else rows)]
    flat = entries[0] if isinstance(entries[0], list) else entries
    await newsroom.redis.xack(key, "enrich", *(id_ for id_, _ in flat))


async def published(newsroom: Newsroom, number: int) -> None:
    """Keep the target's receipt for an article."""
    event = article(number)
    receipt = Receipt(id=event.subject, revision=1, target="partner", content_sha256="0" * 64, outcome="created")
    told = make("article.published", receipt, source="khabar", subject=event.subject, revision=1, target="partner")
    fields: dict[Any, Any] = dict(Wire().encode(told))
    await newsroom.redis.xadd(newsroom.keys.stream("published"), fields)


async def ask(khabar: Command) -> tuple[int, dict[str, Any]]:
    done = await asyncio.to_thread(khabar, "audit", "--json")
    assert done.stderr == ""
    return done.returncode, json.loads(done.stdout)


async def test_articles_on_their_way_are_no_fault(khabar: Command, newsroom: Newsroom) -> None:
    code, verdict = await ask(khabar)
    assert (code, verdict["clean"], verdict["articles"]) == (0, True, 3)
    assert verdict["under_way"] == {"partner": 3}


async def test_an_article_that_a_reader_swallowed_is_lost(khabar: Command, newsroom: Newsroom) -> None:
    await swallowed(newsroom, 1)
    code, verdict = await ask(khabar)
    assert (code, verdict["lost"], verdict["doubled"]) == (1, 1, 0)
    assert article(1).subject in verdict["findings"]["I1"][0]
    done = await asyncio.to_thread(khabar, "audit")
    assert done.returncode == 1
    assert f"I1: partner: {article(1).subject} r1 (article.created) is not there" in done.stdout


async def test_an_article_with_a_receipt_is_where_it_should_be_and_two_receipts_are_one_too_many(
    khabar: Command, newsroom: Newsroom
) -> None:
    await swallowed(newsroom, 1)
    await published(newsroom, 1)
    assert (await ask(khabar))[0] == 0
    await published(newsroom, 1)
    code, verdict = await ask(khabar)
    assert (code, verdict["doubled"] > 0) == (1, True)


async def test_only_articles_since_a_time_are_looked_at_when_that_is_asked(khabar: Command, newsroom: Newsroom) -> None:
    await swallowed(newsroom, 3)
    done = await asyncio.to_thread(khabar, "audit", "--since", "2099-01-01", "--json")
    assert json.loads(done.stdout)["articles"] == 0
    assert done.returncode == 0


async def test_what_was_trimmed_and_is_in_no_archive_cannot_be_judged(khabar: Command, newsroom: Newsroom) -> None:
    await newsroom.redis.xtrim(newsroom.keys.stream("articles"), maxlen=1, approximate=False)
    done = await asyncio.to_thread(khabar, "audit")
    assert done.returncode == 1
    assert "was trimmed, and no archive is in" in done.stderr


async def test_a_receipt_that_was_taken_away_is_found_by_the_one_that_follows_and_by_what_publish_remembers(
    khabar: Command, newsroom: Newsroom
) -> None:
    await swallowed(newsroom, 1)
    event, last, entries = article(1), "", list[bytes | str]()
    for outcome in ("unchanged", "unchanged", "unchanged"):
        receipt = Receipt(id=event.subject, revision=1, target="partner", content_sha256="0" * 64, outcome=outcome)
        told = make(
            "article.published",
            receipt,
            source="khabar",
            subject=event.subject,
            revision=1,
            target=f"partner/{len(entries)}",
        )
        link = chained(told, last, "b" * 64)
        assert isinstance(link.data, Receipt)
        last = link.data.receipt_sha256 or ""
        fields: dict[Any, Any] = dict(Wire().encode(link))
        entries.append(await newsroom.redis.xadd(newsroom.keys.stream("published"), fields))
    await newsroom.redis.hset(newsroom.keys.shown(event.subject), "partner", json.dumps({"receipt_sha256": last}))
    assert (await ask(khabar))[0] == 0
    await newsroom.redis.xdel(newsroom.keys.stream("published"), entries[1])
    code, verdict = await ask(khabar)
    assert (code, len(verdict["findings"]["I8"])) == (1, 1)
    await newsroom.redis.xdel(newsroom.keys.stream("published"), entries[2])
    assert "newest receipt" in (await ask(khabar))[1]["findings"]["I8"][0]
