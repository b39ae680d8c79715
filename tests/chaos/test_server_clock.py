"""A server whose clock is an hour wrong and jumps while articles come in."""

import asyncio
from pathlib import Path

import pytest

from tests.chaos.newsroom import Plan
from tests.chaos.scene import LONG, Play, scaled

pytestmark = [pytest.mark.chaos, pytest.mark.server, pytest.mark.timeout(1_800 if LONG else 300)]
_SHIFTS = ("+1h", "-1h", "+0")


class Clock:
    """A server's wall clock, shifted by libfaketime, which looks the shift up in a file at each call."""

    def __init__(self, folder: Path) -> None:
        libraries = sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))
        if not libraries:
            pytest.skip("the server's clock cannot be shifted: apt-get install faketime")
        self._library, self._file = libraries[0], folder / "server-clock"
        self.shift("+0")

    @property
    def environment(self) -> dict[str, str]:
        """What the server is started with."""
        return {
            "LD_PRELOAD": str(self._library),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }

    def shift(self, by: str) -> None:
        """Have the clock go wrong by so much (``+1h``) from now on."""
        fresh = self._file.with_suffix(".next")
        fresh.write_text(by, "ascii")
        fresh.replace(self._file)


async def test_a_servers_clock_that_jumps_by_hours_loses_and_doubles_nothing(play: Play) -> None:
    if play.server == "redis-7":
        pytest.skip("the clock of Debian's Redis 7 cannot be shifted: its jemalloc and libfaketime hang in each other")
    clock = Clock(play.folder)
    plan = Plan(replicas=2, server_environment=clock.environment)
    async with play("the server's clock ±1 h, jumping", plan) as scene:
        seconds = {(await scene.newsroom.redis.time())[0]}
        async with scene.sending(scaled(80, 800), scaled(8, 60)):
            for _ in range(scaled(1, 6)):
                for shift in _SHIFTS:
                    clock.shift(shift)
                    seconds.add((await scene.newsroom.redis.time())[0])
                    await asyncio.sleep(scaled(2, 3))
        assert max(seconds) - min(seconds) > 7_000
        await scene.khabar("audit")
