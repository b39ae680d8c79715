"""Moments as people write them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from khabar.archive import rank
from khabar.cli.moments import behind, moment, up_to
from khabar.errors import ConfigError

DAMASCUS = ZoneInfo("Asia/Damascus")
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_a_bare_time_is_the_newsrooms() -> None:
    assert moment("2026-11-20T10:00", DAMASCUS) == datetime(2026, 11, 20, 7, tzinfo=UTC)
    assert moment("2026-11-20", DAMASCUS) == datetime(2026, 11, 19, 21, tzinfo=UTC)
    assert moment("2026-11-20T10:00Z", DAMASCUS) == datetime(2026, 11, 20, 10, tzinfo=UTC)


def test_a_span_is_so_long_ago() -> None:
    assert moment("90m", DAMASCUS, NOW) == NOW - timedelta(minutes=90)
    assert moment("7d", DAMASCUS, NOW) == NOW - timedelta(days=7)


def test_an_id_and_the_beginning_are_taken_as_they_are() -> None:
    assert behind("1764000000000-3", DAMASCUS, NOW) == up_to("1764000000000-3", DAMASCUS, NOW) == "1764000000000-3"
    assert behind("0", DAMASCUS, NOW) == "0-0"


def test_the_moment_itself_is_included_at_both_ends() -> None:
    own = f"{int(NOW.timestamp() * 1000)}-0"
    written = NOW.isoformat()
    assert rank(behind(written, DAMASCUS, NOW)) < rank(own) <= rank(up_to(written, DAMASCUS, NOW))


@pytest.mark.parametrize("text", ["", "yesterday", "10", "5w", "2026-13-01", "99999d"])
def test_anything_else_is_refused_in_words(text: str) -> None:
    if text == "99999d":
        assert behind(text, DAMASCUS, NOW).startswith("0-")
        return
    with pytest.raises(ConfigError, match="is no moment"):
        behind(text, DAMASCUS, NOW)
