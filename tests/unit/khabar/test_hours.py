"""When a target is open: over midnight, on some days only, and on the nights on which clocks are changed."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from khabar.hours import LOOK_AGAIN_MS, is_open, next_opening, put_off
from khabar.target_rules import DAYS, Day, Hours

DAMASCUS, CAIRO = ZoneInfo("Asia/Damascus"), ZoneInfo("Africa/Cairo")
DAYTIME = Hours(opens=time(8), closes=time(22, 30))
NIGHT = Hours(opens=time(22), closes=time(6))


def at(text: str, zone: ZoneInfo = DAMASCUS) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("moment", "open_"),
    [("07:59:59", False), ("08:00", True), ("12:00", True), ("22:29:59", True), ("22:30", False)],
)
def test_a_target_is_open_from_its_opening_up_to_its_closing(moment: str, *, open_: bool) -> None:
    assert is_open(DAYTIME, DAMASCUS, at(f"2026-03-10T{moment}")) is open_


@pytest.mark.parametrize(("moment", "open_"), [("21:59", False), ("22:00", True), ("23:59", True)])
def test_hours_may_go_over_midnight(moment: str, *, open_: bool) -> None:
    assert is_open(NIGHT, DAMASCUS, at(f"2026-03-10T{moment}")) is open_
    assert is_open(NIGHT, DAMASCUS, at("2026-03-11T05:59"))
    assert not is_open(NIGHT, DAMASCUS, at("2026-03-11T06:00"))


def test_the_day_is_that_of_the_opening() -> None:
    thursdays = Hours(days=("thursday",), opens=time(22), closes=time(6))
    assert is_open(thursdays, DAMASCUS, at("2026-03-12T23:00"))
    assert is_open(thursdays, DAMASCUS, at("2026-03-13T05:00"))
    assert not is_open(thursdays, DAMASCUS, at("2026-03-12T05:00"))
    assert next_opening(thursdays, DAMASCUS, at("2026-03-13T06:00")) == at("2026-03-19T22:00")


def test_an_opening_in_an_hour_that_does_not_exist_is_the_hour_after_it() -> None:
    early = Hours(opens=time(0, 30), closes=time(5))
    night = at("2026-04-23T23:00", CAIRO)
    opening = next_opening(early, CAIRO, night)
    assert opening.astimezone(CAIRO).isoformat() == "2026-04-24T01:30:00+03:00"
    assert is_open(early, CAIRO, opening)


def test_a_closing_in_an_hour_that_does_not_exist_is_in_the_hour_after_it() -> None:
    late = Hours(opens=time(20), closes=time(0, 30))
    last = datetime.fromisoformat("2026-04-24T01:29:00+03:00")
    assert is_open(late, CAIRO, last)
    assert not is_open(late, CAIRO, last + timedelta(minutes=1))


def test_in_the_night_that_has_an_hour_twice_a_target_opens_once_and_closes_at_the_end_of_both() -> None:
    late = Hours(opens=time(23, 15), closes=time(23, 45))
    first = datetime.fromisoformat("2026-10-29T23:15:00+03:00")
    assert next_opening(late, CAIRO, first - timedelta(minutes=5)) == first
    assert is_open(late, CAIRO, datetime.fromisoformat("2026-10-29T23:30:00+02:00"))
    assert not is_open(late, CAIRO, datetime.fromisoformat("2026-10-29T23:45:00+02:00"))


def test_what_comes_outside_the_hours_waits_for_the_opening_and_is_looked_at_each_quarter_of_an_hour() -> None:
    night, nearly = at("2026-03-10T02:01"), at("2026-03-10T07:50")
    assert put_off(DAYTIME, DAMASCUS, _ms(night)) == _ms(at("2026-03-10T02:15"))
    assert put_off(DAYTIME, DAMASCUS, _ms(nearly)) == _ms(at("2026-03-10T08:00"))
    assert put_off(DAYTIME, DAMASCUS, _ms(at("2026-03-10T08:00"))) == 0


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


@given(
    some.lists(some.sampled_from(DAYS), min_size=1, unique=True),
    some.tuples(some.times(), some.times()).filter(lambda pair: pair[0] != pair[1]),
    some.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1)),  # noqa: DTZ001 - made aware below
    some.sampled_from(["Asia/Damascus", "Africa/Cairo", "Europe/Berlin", "UTC", "America/New_York"]),
)
def test_whatever_the_hours_what_waits_goes_at_last(
    days: list[Day], span: tuple[time, time], moment: datetime, name: str
) -> None:
    hours, zone = Hours(days=tuple(days), opens=span[0], closes=span[1]), ZoneInfo(name)
    now = _ms(moment.replace(tzinfo=UTC))
    later = put_off(hours, zone, now)
    if not later:
        assert is_open(hours, zone, datetime.fromtimestamp(now / 1000, UTC))
        return
    assert now < later <= now + LOOK_AGAIN_MS
    assert put_off(hours, zone, later - 1) == later
    opening = next_opening(hours, zone, moment.replace(tzinfo=UTC))
    assert opening - moment.replace(tzinfo=UTC) <= timedelta(days=8)
