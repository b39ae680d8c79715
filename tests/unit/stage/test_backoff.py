"""When a failed delivery is tried again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khabar.stage import Backoff

HOUR = 3600.0


@given(attempt=st.integers(1, 10_000), elapsed=st.floats(0, 899.9))
def test_in_the_first_quarter_of_an_hour_a_wait_never_leaves_its_bounds(attempt: int, elapsed: float) -> None:
    wait = Backoff().delay(attempt, elapsed)

    assert wait is not None
    assert 0 <= wait <= min(300.0, 2.0 * 2 ** min(attempt - 1, 16))


def test_two_stages_that_fail_together_do_not_come_back_together() -> None:
    waits = {Backoff().delay(5, 0) for _ in range(50)}

    assert len(waits) > 40


def test_later_tries_wait_longer_on_average() -> None:
    means = [sum(Backoff().delay(attempt, 0) or 0 for _ in range(400)) / 400 for attempt in (1, 4, 7)]

    assert means == sorted(means)
    assert means[2] > 10 * means[0]


@pytest.mark.parametrize("elapsed", [900.0, 10 * HOUR, 72 * HOUR - 1])
def test_a_target_that_stays_down_is_asked_every_quarter_of_an_hour(elapsed: float) -> None:
    assert Backoff().delay(40, elapsed) == 900.0


@pytest.mark.parametrize("elapsed", [72 * HOUR, 1000 * HOUR])
def test_after_three_days_it_is_given_up(elapsed: float) -> None:
    assert Backoff().delay(2, elapsed) is None


@pytest.mark.parametrize("elapsed", [0.0, 1000.0])
def test_a_targets_retry_after_is_obeyed(elapsed: float) -> None:
    wait = Backoff().delay(1, elapsed, retry_after=1234.5)

    assert wait == 1234.5


def test_a_retry_after_of_nothing_does_not_shorten_the_wait() -> None:
    assert Backoff().delay(9, 1000.0, retry_after=0.0) == 900.0
