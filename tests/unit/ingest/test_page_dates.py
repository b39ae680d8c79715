"""Dates as pages print them: strict, in the calendars and month names of the whole region."""

from datetime import UTC, date
from zoneinfo import ZoneInfo

import pytest

from khabar_ingest.jalali import from_jalali
from khabar_ingest.pages.addresses import day_in
from khabar_ingest.pages.dateline import datelines
from khabar_ingest.pages.printed import printed

RIYADH = ZoneInfo("Asia/Riyadh")


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("الأربعاء، 07 أكتوبر 2020 - 12:09 م", "2020-10-07T12:09:00+03:00"),
        ("الأحد ٢٤ نيسان / أبريل ٢٠٢٢ ١١:٣٠ مساءً", "2022-04-24T23:30:00+03:00"),
        ("4 كانون الأول/ديسمبر 2020", "2020-12-04T00:00:00+03:00"),
        ("12 جوان 2019", "2019-06-12T00:00:00+03:00"),
        ("3 غشت 2018 الساعة 10:02", "2018-08-03T10:02:00+03:00"),
        ("۲۹ بهمن ۱۳۹۸ - ۰۷:۲۰", "2020-02-18T07:20:00+03:00"),
        ("۱۳۹۸/۱۱/۲۹", "2020-02-18T00:00:00+03:00"),
        ("أكتوبر 7, 2020", "2020-10-07T00:00:00+03:00"),
        ("October 7, 2020 at 5:00 pm", "2020-10-07T17:00:00+03:00"),
        ("الأحد 14 رجب 1444هـ", "2023-02-05T00:00:00+03:00"),
        ("16 ربيع الثاني 1442هـ - 1 ديسمبر 2020", "2020-12-01T00:00:00+03:00"),
        ("25/04/2020 10:30", "2020-04-25T10:30:00+03:00"),
        ("الثلاثاء 02/07/2019", "2019-07-02T00:00:00+03:00"),
        ("2020-06-03T03:01+0400", "2020-06-03T03:01:00+04:00"),
    ],
)
def test_a_printed_date_is_read(line: str, read: str) -> None:
    found = printed(line, RIYADH)
    assert found is not None
    assert found.isoformat() == read


@pytest.mark.parametrize(
    "line",
    [
        "أمس",
        "15 مارس",
        "03/04/2020",
        "1442/04/16",
        "2013/2/30",
        "31 أبريل 2020",
        "من 3 مارس 2020 إلى 9 مارس 2020",
        "كلمة " * 60 + "3 مارس 2020",
    ],
)
def test_what_could_be_two_days_or_none_stays_unknown(line: str) -> None:
    assert printed(line, RIYADH) is None


def test_a_label_says_whether_a_story_came_out_or_was_changed() -> None:
    line = "نشر في: 3 مارس 2020 | آخر تحديث: 5 مارس 2020"
    assert [(each.kind, each.time.day) for each in datelines(line, UTC)] == [("published", 3), ("updated", 5)]


def test_running_text_has_no_dateline() -> None:
    line = "وافتتح الوزير المعرض في مدينة حلب يوم 3 مارس 2020 بحضور عدد كبير من الزوار"
    assert datelines(line, UTC) == []


@pytest.mark.parametrize(
    ("jalali", "day"),
    [
        ((1400, 1, 1), date(2021, 3, 21)),
        ((1399, 12, 30), date(2021, 3, 20)),
        ((1403, 12, 30), date(2025, 3, 20)),
        ((1357, 11, 22), date(1979, 2, 11)),
        ((1402, 12, 30), None),
        ((1400, 13, 1), None),
    ],
)
def test_the_calendar_of_iran(jalali: tuple[int, int, int], day: date | None) -> None:
    assert from_jalali(*jalali) == day


def test_an_address_tells_a_day_only_in_full() -> None:
    found = day_in("https://paper.example/story/2020/8/24/x/4943459", RIYADH)
    assert found is not None
    assert found.isoformat() == "2020-08-24T00:00:00+03:00"
    assert day_in("https://paper.example/2013/world/8/3/index.html", RIYADH) is None
    assert day_in("https://paper.example/2020/13/45/x", RIYADH) is None
