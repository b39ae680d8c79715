"""A disk or a memory that is full: nothing is acknowledged that is not kept, and what was taken in goes on."""

import asyncio
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

import pytest
from redis.exceptions import OutOfMemoryError

from tests.chaos.newsroom import Plan
from tests.chaos.scene import LONG, Play, Scene, scaled

pytestmark = [pytest.mark.chaos, pytest.mark.server, pytest.mark.timeout(1_800 if LONG else 300)]
SMALL_DISK = "24m"
SMALL_MEMORY = 48_000_000


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A disk of 24 MB; the test is skipped, with the reason, where none can be made."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SMALL_DISK}", "tmpfs", str(folder)]
    if (
        os.geteuid() != 0
        or not shutil.which("mount")
        or subprocess.run(mount, check=False, capture_output=True).returncode
    ):
        pytest.skip("a small disk needs the right to mount one: run as root, outside a locked container")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


async def test_a_full_disk_under_the_server_refuses_articles_and_keeps_those_it_took(play: Play) -> None:
    with small_disk(play.folder / "disk") as disk:
        async with play("disk full under the AOF", Plan(data=disk)) as scene:
            await scene.send(scaled(10, 100))
            filler = disk / "somebody-elses-file"
            fill(filler)
            async with scene.sending(scaled(20, 100), scaled(2, 10)) as reporters:
                refused = await scene.until(lambda: reporters.answers["busy"] + reporters.answers["none"] >= 5, 60)
                taken = len(reporters.acknowledged)
                await asyncio.sleep(2)
                assert len(reporters.acknowledged) - taken <= 8, "what was under way, and no more, is acknowledged"
                filler.unlink()
            scene.figures["detected"] = f"{refused:.1f} s"


def fill(path: Path) -> None:
    """Write until the disk is full."""
    with path.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 65_536)
        except OSError:
            return


async def test_a_full_memory_stops_ingest_and_lets_the_stages_drain(play: Play) -> None:
    options = ("--maxmemory", str(SMALL_MEMORY))
    async with play("OOM with noeviction", Plan(server_options=options)) as scene:
        stages = [*scene.newsroom.all_of("enrich"), *scene.newsroom.all_of("publish")]
        await scene.send(scaled(10, 100))
        for stage in stages:
            stage.signal(signal.SIGSTOP)
        await scene.send(scaled(20, 200))
        await hoard(scene)
        async with scene.sending(scaled(20, 100), scaled(4, 10)) as reporters:
            refused = await scene.until(lambda: reporters.answers["busy"] >= 5)
            assert not (await scene.waiting())["enrich"].empty
            for stage in stages:
                stage.signal(signal.SIGCONT)
            drained = await scene.until(scene.quiet, 90)
            await scene.newsroom.redis.delete(*await scene.newsroom.redis.keys("somebody-elses-key*"))
        scene.figures["detected"] = f"{refused:.1f} s"
        scene.figures["drained"] = f"while the memory was full, after {drained:.1f} s"


async def hoard(scene: Scene) -> None:
    """Fill the server's memory to its limit, and the last corner of it, with keys that are none of ours."""
    for size in (200_000, 2_000):
        with suppress(OutOfMemoryError):
            for number in count():
                await scene.newsroom.redis.set(f"somebody-elses-key-{size}-{number}", b"x" * size)
