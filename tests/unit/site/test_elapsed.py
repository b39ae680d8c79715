"""How long ago something was, as newspapers say it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from khabar_site.dates import Dates
from khabar_site.phrases import Phrases

DAMASCUS = ZoneInfo("Asia/Damascus")
NOW = datetime(2024, 3, 12, 18, 30, tzinfo=DAMASCUS)
ARABIC, ENGLISH = Dates(Phrases("ar")), Dates(Phrases("en"))


@pytest.mark.parametrize(
    ("passed", "arabic", "english"),
    [
        (timedelta(), "الآن", "just now"),
        (timedelta(seconds=59), "الآن", "just now"),
        (timedelta(minutes=1), "قبل دقيقة", "a minute ago"),
        (timedelta(minutes=2), "قبل دقيقتين", "2 minutes ago"),
        (timedelta(minutes=3, seconds=59), "قبل 3 دقائق", "3 minutes ago"),
        (timedelta(minutes=11), "قبل 11 دقيقة", "11 minutes ago"),
        (timedelta(minutes=59, seconds=59), "قبل 59 دقيقة", "59 minutes ago"),
        (timedelta(hours=1), "قبل ساعة", "an hour ago"),
        (timedelta(hours=2), "قبل ساعتين", "2 hours ago"),
        (timedelta(hours=9, minutes=59), "قبل 9 ساعات", "9 hours ago"),
        (timedelta(hours=23, minutes=59), "قبل 23 ساعة", "23 hours ago"),
        (timedelta(hours=24), "أمس، 18:30", "yesterday, 18:30"),
        (timedelta(hours=42), "أمس، 00:30", "yesterday, 00:30"),
        (timedelta(hours=43), "10 آذار/مارس 2024، 23:30", "10 March 2024, 23:30"),
        (timedelta(days=400), "6 شباط/فبراير 2023، 18:30", "6 February 2023, 18:30"),
        (timedelta(minutes=-5), "12 آذار/مارس 2024، 18:35", "12 March 2024, 18:35"),
    ],
)
def test_a_moment_is_told_by_its_distance(passed: timedelta, arabic: str, english: str) -> None:
    assert ARABIC.ago(NOW - passed, NOW) == arabic
    assert ENGLISH.ago(NOW - passed, NOW) == english


def test_the_distance_is_told_in_the_digits_of_the_interface() -> None:
    dates = Dates(Phrases("ar", "arabic-indic"))
    assert dates.ago(NOW - timedelta(minutes=12), NOW) == "قبل ١٢ دقيقة"
    assert dates.ago(NOW - timedelta(hours=24), NOW) == "أمس، ١٨:٣٠"


@pytest.mark.parametrize("minutes", [-3, 0, 1, 2, 59, 60, 61, 600, 1439, 1440, 2500])
def test_the_words_stay_true_until_their_time_and_no_longer(minutes: int) -> None:
    value = NOW - timedelta(minutes=minutes, seconds=20)
    until = ARABIC.ago_until(value, NOW)
    assert until > NOW
    assert ARABIC.ago(value, until - timedelta(seconds=1)) == ARABIC.ago(value, NOW)
    assert ARABIC.ago(value, until) != ARABIC.ago(value, NOW)


def test_a_moment_that_is_told_as_such_is_told_so_for_ever() -> None:
    assert ARABIC.ago_until(NOW - timedelta(days=3), NOW).year == 9999


def test_an_hour_that_the_clocks_skipped_is_not_counted() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    before, after = datetime(2024, 3, 31, 1, 30, tzinfo=berlin), datetime(2024, 3, 31, 3, 30, tzinfo=berlin)
    assert ARABIC.ago(before, after) == "قبل ساعة"
    assert ARABIC.ago_until(before, after).astimezone(UTC) == datetime(2024, 3, 31, 2, 30, tzinfo=UTC)


def test_yesterday_is_that_of_the_readers_zone() -> None:
    value = datetime(2024, 3, 10, 22, 30, tzinfo=UTC)
    assert ARABIC.ago(value.astimezone(DAMASCUS), NOW) == "أمس، 01:30"
