"""The list of sources was changed by people, and a server that forgot it learns it again."""

from pathlib import Path
from typing import Any

from redis.asyncio import Redis

from khabar.archive import Archive
from khabar.blobs import BlobStore
from khabar.config import SourceSettings
from khabar.keys import Keys
from khabar.restore import Rebuild
from khabar_ingest.registry import Registry
from khabar_ingest.registry.restore import restore

from .conftest import Archiving, is_archived

FILE = (
    SourceSettings(id="agency", type="feed", url="http://a.example/feed"),
    SourceSettings(id="desk", type="folder", path="in"),
    SourceSettings(id="old", type="feed", url="http://old.example/feed"),
)


async def test_what_was_added_removed_and_paused_is_so_again(
    redis_client: Redis, keys: Keys, archive: Archive, archiving: Archiving, tmp_path: Path
) -> None:
    registry = Registry(redis_client, keys, FILE)
    await registry.put(SourceSettings(id="new", type="feed", url="http://n.example/feed", section="sport"), by="قيس")
    await registry.pause("desk", "يُرمَّم", by="قيس")
    await registry.pause("agency", "صامتة", by="قيس")
    await registry.resume("agency", by="قيس")
    await registry.remove("old", by="قيس")
    newest: Any = await redis_client.xrevrange(keys.stream("commands"), count=1)
    async with archiving():
        await is_archived(redis_client, keys, "commands", newest[0][0])
    before = registry.listed
    await redis_client.delete(keys("sources"))
    await registry.load()
    assert set(registry.active) == {"agency", "desk", "old"}
    for write in (False, True, True):
        rebuild = Rebuild(redis_client, keys, archive, BlobStore(tmp_path / "blobs"), write=write)
        assert await restore(rebuild) == {"changes to sources": 3}
        await registry.load()
        assert (registry.listed == before) is write
    assert set(registry.active) == {"agency", "new"}


async def test_each_change_is_a_command_that_names_who_and_why(redis_client: Redis, keys: Keys) -> None:
    registry = Registry(redis_client, keys, FILE)
    await registry.pause("desk", "يُرمَّم", by="قيس")
    entries: Any = await redis_client.xrange(keys.stream("commands"))
    [(_, told)] = entries
    assert (told[b"type"], told[b"subject"]) == (b"khabar.command.pause-source.v1", b"desk")
    assert all(words.encode() in told[b"data"] for words in ("قيس", "يُرمَّم"))
