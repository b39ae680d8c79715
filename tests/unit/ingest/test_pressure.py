"""When articles wait outside, and when they may come in again."""

import asyncio

import pytest
from redis.asyncio import Redis

from khabar.keys import Keys
from khabar.memory import Memory
from khabar_ingest import pressure as pressures
from khabar_ingest.pressure import Marks, Pressure, Watch, judge

MARKS = Marks(memory=0.7, backlog=50_000)


@pytest.mark.parametrize(
    ("used", "limit", "backlog", "high", "waits"),
    [
        (69, 100, 0, False, False),
        (71, 100, 0, False, True),
        (65, 100, 0, True, True),
        (59, 100, 0, True, False),
        (10**12, 0, 0, False, False),
        (0, 100, 50_000, False, False),
        (0, 100, 50_001, False, True),
        (0, 100, 25_001, True, True),
        (0, 100, 25_000, True, False),
    ],
)
def test_articles_wait_above_the_marks_and_come_in_well_below_them(
    used: int, limit: int, backlog: int, *, high: bool, waits: bool
) -> None:
    assert bool(judge(Memory(used, limit), backlog, MARKS, high=high)) == waits


async def test_a_source_goes_on_as_soon_as_the_pressure_has_eased() -> None:
    pressure = Pressure()
    await pressure.eased()
    pressure.set("full")
    waiting = asyncio.create_task(pressure.eased())
    await asyncio.sleep(0.01)
    assert not waiting.done()
    pressure.set("")
    await asyncio.wait_for(waiting, 10)


async def test_a_bug_in_one_look_keeps_no_article_outside_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    looks, pressure = iter(range(9)), Pressure("full")

    async def look(self: Watch) -> None:
        if next(looks) == 0:
            msg = "used_memory"
            raise KeyError(msg)
        pressure.set("")

    monkeypatch.setattr(Watch, "look", look)
    monkeypatch.setattr(pressures, "LOOK_SECONDS", 0.01)
    watching = asyncio.create_task(Watch(Redis(), Keys(), MARKS, pressure).run())
    await asyncio.wait_for(pressure.eased(), 30)
    watching.cancel()
