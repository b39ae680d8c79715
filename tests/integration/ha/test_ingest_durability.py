"""What ingest has accepted with `wait:1` outlives the master."""

import asyncio
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest
from asgi_lifespan import LifespanManager
from pydantic import SecretStr

from khabar.keys import Keys
from khabar_ingest.app import build
from khabar_ingest.settings import IngestSettings
from tests.integration.stage.newsroom import Newsroom, until

from .sentinel_set import REPLICA, SentinelSet

pytestmark = [pytest.mark.server, pytest.mark.timeout(180)]
TOKEN = "ingest-token"


class Desk:
    """Hands in one article after the other and notes which were accepted."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.accepted: list[str] = []
        self.refused = 0
        self.enough = False

    async def run(self) -> None:
        for number in count():
            if self.enough:
                return
            blocks = [{"type": "paragraph", "text": f"وتستمر الأعمال ثلاثة أسابيع {number}."}]
            body = {"guid": f"desk:{number}", "headline": f"الجسر يفتح {number}", "body": blocks}
            answer = await self.client.post("/v1/articles", json=body)
            if answer.status_code == 202:
                self.accepted.append(answer.json()["article_id"])
            else:
                assert answer.status_code == 503, answer.text
                self.refused += 1
            await asyncio.sleep(0.01)


async def test_what_ingest_accepted_with_wait_is_on_the_replica_that_takes_over(
    sentinels: SentinelSet, behind_sentinels: Newsroom, keys: Keys, tmp_path: Path
) -> None:
    room = behind_sentinels
    await room.redis.set(keys.epoch, "1")
    settings = IngestSettings(
        redis_url=sentinels.url,
        newsroom=keys.newsroom,
        durability="wait:1",
        blobs=tmp_path / "blobs",
        archive=tmp_path / "archive",
        ingest_token=SecretStr(TOKEN),
    )
    app: Any = build(settings)
    headers = {"authorization": f"Bearer {TOKEN}"}
    async with (
        LifespanManager(app) as manager,
        httpx.AsyncClient(
            transport=httpx.ASGITransport(manager.app), base_url="http://ingest", headers=headers
        ) as client,
    ):
        desk = Desk(client)
        task = asyncio.create_task(desk.run())
        await until(lambda: _is_true(len(desk.accepted) >= 20 or task.done()), 60)
        assert not task.done(), task.exception()
        sentinels.master.cut_off(REPLICA)
        await until(lambda: _is_true(desk.refused >= 2), 60)
        sentinels.master.kill()
        await until(lambda: _is_promoted(sentinels), 60)
        desk.enough = True
        await task

    there = set(await room.subjects("articles"))
    assert len(desk.accepted) >= 20
    assert set(desk.accepted) <= there


async def _is_true(so: bool) -> bool:  # noqa: FBT001 - a condition, not a flag
    return so


async def _is_promoted(sentinels: SentinelSet) -> bool:
    return await asyncio.to_thread(sentinels.promoted) is not None
