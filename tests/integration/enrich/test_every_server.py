"""The whole of linking on each kind of server that Khabar must run on."""

from pathlib import Path

import pytest
from redis.asyncio import Redis

from khabar.blobs import BlobStore
from khabar.events import make
from khabar.keys import Keys
from khabar.models import LinkLocks, RelatedChange
from khabar_enrich.linking import OUTDATED, Linking, Release
from tests.integration.stage.servers import Server, binaries

from .test_linking import COAST, LATER, NEXT, NORTH, come, go, ids, report, wire
from .test_related import background

pytestmark = pytest.mark.server


@pytest.mark.parametrize("kind", binaries())
async def test_copies_a_story_and_links_both_ways(kind: str, keys: Keys, tmp_path: Path) -> None:
    binary = binaries()[kind]
    if binary is None:
        pytest.skip(f"no server {kind} on this machine: that links work on it is NOT tested here")
    server = Server(tmp_path, binary).start()
    client = Redis.from_url(server.url)
    linking = Linking(client, keys, BlobStore(tmp_path / "blobs"))
    for revision in background():
        await linking.index.ask(revision, ())

    third = (await wire(linking))[2].whole.enrichment
    later = (await come(linking, report("north", *NEXT, hours=20))).whole.enrichment
    told = {event.name for event in await go(linking, NORTH)}
    released = await Release(linking.store, keys.again("enrich")).tick()
    locks = LinkLocks(id=LATER, revision=1)
    (links,) = await linking.outdated(LATER, make(OUTDATED, locks, source="test", subject=LATER))

    assert (third.duplicate_of, ids(later.related)) == (NORTH, [NORTH])
    assert later.story is not None
    assert told == {"copies.changed", "article.enriched", "story.changed"}
    assert released >= 1
    assert isinstance(links.data, RelatedChange)
    assert (ids(links.data.related), links.data.removed) == ([COAST], (NORTH,))
    await client.aclose()
    server.kill()
