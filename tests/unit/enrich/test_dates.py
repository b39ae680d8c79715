"""Dates: what "yesterday Saturday" means to the reader of a Monday."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khabar.arabic import fold
from khabar_enrich.dates import Reader, Reading, doubtful, reading
from khabar_enrich.dates.sentences import Sentence, sentences

MONDAY = date(2022, 2, 7)
_PIECES = "في ال 3 31 من يناير الماضي بين و 2021 منه أمس الأحد قبل يوم يومين منذ شهر / ، - الى 9999"


def read(text: str, today: date = MONDAY) -> list[Reading]:
    return doubtful(list(Reader.on(today).read("body.0", fold(text))))


def values(text: str, today: date = MONDAY) -> list[str]:
    return [reading.period.value for reading in read(text, today)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("في 28 شباط/فبراير", "2022-02-28"),
        ("الثاني عشر من تشرين الثاني 2020", "2020-11-12"),
        ("٣ أيار ٢٠٢١", "2021-05-03"),
        ("14 جانفي 2011", "2011-01-14"),
        ("يوم الجمعة 4 فبراير 2022", "2022-02-04"),
        ("2022-02-07", "2022-02-07"),
        ("7/2/2022", "2022-02-07"),
        ("منتصف عام 2019", "2019-07-02"),
        ("قال الوزير، الأحد، إن", "2022-02-06"),
        ("فجر اليوم الاثنين", "2022-02-07"),
        ("بالأمس", "2022-02-06"),
        ("بعد غد الأربعاء", "2022-02-09"),
        ("الجمعة المقبل", "2022-02-11"),
        ("في نيسان المقبل", "2022-04"),
        ("في أكتوبر الماضي", "2021-10"),
        ("في الخامس عشر من الشهر الجاري", "2022-02-15"),
        ("الأسبوع الحالي", "2022-W06"),
        ("العام المقبل", "2023"),
        ("قبل ثلاثة أعوام", "2019"),
        ("قبل نحو أسبوعين", "2022-W04"),
        ("خلال الأيام الثلاثة المقبلة", "2022-02-07/2022-02-10"),
        ("الـ24 ساعة الماضية", "2022-02-06/2022-02-07"),
        ("آخر أسبوعين", "2022-01-24/2022-02-07"),
        ("بين 28 فبراير و3 مارس المقبل", "2022-02-28/2022-03-03"),
        ("من تشرين الثاني 2021 حتى شباط 2022", "2021-11/2022-02"),
        ("الربع الأول من عام 2023", "2023-01-01/2023-03-31"),
        ("ثمانينيات القرن الماضي", "1980/1989"),
        ("يومي 5 و6 فبراير", "2022-02-05/2022-02-06"),
    ],
)
def test_an_expression_is_understood_from_the_day_of_publication(text: str, value: str) -> None:
    assert values(f"جاء ذلك {text} في تقرير") == [value]


def test_the_weekday_wins_over_yesterday_and_the_conflict_is_flagged() -> None:
    (reading,) = read("أمس السبت")
    assert (reading.period.value, reading.consistent) == ("2022-02-05", False)


def test_a_date_whose_weekday_is_another_keeps_the_date_and_is_flagged() -> None:
    (reading,) = read("الخميس 4 فبراير 2022")
    assert (reading.period.value, reading.consistent) == ("2022-02-04", False)


def test_the_same_month_is_the_one_named_before() -> None:
    assert values("في شهر أكتوبر الماضي. وفي الشهر ذاته") == ["2021-10", "2021-10"]
    assert values("وفي الشهر ذاته") == []


def test_a_span_dated_outside_of_its_month_is_doubtful() -> None:
    first, span, _ = read("في شهر أكتوبر الماضي، نفذ خلال أسبوعين في الشهر نفسه هجمات بين 3 أيلول 2021 و16 منه")
    assert first.consistent
    assert not span.consistent


def test_a_span_dated_inside_of_its_month_is_not_doubtful() -> None:
    assert all(r.consistent for r in read("في شهر أكتوبر الماضي، خلال أسبوعين في الشهر نفسه بين 3 أكتوبر 2021 و16 منه"))


@pytest.mark.parametrize(
    "text",
    ["31 فبراير 2022", "قبل 9999 سنة", "صحيفة المصري اليوم", "بعد يومين من الهجوم", "في 2000% زيادة", "مارس عمله"],
)
def test_what_only_looks_like_a_date_is_left_alone(text: str) -> None:
    assert values(text) == []


def test_few_days_are_approximate() -> None:
    (reading,) = read("خلال الأيام القليلة الماضية")
    assert reading.period.approx


@given(st.lists(st.sampled_from(_PIECES.split()), max_size=25), st.dates())
def test_no_heap_of_date_words_breaks_the_reader(words: list[str], today: date) -> None:
    readings = read(" ".join(words), today)
    assert all(reading.period.first <= reading.period.last for reading in readings)
    assert all(one.end <= other.start for one, other in pairwise(readings))


@given(
    st.lists(st.sampled_from([*_PIECES.split(), "قال.", "الثالث", "الجاري", "ذاته", "عام", "ربع", "2. "]), max_size=25)
)
def test_no_date_is_lost_by_passing_over_what_holds_none(words: list[str]) -> None:
    text = fold(" ".join(words))
    every = frozenset(
        ["month", "weekday", "deictic", "relation", "one", "two", "many", "decade", "same", "share", "digit"]
    )
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(reading, "sentences", lambda folded: [Sentence(0, len(folded), every)])
        slowly = list(Reader.on(MONDAY).read("body.0", text))
    assert list(Reader.on(MONDAY).read("body.0", text)) == slowly


def test_sentences_without_a_word_of_time_are_passed_over() -> None:
    text = fold("قال الوزير ذلك. ثم عاد في 3. 2. 2022 إلى العاصمة. وصمت الجميع")
    assert [text[start:end] for start, end, _ in sentences(text)] == [fold(" ثم عاد في 3. 2. 2022 إلى العاصمة.")]


@pytest.mark.parametrize("heap", ["يوم ", "5 ", "بين ", "من 5 ", "الاحد      "])
def test_a_long_heap_of_date_words_ends(heap: str) -> None:
    assert read(heap * 5_000) == []
