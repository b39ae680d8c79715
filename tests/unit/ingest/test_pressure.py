"""When articles wait outside, and when they may come in again."""

import asyncio

import pytest

from khabar.memory import Memory
from khabar_ingest.pressure import Marks, Pressure, judge

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
