"""Dates: what "yesterday Saturday" means to the reader of a Monday."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khabar.arabic import fold
from khabar.arabic import words as cut
from khabar_enrich.dates import Reader, Reading, doubtful, may_tell

MONDAY = date(2022, 2, 7)
_PIECES = (
    "في ال 3 31 من يناير الماضي بين و 2021 منه أمس الأحد قبل يوم يومين منذ شهر / ، - الى 9999 محرم 1443 هـ ( ) 10:30 "
    "الساعة الثامنة مساء القرن تسعينيات الربع الأول عام ذاته 7/2/2022 الأسبوع بتوقيت دمشق"
)


def read(text: str, today: date = MONDAY) -> list[Reading]:
    return doubtful(list(Reader.on(today).read("body.0", fold(text))))


def values(text: str, today: date = MONDAY) -> list[str]:
    return [reading.period.value for reading in read(text, today)]


def test_an_expression_is_found_where_it_stands_in_running_text() -> None:
    text = fold("وقتل 9 عناصر في كمين، في ال 3 من يناير الماضي، حسب مصادر")
    (reading,) = Reader.on(MONDAY).read("body.0", text)
    assert text[reading.start : reading.end] == fold("في ال 3 من يناير الماضي")


def test_the_weekday_wins_over_yesterday_and_the_conflict_is_flagged() -> None:
    (reading,) = read("أمس السبت")
    assert (reading.period.value, reading.consistent) == ("2022-02-05", False)


def test_a_date_whose_weekday_is_another_keeps_the_date_and_is_flagged() -> None:
    (reading,) = read("الخميس 4 فبراير 2022")
    assert (reading.period.value, reading.consistent) == ("2022-02-04", False)


def test_two_names_of_different_months_are_flagged() -> None:
    (reading,) = read("في 5 تموز/يونيو 2021")
    assert not reading.consistent


def test_a_hijri_day_and_the_common_one_are_one_date_flagged_where_they_differ_by_more_than_a_sighting() -> None:
    (agreeing,) = read("9 ذو الحجة 1442 هـ (19 يوليو 2021)")
    (differing,) = read("9 ذو الحجة 1442 هـ الموافق 29 يوليو 2021")
    assert (agreeing.period.value, agreeing.consistent) == ("2021-07-19", True)
    assert (differing.period.value, differing.consistent) == ("2021-07-29", False)


def test_the_same_month_is_the_one_named_before() -> None:
    first, same = read("في شهر أكتوبر الماضي. وفي الشهر ذاته")
    assert (same.period.value, same.anchor) == ("2021-10", first.period.value)
    assert values("وفي الشهر ذاته") == []


def test_the_day_after_is_the_one_after_the_day_named_before() -> None:
    assert values("في 5 يناير 2021 وصل، وفي اليوم التالي غادر") == ["2021-01-05", "2021-01-06"]


def test_a_span_dated_outside_of_its_month_is_doubtful() -> None:
    first, span, _ = read("في شهر أكتوبر الماضي، نفذ خلال أسبوعين في الشهر نفسه هجمات بين 3 أيلول 2021 و16 منه")
    assert first.consistent
    assert not span.consistent


def test_a_span_dated_inside_of_its_month_is_not_doubtful() -> None:
    assert all(r.consistent for r in read("في شهر أكتوبر الماضي، خلال أسبوعين في الشهر نفسه بين 3 أكتوبر 2021 و16 منه"))


def test_a_relative_date_says_from_which_day_it_was_told_and_a_named_one_from_none() -> None:
    (relative,), (named,) = read("قبل يومين"), read("5 شباط 2022")
    assert (relative.anchor, relative.relative) == ("2022-02-07", True)
    assert (named.anchor, named.relative) == (None, False)


def test_two_days_told_one_by_one_are_no_range() -> None:
    assert values("في 27 يناير والثالث من فبراير على التوالي") == ["2022-01-27", "2022-02-03"]
    assert values("بين 27 يناير والثالث من فبراير") == ["2022-01-27/2022-02-03"]


def test_what_comes_after_something_told_before_is_not_counted_from_publication() -> None:
    assert values("توفي القائد بعد شهرين") == []
    assert values("سيعود القائد بعد شهرين") == ["2022-04"]


def test_hours_ago_are_of_the_day_before_where_the_article_came_out_after_midnight() -> None:
    (known,) = Reader.on(MONDAY, minutes=30).read("body.0", fold("قبل ساعتين"))
    (unknown,) = read("قبل ساعتين")
    assert (known.period.value, unknown.period.value) == ("2022-02-06", "2022-02-07")


def test_an_hour_that_may_be_of_morning_or_evening_is_left_out_but_its_day_is_not() -> None:
    assert values("عند الساعة الثامنة من يوم الأحد") == ["2022-02-06"]


def test_an_hour_alone_is_of_the_day_named_just_before() -> None:
    assert values("وصل الوفد أمس الأحد، وبدأ اللقاء عند الساعة 18:30 واستمر") == ["2022-02-06", "2022-02-06T18:30"]


def test_a_date_in_figures_that_english_readers_take_for_two_days_stays_unresolved() -> None:
    assert list(Reader.on(MONDAY, day_first=False).read("body.0", "3/4/2022")) == []
    (reading,) = Reader.on(MONDAY, day_first=False).read("body.0", "13/4/2022")
    assert reading.period.value == "2022-04-13"


@pytest.mark.parametrize(
    ("text", "approx"),
    [("خلال الأيام القليلة الماضية", True), ("قبل نحو أسبوعين", True), ("قبل يومين", False), ("أواخر آذار", True)],
)
def test_what_is_told_roughly_is_approximate(text: str, approx: bool) -> None:  # noqa: FBT001 - pytest passes by name
    assert [reading.period.approx for reading in read(text)] == [approx]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(_PIECES.split()), max_size=25), st.dates())
def test_no_heap_of_date_words_breaks_the_reader(words: list[str], today: date) -> None:
    text = " ".join(words)
    readings = read(text, today)
    assert may_tell([word.folded for word in cut(text)]) or not readings
    assert all(reading.period.first <= reading.period.last for reading in readings)
    assert all(one.end <= other.start for one, other in pairwise(readings))


@pytest.mark.parametrize(
    "heap", ["يوم ", "5 ", "بين ", "من 5 ", "الاحد      ", "و2021", "أ", "1", "٣/", "\u202eا\u2066", "( ", "في\n"]
)
def test_a_hundred_thousand_letters_of_one_kind_come_to_an_end(heap: str) -> None:
    readings = read((heap * 100_000)[:100_000])
    assert all(reading.start < reading.end for reading in readings)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("تتواصل الاشتباكات منذ الجمعة في الحي", "2022-02-04/2022-02-07"),
        ("انعقدت الجمعة جلسة التفاوض", "2022-02-04"),
        ("تعقد الاجتماعات في نيسان بواشنطن", "2022-04"),
        ("ينفذ الإضراب يومي الخميس والجمعة 20 و21 يناير الماضي", "2022-01-20/2022-01-21"),
        ("تراجع الإنتاج مقارنة بموسم 2020 بسبب الجفاف", "2020"),
        ("تفتح المقبرة نهاية الربع الأول من 2023", "2023-03-31"),
        ("ارتفعت الصادرات منذ أيلول", "2021-09"),
        ("ارتفعت الصادرات منذ شباط", "2022-02"),
        ("سيبدأ الإنتاج في السداسي الثاني من 2027", "2027-07-01/2027-12-31"),
        ("تراجعت المبيعات في الأسبوع الثاني من رجب", "2022-02-09/2022-02-15"),
    ],
)
def test_shares_pairs_and_bare_days_are_dated_as_papers_mean_them(text: str, value: str) -> None:
    assert values(text) == [value]


def test_a_paper_that_is_called_tomorrow_is_no_date() -> None:
    assert values("قال الوزير لـ«الغد» وكتبت «اليوم»") == []
    assert values("يلتقي الوفد (غدا) الرئيس") == ["2022-02-08"]


@pytest.mark.parametrize("text", ["وصل الوفد أمس", "في الخامس من كانون الثاني", "سنة ٢٠٢٢", "عام2006", "وبالأحد"])
def test_a_paragraph_with_a_word_of_time_is_read_for_dates(text: str) -> None:
    assert may_tell([word.folded for word in cut(text)])


def test_a_paragraph_without_a_word_of_time_need_not_be_read_for_dates() -> None:
    assert not may_tell([word.folded for word in cut("التقى الوزير وفدا من التجار في دمشق.")])
