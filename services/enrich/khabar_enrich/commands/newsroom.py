"""A newsroom without a pipeline: links, copies and stories on a server that lives as long as one command."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from redis.asyncio import Redis

from khabar import EnrichedRevision, Enrichment, Revision, make
from khabar.blobs import BlobStore, sha256
from khabar.cli.private_server import private_server
from khabar.config import Config
from khabar.keys import Keys
from khabar_enrich.linking import SOURCE, Linking


class Scratch(BlobStore):
    """Blobs that need not outlast the process, so that none waits for the disk."""

    def put(self, content: bytes, *, sealed: bool = False) -> str:
        """Keep some bytes and return their SHA-256."""
        name = sha256(content)
        path = self._path(name, sealed=sealed)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.write_bytes(content)
        return name


@asynccontextmanager
async def newsroom(config: Config) -> AsyncIterator[Linking]:
    """Open an empty newsroom with its own settings, and leave nothing of it.

    Raises:
        ConfigError: the wheel that brings the server is not installed.
        Retryable: the server did not start.
    """
    with private_server() as url, TemporaryDirectory(prefix="khabar-") as folder:
        async with Redis.from_url(url) as redis:
            blobs, of_one_story = Scratch(Path(folder)), config.related.of_one_story
            yield Linking(redis, Keys("main"), blobs, config.newsroom.zone, of_one_story)


async def come(linking: Linking, revision: Revision, found: Enrichment) -> EnrichedRevision:
    """Let an article come as it would come to the service; return it with all that ties it to those before it."""
    name = "article.created" if revision.revision == 1 else "article.updated"
    event = make(name, revision, source=SOURCE, subject=revision.id, revision=revision.revision)
    return (await linking.add(revision, found, event)).whole
