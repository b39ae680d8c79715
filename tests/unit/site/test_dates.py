from datetime import date, datetime

import pytest

from khabar_site.dates import Dates
from khabar_site.phrases import Phrases

dates = Dates(Phrases())
counted = Phrases().counted


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("2022", "2022"),
        ("2022-02", "شباط/فبراير 2022"),
        ("2022-02-07", "الاثنين، 7 شباط/فبراير 2022"),
        ("2022-W06", "أسبوع 7 شباط/فبراير 2022 – 13 شباط/فبراير 2022"),
        ("2022-02-07T10:15+02:00", "الاثنين، 7 شباط/فبراير 2022، 10:15"),
        ("2021-11-03/2021-11-16", "من الأربعاء، 3 تشرين الثاني/نوفمبر 2021 إلى الثلاثاء، 16 تشرين الثاني/نوفمبر 2021"),
    ],
)
def test_a_date_is_told_in_words_with_both_names_of_the_month(value: str, words: str) -> None:
    assert dates.in_words(value) == words


@pytest.mark.parametrize("value", ["", "2022-13", "2022-02-30", "2022-W60", "yesterday", "2022/", '2022"><b>'])
def test_what_is_no_date_is_not_told_as_one(value: str) -> None:
    assert dates.in_words(value) is None


def test_html_gets_the_start_of_an_interval() -> None:
    assert dates.machine("2021-11-03/2021-11-16") == "2021-11-03"
    assert dates.machine("202X") is None


def test_the_end_of_an_interval_is_told_apart() -> None:
    assert dates.until("2021-11-03/2021-11-16") == "2021-11-16"
    assert [dates.until(value) for value in ("2022", "2021-11-03/", "2021/<b>")] == ["", "", ""]


def test_an_hour_of_greenwich_says_so() -> None:
    assert dates.in_words("2022-02-07T18:00Z") == "الاثنين، 7 شباط/فبراير 2022، 18:00 بتوقيت غرينتش"


def test_a_moment_is_told_in_the_zone_it_carries() -> None:
    assert dates.moment(datetime.fromisoformat("2022-02-07T10:15+02:00")) == "7 شباط/فبراير 2022، 10:15"
    assert dates.day(date(2022, 8, 1)) == "1 آب/أغسطس 2022"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "لا مواد"),
        (1, "مادة واحدة"),
        (2, "مادتان"),
        (3, "3 مواد"),
        (11, "11 مادة"),
        (100, "100 مادة"),
        (103, "103 مواد"),
    ],
)
def test_articles_are_counted_as_arabic_counts(number: int, words: str) -> None:
    assert counted(number, "article") == words
