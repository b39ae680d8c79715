"""Whole processes: told to stop, killed, and killed by what they read."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from .newsroom import NAME, Newsroom, article, until
from .worker import KILLER

pytestmark = pytest.mark.server
Launch = Callable[[float], subprocess.Popen[bytes]]


@pytest.fixture
def launch(newsroom: Newsroom, tmp_path: Path) -> Iterator[Launch]:
    """Starts worker processes and ends those that are left."""
    started: list[subprocess.Popen[bytes]] = []
    environment = {
        "PATH": os.environ["PATH"],
        "KHABAR_NEWSROOM": newsroom.keys.newsroom,
        "KHABAR_REDIS_URL": newsroom.url,
        "KHABAR_BLOBS": str(tmp_path / "blobs"),
        "KHABAR_PORT": "0",
    }

    def start(seconds: float) -> subprocess.Popen[bytes]:
        command = [sys.executable, str(Path(__file__).with_name("worker.py")), str(seconds)]
        with (tmp_path / f"worker-{len(started)}.log").open("wb") as log:
            started.append(subprocess.Popen(command, env=environment, stdout=log, stderr=log))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait(10)


async def heartbeats(newsroom: Newsroom) -> int:
    return len([key async for key in newsroom.redis.scan_iter(newsroom.keys.heartbeat(NAME, "*"))])


async def test_a_stage_that_is_told_to_stop_finishes_what_is_in_hand(newsroom: Newsroom, launch: Launch) -> None:
    await newsroom.sent(200)
    worker = launch(0.01)
    await until(lambda: _at_least(newsroom, 1), seconds=20)

    worker.send_signal(signal.SIGTERM)
    assert await asyncio.to_thread(worker.wait, 20) in {0, -signal.SIGTERM}

    handled = await newsroom.length("enriched")
    assert 0 < handled < 200
    assert handled % 64 == 0 or await newsroom.pending() == 0
    assert await heartbeats(newsroom) == 0
    launch(0)
    await newsroom.outputs(200, seconds=20)


async def _at_least(newsroom: Newsroom, count: int) -> bool:
    return await newsroom.length("enriched") >= count


async def test_killed_stages_lose_and_double_nothing(newsroom: Newsroom, launch: Launch) -> None:
    await newsroom.sent(300)
    workers = [launch(0.002), launch(0.002)]
    for victim in workers:
        seen = await newsroom.length("enriched")
        await until(lambda seen=seen: _at_least(newsroom, seen + 1), seconds=20)  # type: ignore[misc]
        victim.kill()
    launch(0.001)

    await newsroom.outputs(300, seconds=30)
    assert await newsroom.length("dead") == 0


async def test_an_article_that_kills_its_worker_ends_alone_in_the_dead_letters(
    newsroom: Newsroom, launch: Launch
) -> None:
    killer = article(4, f"خبر {KILLER} قارئه")
    good = [article(number) for number in (1, 2, 3, 5, 6, 7)]
    await newsroom.send(*good[:3], killer, *good[3:])

    deaths = 0
    while await newsroom.length("dead") == 0:
        worker = launch(0)
        if await _died_before_it_wrote_a_letter(newsroom, worker):
            deaths += 1
    await until(lambda: _at_least(newsroom, 6))

    [letter] = await newsroom.letters()
    assert (letter.kind, letter.fields["subject"]) == ("crash", killer.subject)
    assert sorted(await newsroom.subjects()) == sorted(event.subject for event in good)
    assert deaths == 5


async def _died_before_it_wrote_a_letter(newsroom: Newsroom, worker: subprocess.Popen[bytes]) -> bool:
    async def done() -> bool:
        return worker.poll() is not None or await newsroom.length("dead") > 0

    await until(done, seconds=20)
    return worker.poll() is not None
