"""Times as feeds write them."""

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from khabar_ingest.stamps import stamp

RIYADH = ZoneInfo("Asia/Riyadh")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Mon, 07 Feb 2022 00:30:00 +0300", "2022-02-07T00:30:00+03:00"),
        ("Mon, 7 Feb 22 0:30 GMT", "2022-02-07T00:30:00+00:00"),
        ("07 Feb 2022 10:15:00 EST", "2022-02-07T10:15:00-05:00"),
        ("Monday, 07 February 2022 10:15:00 EET", "2022-02-07T10:15:00+02:00"),
        ("Mon, 31 Jan 2022 10:00:00 -0000", "2022-01-31T10:00:00+00:00"),
        ("Mon, 31 Jan 2022 10:00:00 GMT+2", "2022-01-31T10:00:00+02:00"),
        ("Mon, 31 Jan 2022 10:00:00", "2022-01-31T10:00:00+03:00"),
        ("Thu Jan  1 19:48:21 UTC 2004", "2004-01-01T19:48:21+00:00"),
        ("Mon Jan 31 2022 10:00:00 GMT+0300 (Arabian Standard Time)", "2022-01-31T10:00:00+03:00"),
        ("2022-01-31T10:00:00.123456Z", "2022-01-31T10:00:00.123456+00:00"),
        ("2022-01-31T10:00+03", "2022-01-31T10:00:00+03:00"),
        ("2022-01-31 10:00:00 +0400", "2022-01-31T10:00:00+04:00"),
        ("2022-01-31T24:00:00Z", "2022-02-01T00:00:00+00:00"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59+00:00"),
        ("2022-01-31", "2022-01-31T00:00:00+03:00"),
        ("2003-335", "2003-12-01T00:00:00+03:00"),
        ("20220131T100000Z", "2022-01-31T10:00:00+00:00"),
        ("2022/01/31 10:00", "2022-01-31T10:00:00+03:00"),
        ("31/01/2022 10:00", "2022-01-31T10:00:00+03:00"),
        ("01/31/2022 10:00 PM", "2022-01-31T22:00:00+03:00"),
        ("3.4.2022", "2022-04-03T00:00:00+03:00"),
        ("Jan 31, 2022 12:05 AM", "2022-01-31T00:05:00+03:00"),
        ("الاثنين، 31 كانون الثاني 2022 - 10:00 م", "2022-01-31T22:00:00+03:00"),
        ("٣١ يناير ٢٠٢٢ ١٠:٠٠", "2022-01-31T10:00:00+03:00"),
        ("lun, 31 janv. 2022 10:00:00 +0100", "2022-01-31T10:00:00+01:00"),
        ("1643612400", "2022-01-31T07:00:00+00:00"),
        ("1643612400000", "2022-01-31T07:00:00+00:00"),
    ],
)
def test_a_time_is_read_in_every_form_that_feeds_have(written: str, meant: str) -> None:
    found = stamp(written, RIYADH)
    assert found is not None
    assert found.isoformat() == meant


@pytest.mark.parametrize(
    "written",
    [
        "",
        "أمس",
        "03/04/2022 10:00",
        "2022",
        "2022-01",
        "2022-13-01",
        "Mon, 31 Feb 2022 10:00:00 GMT",
        "Mon, 31 Jan 2022 25:00:00 GMT",
        "Mon, 01 Jan 0001 00:00:00 +0000",
        "0000-00-00 00:00:00",
        "Thu, 01 Jan 1970 00:00:00 +0000",
        "1970-01-01T01:00:00+01:00",
        "1970-01-01",
        "Wed, 30 Nov -0001 00:00:00 +0000",
        "1 2 3",
        "9" * 70,
        "Jan 31, " * 40,
    ],
)
def test_what_is_no_certain_time_stays_unknown(written: str) -> None:
    assert stamp(written, RIYADH) is None


@given(
    st.datetimes(min_value=datetime(1950, 1, 1), max_value=datetime(2199, 1, 1)),  # noqa: DTZ001 - the zone is drawn beside it
    st.integers(-12 * 60, 14 * 60),
)
def test_a_time_comes_back_as_it_was_written(time: datetime, minutes: int) -> None:
    whole = time.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=minutes)))
    assume(whole.timestamp() != 0 and whole.replace(tzinfo=None) != datetime(1970, 1, 1))  # noqa: DTZ001 - what was never set
    assert stamp(whole.isoformat()) == whole
    assert stamp(whole.strftime("%a, %d %b %Y %H:%M:%S %z")) == whole


@given(st.text(max_size=100))
def test_no_text_upsets_the_reading_of_times(text: str) -> None:
    found = stamp(text)
    assert found is None or found.tzinfo is not None
