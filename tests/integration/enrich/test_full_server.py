"""A replica that comes up while the server's memory is full enriches all the same."""

from pathlib import Path

import pytest
from redis.asyncio import Redis

from khabar.keys import Keys
from khabar_enrich.editors import Standing
from khabar_enrich.tags import Name
from tests.integration.stage.servers import Server, binaries

pytestmark = pytest.mark.server


async def test_the_table_is_told_to_a_full_server(keys: Keys, tmp_path: Path) -> None:
    binary = binaries()["valkey"]
    assert binary is not None
    server = Server(tmp_path, binary).start()
    client = Redis.from_url(server.url)
    await client.config_set("maxmemory", "100kb")
    river = Name("loc:euphrates", "place", "الفرات", ("الفرات",), (), frozenset())

    await Standing(client, keys, {river.id: river}).of("article")

    assert await client.hgetall(keys.tags_known) == {b"loc:euphrates": "place\tالفرات".encode()}
    await client.aclose()
    server.kill()
