"""Numbers as papers tell them, in words and in digits."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khabar.arabic import Number, numbers, words
from khabar.arabic.counting.numerals import atoms, phrases

_PIECES = [
    "ثلاثة",
    "وعشرون",
    "مئة",
    "ألف",
    "آلاف",
    "ومئتان",
    "مليون",
    "ونصف",
    "عشرات",
    "3",
    "و300",
    "1,250",
    "2.5",
    "-",
]
_PIECES += ["نحو", "على", "الأقل", "قتلى", "عنصرين", "اثني", "عشر", "،", ".", "\n", "/", "٢٠٢٢", "F16", "بضعة"]
SOUP = st.lists(st.sampled_from(_PIECES), max_size=30).flatmap(
    lambda pieces: st.sampled_from(["", " ", "\u200f "]).map(lambda gap: gap.join(pieces))
)


def only(text: str) -> Number:
    (number,) = numbers(text)
    return number


def values(text: str) -> list[int | float | None]:
    return [number.value for number in numbers(text)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("خمسة قتلى", 5),
        ("أحد عشر شهراً", 11),
        ("اثني عشر قتيلا", 12),
        ("ثلاث عشرة امرأة", 13),
        ("إحدى وعشرين سنة", 21),
        ("خمسة وعشرون قتيلا", 25),
        ("مئة وخمسة", 105),
        ("مئة وخمسة وعشرون", 125),
        ("ثلاثمائة وخمسون شخصا", 350),
        ("ثلاث مئة ألف", 300_000),
        ("ألفان وثلاثة عشر", 2013),
        ("ألفا جندي", 2000),
        ("25 ألفا", 25_000),
        ("ثلاثة آلاف ومئتي شخص", 3200),
        ("عام ألف وتسعمئة وثمانية وتسعين", 1998),
        ("مئتان وخمسون ألفا وثلاثمئة", 250_300),
        ("ثلاثة ملايين و200 ألف", 3_200_000),
        ("مليون ونصف المليون نازح", 1_500_000),
        ("مليونين ونصف مليون", 2_500_000),
        ("نصف مليون", 500_000),
        ("ربع مليون طفل", 250_000),
        ("1.5 مليون", 1_500_000),
        ("٣٫٥ مليارات", 3_500_000_000),
        ("1.250 مليون دولار", 1_250_000),
        ("2.500 دولار", 2500),
        ("12,500 مدني", 12_500),
        ("١٬٢٥٠٬٠٠٠", 1_250_000),
        ("1.250.000 دينار", 1_250_000),
        ("3,5 بالمئة", 3.5),
        ("0.250 غرام", 0.25),
        ("الـ48", 48),
        ("و300 جريح", 300),
        ("وثلاثة جرحى", 3),
        ("بالخمسين من عمره", 50),
        ("۱۲ نفر", 12),
    ],
)
def test_a_number_means_what_a_reader_understands(text: str, value: float) -> None:
    assert values(text) == [value]


@pytest.mark.parametrize(
    ("text", "noun"),
    [
        ("عنصرين", "عنصر"),
        ("قتيلان", "قتيل"),
        ("والشهرين", "شهر"),
        ("سنتين", "سنه"),
        ("مدنيان", "مدني"),
        ("لساعتين", "ساعه"),
    ],
)
def test_a_dual_is_two(text: str, noun: str) -> None:
    found = only(text)
    assert (found.value, found.dual, found.noun) == (2, True, noun)


@pytest.mark.parametrize(
    "text",
    [
        "مدنيين",
        "بلدان",
        "البحرين",
        "حسين",
        "رمضان",
        "الاثنين",
        "أحد المسؤولين",
        "لست هنا",
        "وما بعده",
        "السادس والعشرين من شباط",
        "الحادية عشرة",
        "الثالث عشر",
        "ميلان",
    ],
)
def test_a_word_that_only_looks_so_is_no_number(text: str) -> None:
    assert values(text) == []


@pytest.mark.parametrize(
    "text", ["عشرات القتلى", "عشرات الآلاف", "بضعة عشر شخصا", "آلاف النازحين", "مئات آلاف", "عدة أيام"]
)
def test_many_is_no_figure(text: str) -> None:
    assert (only(text).value, only(text).approx) == (None, True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("نحو عشرين", "approx"),
        ("بحوالي 30", "approx"),
        ("ما يقرب من ألف", "approx"),
        ("عشرين شخصا تقريبا", "approx"),
        ("أكثر من 5", "at_least"),
        ("ولأكثر من سنتين", "at_least"),
        ("ما لا يقل عن سبعة", "at_least"),
        ("5 مدنيين سوريين على الأقل", "at_least"),
        ("أقل من ثلاثة", "at_most"),
        ("لا يتجاوز 40", "at_most"),
    ],
)
def test_the_words_around_a_number_say_how_it_is_meant(text: str, said: str) -> None:
    found = only(text)
    assert {name for name in ("approx", "at_least", "at_most") if getattr(found, name)} == {said}


def test_what_is_said_of_one_number_is_not_said_of_the_next() -> None:
    first, second = numbers("أكثر من 5 قتلى، و7 جرحى")
    assert (first.at_least, second.at_least) == (True, False)


@pytest.mark.parametrize(
    "text", ["2022-02-07", "3/2/2022", "10:30", "1.2.2022", "F16", "COVID19", "1" * 19, "192.168.1.1"]
)
def test_dates_times_and_codes_are_no_numbers(text: str) -> None:
    assert values(f"في {text} ذلك") == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("بين 3-5 أشخاص", [3, 5]),
        ("ثلاثة قتلى وخمسة جرحى", [3, 5]),
        ("ثلاثة وأربعة", [3, 4]),
        ("ثلاثة آلاف وخمسة آلاف", [3000, 5000]),
        ("100 و50", [100, 50]),
        ("خمسة، عشرون", [5, 20]),
        ("ثلاثة\nآلاف", [3, None]),
    ],
)
def test_two_numbers_stay_two(text: str, told: list[int | None]) -> None:
    assert values(text) == told


def test_a_number_stands_where_it_says() -> None:
    text = "نزح ثَلاثة آلاف و٢٠٠ شخص"
    found = only(text)
    assert text[found.start : found.end] == "ثَلاثة آلاف و٢٠٠"
    assert (found.first, found.last) == (1, 3)


@settings(deadline=None)
@given(SOUP)
def test_numbers_lie_in_the_text_one_behind_the_other(text: str) -> None:
    found, cut = list(numbers(text)), list(words(text))
    assert all(one.end <= other.start for one, other in pairwise(found))
    for number in found:
        assert (number.start, number.end) == (cut[number.first].start, cut[number.last].end)
        assert number.value is None or number.value >= 0


@settings(deadline=None)
@given(st.integers(1, 999), st.integers(0, 999))
def test_digits_with_words_of_scale_add_up(thousands: int, rest: int) -> None:
    text = f"{thousands} ألف" + (f" و{rest}" if rest else "")
    assert values(text) == [thousands * 1000 + rest]


def test_the_tables_hold_no_word_that_stands_for_two_things() -> None:
    assert len(atoms()) > 3000
    assert not set(phrases().before) & set(phrases().behind)
