"""A handler that takes too long is called off, and nobody else is."""

import asyncio

import pytest

from khabar.errors import Retryable
from khabar.stage.limit import Limit


async def pause(seconds: float) -> str:
    await asyncio.sleep(seconds)
    return "done"


async def test_what_hangs_is_called_off_and_what_runs_beside_it_goes_on() -> None:
    limit = Limit(0.2)
    hung = asyncio.create_task(limit.keep(pause(3600)))
    others = [asyncio.create_task(limit.keep(pause(0.01))) for _ in range(20)]

    assert await asyncio.gather(*others) == ["done"] * 20
    with pytest.raises(Retryable, match=r"took longer than 0\.2 s"):
        await hung


async def test_the_time_counts_for_each_call_and_not_for_all_together() -> None:
    limit = Limit(1.0)

    assert [await limit.keep(pause(0.15)) for _ in range(10)] == ["done"] * 10


async def test_after_one_was_called_off_the_same_task_goes_on_with_the_next_and_is_watched_again() -> None:
    limit = Limit(0.1)

    for _ in range(3):
        with pytest.raises(Retryable):
            await limit.keep(pause(3600))
        assert await limit.keep(pause(0)) == "done"
    await asyncio.sleep(0.01)


async def test_a_task_that_somebody_else_calls_off_is_not_told_to_be_late() -> None:
    task = asyncio.create_task(Limit(3600).keep(pause(3600)))
    await asyncio.sleep(0)
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_task_that_is_late_and_stopped_at_once_stops() -> None:
    limit, stopped = Limit(0.05), asyncio.Event()

    async def tidies_up() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            stopped.set()
            await asyncio.sleep(3600)

    task = asyncio.create_task(limit.keep(tidies_up()))
    await stopped.wait()
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_handler_that_will_not_be_called_off_leaves_no_trace_on_its_task() -> None:
    limit = Limit(0.05)

    async def stubborn() -> str:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            return "after all"
        return "never"

    assert await limit.keep(stubborn()) == "after all"
    assert await limit.keep(pause(0.01)) == "done"
