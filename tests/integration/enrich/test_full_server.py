"""What enrich asks of a server whose memory is full."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from redis.asyncio import Redis

from khabar.blobs import BlobStore
from khabar.config import Config
from khabar.keys import Keys
from khabar.memory import memory
from khabar_enrich.desk import Desk
from khabar_enrich.editors import Standing
from khabar_enrich.handlers import Enriching
from khabar_enrich.linking import Linking
from khabar_enrich.related import RelatedIndex
from khabar_enrich.tags import Name
from tests.integration.stage.servers import Server, binaries

from .test_handlers import told
from .test_related import background, write

pytestmark = pytest.mark.server
_TABLE_BYTES = 4 << 20
_OF_ONE_ARTICLE_AND_THE_SCRIPTS = 1_000_000


@pytest.fixture
async def own_server(tmp_path: Path) -> AsyncIterator[Redis]:
    """A client of a server that nobody else uses."""
    binary = binaries()["valkey"]
    assert binary is not None
    server = Server(tmp_path, binary).start()
    client = Redis.from_url(server.url)
    yield client
    await client.aclose()
    server.kill()


async def test_the_table_is_told_to_a_full_server(own_server: Redis, keys: Keys) -> None:
    await own_server.config_set("maxmemory", "100kb")
    river = Name("loc:euphrates", "place", "الفرات", ("الفرات",), (), frozenset())

    await Standing(own_server, keys, {river.id: river}).of("article")

    assert await own_server.hgetall(keys.tags_known) == {b"loc:euphrates": "place\tالفرات".encode()}


async def test_a_replica_that_is_ready_takes_no_more_room_than_its_articles(
    own_server: Redis, keys: Keys, tmp_path: Path
) -> None:
    enriching = Enriching(
        Desk.load(Config()), Linking(own_server, keys, BlobStore(tmp_path / "blobs")), own_server, keys
    )
    await enriching.prepare()
    ready = (await memory(own_server)).used

    await enriching.on_revision(told("article.created", background()[0]))

    assert (await memory(own_server)).used - ready < _OF_ONE_ARTICLE_AND_THE_SCRIPTS


async def test_a_table_that_is_counted_into_anew_keeps_its_room(redis_client: Redis, keys: Keys) -> None:
    index = RelatedIndex(redis_client, keys, newest=4)
    tables = [keys("related", "df", table) for table in "01"]
    for number in range(20):
        await index.ask(write(f"football-{number}", ("فوز المنتخب", f"سجل المهاجم هدفين {number}")), ())
        assert [await redis_client.strlen(table) for table in tables] == [_TABLE_BYTES, _TABLE_BYTES]
    assert int(await redis_client.hget(keys("related", "state"), "round") or 0) > 0
