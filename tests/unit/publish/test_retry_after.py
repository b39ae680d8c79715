"""How long a busy target asks us to wait."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as some

from khabar_publish.targets.calls import LONGEST_WAIT_SECONDS, retry_after


def _answer(value: str | bytes) -> httpx.Response:
    name: bytes = b"retry-after"
    return httpx.Response(429, headers=[(name, value if isinstance(value, bytes) else value.encode())])


@pytest.mark.parametrize(("value", "seconds"), [("0", 0), ("7", 7), (" 120 ", 120), ("9" * 400, LONGEST_WAIT_SECONDS)])
def test_seconds_are_obeyed_up_to_a_day(value: str, seconds: float) -> None:
    assert retry_after(_answer(value)) == seconds


def test_a_date_is_the_time_until_then() -> None:
    wait = retry_after(_answer(format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)))
    assert wait is not None
    assert 80 < wait <= 90


def test_a_date_gone_by_means_now_and_one_far_away_a_day() -> None:
    assert retry_after(_answer("Sun, 06 Nov 1994 08:49:37 GMT")) == 0
    assert retry_after(_answer("Fri, 31 Dec 9999 23:59:59 GMT")) == LONGEST_WAIT_SECONDS


@pytest.mark.parametrize(
    "value",
    [
        "",
        "soon",
        "-5",
        "1.5",
        "²".encode("latin-1"),
        "٣",
        "Sun, 06 Nov 1994 08:49:37 -0000",
        "Sun, 06 Nov 1994 08:49:37 +99999999999999999999",
    ],
)
def test_what_is_neither_seconds_nor_a_date_asks_for_nothing(value: str | bytes) -> None:
    assert retry_after(_answer(value)) is None


def test_no_header_asks_for_nothing() -> None:
    assert retry_after(httpx.Response(503)) is None


@given(some.binary(max_size=60))
def test_no_header_of_a_hostile_target_breaks_the_delivery(value: bytes) -> None:
    wait = retry_after(_answer(value))
    assert wait is None or 0 <= wait <= LONGEST_WAIT_SECONDS
