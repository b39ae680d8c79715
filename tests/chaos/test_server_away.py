"""What the fault tests taught: handlers that miss the server, and answers of the server that never arrive."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as ServerGone
from redis.exceptions import OutOfMemoryError

from khabar import Event, Wire, make
from khabar.blobs import BlobStore
from khabar.keys import Keys
from khabar.models import Report
from khabar.stage import MAX_DELIVERIES, Backoff
from khabar.stage.entry import DELAYED, Entry
from khabar.stage.hop import Hop
from khabar.stage.inbox import LOST_MILLISECONDS
from tests.integration.stage.newsroom import NAME, Newsroom


@pytest.mark.parametrize("trouble", [ServerGone("connection refused"), OutOfMemoryError("used memory > maxmemory")])
async def test_an_article_waits_for_the_server_however_often_its_handler_misses_it(
    trouble: Exception, tmp_path: Path
) -> None:
    async def look_up_related(_: Event) -> Sequence[Event]:
        raise trouble

    wire = Wire(BlobStore(tmp_path))
    hop = Hop("enrich", "enrich", "ops", {"source.silent": look_up_related}, {"dead": 3}, wire, Backoff())
    silent = make("source.silent", Report(about="وكالة"), source="khabar/ingest", subject="وكالة")
    fields = wire.encode(silent) | {"attempt": str(MAX_DELIVERIES)}
    read = {key.encode(): value if isinstance(value, bytes) else value.encode() for key, value in fields.items()}
    settled = await hop.settle(Entry("1-0", read))
    assert settled.outcome == "delayed"
    assert [action.key for action in settled.actions] == [DELAYED]


@pytest.mark.server
async def test_articles_whose_delivery_got_lost_on_the_way_are_taken_up_again_by_the_same_reader(
    valkey_url: str, redis_client: Redis, keys: Keys, tmp_path: Path
) -> None:
    newsroom = Newsroom(redis_client, keys, valkey_url, tmp_path)
    ids = await newsroom.sent(3)
    await newsroom.crashed("reader")
    reader = newsroom.inbox("reader")
    await redis_client.xclaim(reader.key, NAME, "reader", 0, [*ids[:2]], idle=LOST_MILLISECONDS, justid=True)
    reader.in_hand = {ids[1]}

    await reader.take_over(living)
    assert await newsroom.length("enriched") == 1  # the second is in hand, the third may still be on its way

    reader.in_hand = set()
    await redis_client.xclaim(reader.key, NAME, "reader", 0, [*ids[1:]], idle=LOST_MILLISECONDS, justid=True)
    await reader.take_over(living)
    await newsroom.outputs(3)


async def living(consumers: Sequence[str]) -> set[str]:
    return set(consumers)
