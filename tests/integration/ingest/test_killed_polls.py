"""The service killed with SIGKILL in the middle of a poll, again and again: nothing is lost, nothing comes twice."""

import asyncio
import os
import subprocess
import sys
from asyncio.subprocess import Process
from dataclasses import dataclass
from pathlib import Path

import pytest
from redis.asyncio import Redis

from khabar.keys import Keys
from tests.integration.fetching.hosts import Request, hosting, reply

from .conftest import Events
from .scheduling import until, until_so

pytestmark = [pytest.mark.server, pytest.mark.timeout(900)]

MOMENTS = ("asked", "half the answer came", "1", "70", "taken in")
"""When the kill comes; a number is that of the articles of this poll that were taken in by then."""

LIMIT_SECONDS = 300
ADDED = 80  # what is admitted goes to the server in several parts
SHOWN = 2 * ADDED
FEED = '<rss version="2.0"><channel><title>وكالة</title><language>ar</language>{items}</channel></rss>'
ITEM = "<item><guid>g-{n}</guid><title>خبر رقم {n}</title><description>نص الخبر رقم {n} كاملا.</description></item>"


@dataclass
class Agency:
    """A feed; the second poll of a process finds more articles in it, and at a certain moment the process is killed."""

    client: Redis
    stream: str
    articles: int = 5
    asked: int = 0
    moment: str = ""
    process: Process | None = None

    async def answer(self, request: Request) -> None:
        self.asked += 1
        if self.asked != 2 or not self.moment:
            return await request.send(self.feed())
        if self.moment == "asked":
            return self.kill()
        before = await self.client.xlen(self.stream)
        self.articles += ADDED
        whole = self.feed()
        if self.moment == "half the answer came":
            await request.send(whole[: len(whole) // 2])
            return self.kill()
        await request.send(whole)
        wanted = before + (ADDED if self.moment == "taken in" else int(self.moment))

        async def taken() -> bool:
            return bool(await self.client.xlen(self.stream) >= wanted)

        while not await taken():  # noqa: ASYNC110 - only the server knows when
            await asyncio.sleep(0.001)
        return self.kill()

    def feed(self) -> bytes:
        items = "".join(ITEM.format(n=n) for n in range(self.articles - 1, max(self.articles - SHOWN, 0) - 1, -1))
        return reply(FEED.format(items=items).encode())

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()


@pytest.fixture
def newsroom(tmp_path: Path) -> Path:
    return tmp_path / "newsroom.toml"


@pytest.fixture
def environment(valkey_url: str, keys: Keys, tmp_path: Path, newsroom: Path) -> dict[str, str]:
    return os.environ | {
        "KHABAR_REDIS_URL": valkey_url,
        "KHABAR_NEWSROOM": keys.newsroom,
        "KHABAR_CONFIG": str(newsroom),
        "KHABAR_BLOBS": str(tmp_path / "blobs"),
        "KHABAR_ARCHIVE": str(tmp_path / "archive"),
        "KHABAR_PORT": "0",
        "KHABAR_FETCH_PRIVATE": "127.0.0.0/8",
        "KHABAR_FETCH_GAP_SECONDS": "0",
    }


async def test_however_often_a_poll_is_killed_each_article_comes_once(
    environment: dict[str, str], newsroom: Path, redis_client: Redis, keys: Keys, events: Events
) -> None:
    agency = Agency(redis_client, keys.stream("articles"))
    async with hosting(agency.answer) as host:
        write(newsroom, host.url())
        for agency.moment in (*MOMENTS, ""):
            agency.asked = 0
            agency.process = await started(environment)
            try:
                if agency.moment:
                    await asyncio.wait_for(agency.process.wait(), LIMIT_SECONDS)
                else:
                    await until(lambda: agency.asked >= 3)
                    await until_so(lambda: complete(agency))
            finally:
                if agency.process.returncode is None:
                    agency.kill()
                    await agency.process.wait()
            await redis_client.zadd(keys("source-leased"), {"agency": 0}, xx=True)  # its lease is not waited for
    told = [(event.name, getattr(event.data, "headline", "")) for event in await events("articles")]
    assert sorted(told) == sorted(("article.created", f"خبر رقم {n}") for n in range(agency.articles))


def write(newsroom: Path, url: str) -> None:
    toml = f'[[sources]]\nid = "agency"\ntype = "feed"\nurl = "{url}"\ninterval = 0.3\n'
    newsroom.write_text(toml, "utf-8")


async def started(environment: dict[str, str]) -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "khabar_ingest", env=environment, stdout=subprocess.DEVNULL
    )


async def complete(agency: Agency) -> bool:
    return bool(await agency.client.xlen(agency.stream) >= agency.articles)
